package dev.quell;

import dev.quell.internal.kill.Report;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What one kill did. The counts are this kill's own: each operation and each cursor is claimed by exactly one kill, so
 * the reports of all kills add up to what was killed.
 *
 * <p>Immutable and thread-safe; only what {@link #pending}, {@link #await} and {@link #stragglers} say changes. A report that is
 * kept does not keep the core.
 */
public sealed interface KillReport permits Report {

  /**
   * What was asked.
   *
   * @return the request that the kill was called with
   */
  KillRequest request();

  /**
   * Code, reason, killer and number of the kill, as its victims see them.
   *
   * @return the cause; its {@link KillCause#killId} is this kill's alone, whether or not there was a victim
   */
  KillCause cause();

  /**
   * Sessions that met a pattern, each counted once; exact but for sessions that were opened, or whose owner's roles
   * changed, during the kill. How old a session is, and for how long it was idle, is reckoned to the time of the call.
   *
   * @return zero or more; sessions in which there was nothing to kill are among them
   */
  long sessionsMatched();

  /**
   * Operations that this kill claimed. One that another kill claimed first is in that one's report only.
   *
   * @return zero or more
   */
  long operationsKilled();

  /**
   * Cursors that this kill claimed; the pinned ones among them close at their unpin.
   *
   * @return zero or more
   */
  long cursorsKilled();

  /**
   * From the call to the last claim. Listeners are not in it, callbacks of victims are.
   *
   * @return zero or more
   */
  Duration duration();

  /**
   * How many of the operations killed have not ended yet. O(1), unless 65,000 kills were pending when this one was
   * called: then it walks all running operations, and counts the victims of other such kills with the same code, too.
   *
   * @return from {@link #operationsKilled} down to zero; it never rises, but in that case
   */
  long pending();

  /**
   * Waits until every operation killed has ended. May be called any number of times, by any thread but that of a
   * victim, which would wait for itself. Closing the core does not end the wait. If 65,000 kills were pending when this
   * one was called, it waits for the victims of other such kills with the same code, too.
   *
   * @param timeout how long at most; zero only looks
   * @return whether they have
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalArgumentException if {@code timeout} is negative
   */
  boolean await(Duration timeout) throws InterruptedException;

  /**
   * The operations killed by this kill that have not ended. Walks all running operations, once.
   *
   * @return weakly consistent, as every listing is; a new list, empty if all have ended
   */
  List<Straggler> stragglers();

  /**
   * An operation that was killed and has not ended. Immutable.
   *
   * @param operation what it is
   * @param sinceKill how long ago it was killed
   * @param sawKill whether it has polled since it was killed: one that has is cleaning up, one that has not does not
   *     poll
   * @param stack where its thread is now, if the host said which thread that is, else empty
   */
  record Straggler(
      OperationInfo operation, Duration sinceKill, boolean sawKill, List<StackTraceElement> stack) {

    /**
     * Makes the description of a straggler; the core does.
     *
     * @param operation what was seen of the operation
     * @param sinceKill the time since the kill was called
     * @param sawKill whether the operation knows by now
     * @param stack the frames of its thread, the innermost first, copied
     * @throws NullPointerException if one of the frames is null
     */
    public Straggler {
      Objects.requireNonNull(operation, "operation");
      Objects.requireNonNull(sinceKill, "sinceKill");
      stack = List.copyOf(Objects.requireNonNull(stack, "stack"));
    }
  }
}
