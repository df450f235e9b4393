package dev.quell;

import dev.quell.internal.operation.RunRef;

/**
 * One run of an {@link Operation}, for any code that may want to kill it later: a disconnect handler, a timer, an
 * adapter. It names this run for ever. Once the run is over, it does nothing, even if the object runs again.
 *
 * <p>It keeps the operation object and the core in memory. Two references to the same run are equal.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. It works on a closed core too.
 */
public sealed interface OperationRef permits RunRef {

  /**
   * Kills this run, exempt or not, in a session or not, and never another run. What the victim registered with {@link
   * Operation#onKill} is called as for any kill.
   *
   * @param code the code that the victim's exception carries, positive; see {@link KillCode}
   * @param reason why, at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @param by the killer, at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @return whether this kill won; false if the run is over, or was killed before
   * @throws IllegalArgumentException if {@code code} is not positive, or {@code reason} or {@code by} is too long,
   *     whether the run is over or not
   */
  boolean kill(int code, String reason, String by);

  /**
   * Whether this run has not ended, killed or not.
   *
   * @return false stays false
   */
  boolean isRunning();

  /**
   * Whether this run was killed and has not ended. No poll: {@link KillReport.Straggler#sawKill} does not count it.
   *
   * @return false for a run that is over, however it ended
   */
  boolean isKilled();
}
