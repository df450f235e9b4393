package dev.quell;

import dev.quell.internal.kill.Quiescence;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What one kill did. The counts are this kill's own: each operation and each cursor is claimed by exactly one kill, so
 * the reports of all kills add up to what was killed.
 *
 * <p>Immutable, but for {@link #pending}; thread-safe.
 */
public final class KillReport {
  private final KillRequest request;
  private final KillCause cause;
  private final long sessionsMatched;
  private final long operationsKilled;
  private final long cursorsKilled;
  private final long durationNanos;
  private final Quiescence quiescence;

  /**
   * A report; the core makes them, and nobody else can: the last argument is not of a public type.
   *
   * @param request what was asked
   * @param cause what the victims see
   * @param sessionsMatched sessions that met a pattern
   * @param operationsKilled operations this kill claimed
   * @param cursorsKilled cursors this kill claimed
   * @param durationNanos how long the kill took, in nanoseconds
   * @param quiescence tells which victims still run
   */
  public KillReport(
      final KillRequest request,
      final KillCause cause,
      final long sessionsMatched,
      final long operationsKilled,
      final long cursorsKilled,
      final long durationNanos,
      final Quiescence quiescence) {
    this.request = request;
    this.cause = cause;
    this.sessionsMatched = sessionsMatched;
    this.operationsKilled = operationsKilled;
    this.cursorsKilled = cursorsKilled;
    this.durationNanos = durationNanos;
    this.quiescence = quiescence;
  }

  /**
   * What was asked.
   *
   * @return the request that the kill was called with
   */
  public KillRequest request() {
    return request;
  }

  /**
   * Code, reason, killer and number of the kill, as its victims see them.
   *
   * @return the cause; its {@link KillCause#killId} is this kill's alone, whether or not there was a victim
   */
  public KillCause cause() {
    return cause;
  }

  /**
   * Sessions that met a pattern, each counted once; exact but for sessions whose owner's roles changed during the kill.
   *
   * @return zero or more; sessions in which there was nothing to kill are among them
   */
  public long sessionsMatched() {
    return sessionsMatched;
  }

  /**
   * Operations that this kill claimed. One that another kill claimed first is in that one's report only.
   *
   * @return zero or more
   */
  public long operationsKilled() {
    return operationsKilled;
  }

  /**
   * Cursors that this kill claimed; the pinned ones among them close at their unpin.
   *
   * @return zero or more
   */
  public long cursorsKilled() {
    return cursorsKilled;
  }

  /**
   * From the call to the last claim. Listeners are not in it, callbacks of victims are.
   *
   * @return zero or more
   */
  public Duration duration() {
    return Duration.ofNanos(durationNanos);
  }

  /**
   * How many of the operations killed have not ended yet. O(1), unless 65,000 kills were pending when this one was
   * called: then it walks all running operations.
   *
   * @return from {@link #operationsKilled} down to zero; it never rises
   */
  public long pending() {
    return quiescence.pending();
  }

  /**
   * Waits until every operation killed has ended. May be called any number of times, by any thread but that of a
   * victim, which would wait for itself. Closing the core does not end the wait.
   *
   * @param timeout how long at most; zero only looks
   * @return whether they have
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws NullPointerException if {@code timeout} is null
   */
  public boolean await(final Duration timeout) throws InterruptedException {
    return quiescence.await(timeout);
  }

  /**
   * The operations killed by this kill that have not ended. Walks all running operations, once.
   *
   * @return weakly consistent, as every listing is; a new list, empty if all have ended
   */
  public List<Straggler> stragglers() {
    return quiescence.stragglers();
  }

  @Override
  public String toString() {
    return "KillReport[sessionsMatched=" + sessionsMatched + ", operationsKilled=" + operationsKilled
        + ", cursorsKilled=" + cursorsKilled + ", duration=" + durationNanos / 1_000 + "us, cause=" + cause + "]";
  }

  /**
   * An operation that was killed and has not ended. Immutable.
   *
   * @param operation what it is
   * @param sinceKill how long ago it was killed
   * @param sawKill whether it has polled since it was killed: one that has is cleaning up, one that has not does not
   *     poll
   * @param stack where its thread is now, if the host said which thread that is, else empty
   */
  public record Straggler(
      OperationInfo operation, Duration sinceKill, boolean sawKill, List<StackTraceElement> stack) {

    /**
     * Makes the description of a straggler; the core does.
     *
     * @param operation what was seen of the operation
     * @param sinceKill the time since the kill was called
     * @param sawKill whether the operation knows by now
     * @param stack the frames of its thread, the innermost first, copied
     * @throws NullPointerException if an argument or a frame is null
     */
    public Straggler {
      Objects.requireNonNull(operation, "operation");
      Objects.requireNonNull(sinceKill, "sinceKill");
      stack = List.copyOf(Objects.requireNonNull(stack, "stack"));
    }
  }
}
