package dev.quell;

/**
 * Hears of kills, for instance to write an audit log.
 *
 * <p><i>Threads:</i> called on the thread that kills, so by several threads at once when several kill: an
 * implementation must be thread-safe, and whatever time it takes the killer waits.
 */
@FunctionalInterface
public interface KillListener {

  /**
   * Called once for each kill, after the kill has claimed what it hits and before its caller gets the report. Its
   * victims may not have stopped yet. No lock is held, and the core may be used from here, for another kill too.
   *
   * <p>What this throws does not reach the caller of the kill, nor does it undo the kill: it goes to the host's error
   * handler and is counted.
   *
   * @param report what the kill has hit; never null
   */
  void onKill(KillReport report);
}
