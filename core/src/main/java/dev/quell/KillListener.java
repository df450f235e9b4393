package dev.quell;

/**
 * Receives the report of each kill by pattern, for instance to write an audit log. Kills by id, by a deadline and by
 * the close of the core do not call it.
 *
 * <p><b>Threads:</b> called on the killing thread, so by several threads at once if several kill. An implementation
 * must be thread-safe. The caller of the kill waits until it returns.
 */
@FunctionalInterface
public interface KillListener {

  /**
   * Called once for each kill by pattern, after its claims and before its caller gets the report. The victims may not
   * have stopped yet. No lock is held. The implementation may use the core, even for another kill.
   *
   * <p>What this throws goes to the host's error handler and is counted. It does not reach the caller of the kill, and
   * the kill stands.
   *
   * @param report what the kill has hit; never null
   */
  void onKill(KillReport report);
}
