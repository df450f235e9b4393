package dev.quell;

/**
 * Receives the report of each kill, for instance to write an audit log. {@link KillReport#trigger} says what made it
 * happen: a pattern, the id of an operation or cursor, deadlines, or the close of the core.
 *
 * <p><b>Threads:</b> called on the killing thread, so by several threads at once if several kill. An implementation
 * must be thread-safe. The caller of the kill waits until it returns. Kills by deadline are told on a thread of the
 * core's own.
 *
 * <p><b>Cost:</b> without a listener, and while Flight Recorder does not record, a kill by id makes no report.
 */
@FunctionalInterface
public interface KillListener {

  /**
   * Called once for each kill, after its claims, wakes and callbacks and before its caller gets the result. Of a kill
   * without a pattern it is told only if that has hit something, or is the close of the core. The victims may not have
   * stopped yet. No lock is held. The implementation may use the core, even for another kill.
   *
   * <p>What this throws goes to the host's error handler and is counted. It does not reach the caller of the kill, and
   * the kill stands.
   *
   * @param report what the kill has hit; never null
   */
  void onKill(KillReport report);
}
