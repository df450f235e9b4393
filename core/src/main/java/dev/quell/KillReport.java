package dev.quell;

import dev.quell.internal.kill.Report;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * What one kill did: a kill by pattern, whose caller gets the report, or any other, of which listeners get it
 * ({@link KillTrigger}). Each operation and each cursor is claimed by exactly one kill, so reports add up: nothing is
 * counted in two of them.
 *
 * <p>Thread-safe. The counts are immutable; the results of {@link #pending}, {@link #await} and {@link #stragglers}
 * change as victims stop. A report that is kept does not keep the core in memory.
 *
 * <p>The core tracks at most 65,000 kills whose victims still run. These three methods treat the victims of a kill
 * beyond that together with those of other such kills with the same code.
 */
public sealed interface KillReport permits Report, GivenReport {

  /**
   * Makes the report of a kill by pattern that never was, for tests of what takes reports: of a {@link KillListener},
   * for instance. All of its victims have stopped, and it took no time.
   *
   * @param request what the kill was called with
   * @param sessionsMatched how many sessions met a pattern
   * @param operationsKilled how many operations it claimed
   * @param cursorsKilled how many cursors it claimed
   * @return a new report; the {@link KillCause#killId} of its cause is zero
   * @throws IllegalArgumentException if a number is negative
   */
  static KillReport of(
      final KillRequest request, final long sessionsMatched, final long operationsKilled, final long cursorsKilled) {
    return of(
        KillTrigger.PATTERN, OptionalLong.empty(), request, sessionsMatched, operationsKilled, cursorsKilled);
  }

  /**
   * Makes the report of a kill that never was, as {@link #of(KillRequest, long, long, long)} does.
   *
   * @param trigger what made it happen
   * @param target the id of the operation or cursor that was named, or empty
   * @param request its code, reason and killer, and its patterns if it had any
   * @param sessionsMatched how many sessions met a pattern, or were ended
   * @param operationsKilled how many operations it claimed
   * @param cursorsKilled how many cursors it claimed
   * @return a new report; the {@link KillCause#killId} of its cause is zero
   * @throws IllegalArgumentException if a number is negative
   */
  static KillReport of(
      final KillTrigger trigger,
      final OptionalLong target,
      final KillRequest request,
      final long sessionsMatched,
      final long operationsKilled,
      final long cursorsKilled) {
    return new GivenReport(trigger, target, request, sessionsMatched, operationsKilled, cursorsKilled);
  }

  /**
   * What made the kill happen.
   *
   * @return {@link KillTrigger#PATTERN} if it is the result of {@link KillCore#kill(KillRequest)}
   */
  KillTrigger trigger();

  /**
   * The id of the operation or cursor that the kill named, by its id, by the object or by an {@link OperationRef}.
   *
   * @return for {@link KillTrigger#CURSOR} the cursor's id; for {@link KillTrigger#OPERATION} the operation's, which is
   *     given now if it had none; else empty: such a kill may hit many, and {@link #request} says whom it was for
   */
  OptionalLong target();

  /**
   * The request that the kill was called with.
   *
   * @return the request; if there was none, because the kill was not by pattern, one with its code, reason and killer
   *     and a pattern that matches nobody
   */
  KillRequest request();

  /**
   * The code, reason, killer and number of the kill, as its victims see them; the exception is in {@link KillCause}.
   *
   * @return the cause; its {@link KillCause#killId} is that of this kill alone, whether or not there was a victim
   */
  KillCause cause();

  /**
   * How many sessions met a pattern, each counted once. The number is exact, except for sessions that were opened, or
   * whose owner's roles changed, during the kill. Age and idle time are those at the time of the call.
   *
   * @return zero or more; includes sessions in which there was nothing to kill. For {@link KillTrigger#SHUTDOWN} the
   *     sessions that were ended; zero for the other kills without a pattern
   */
  long sessionsMatched();

  /**
   * How many operations this kill claimed. An operation that another kill claimed first is in the report of that kill
   * only.
   *
   * @return zero or more
   */
  long operationsKilled();

  /**
   * How many cursors this kill claimed. Those that are pinned close at their unpin.
   *
   * @return zero or more
   */
  long cursorsKilled();

  /**
   * The time from the call to the last claim. After it, no victim goes on unnoticed: its next poll says so.
   *
   * @return zero or more, at most {@link #duration}; zero if the time was not taken
   */
  Duration claimDuration();

  /**
   * The time from the call until every victim was claimed, every blocked one woken and every callback called. It does
   * not include listeners, nor what a kill leaves to an executor ({@link KillCore#kill(KillRequest,
   * java.util.concurrent.Executor)}).
   *
   * <p>A kill of one session by its UUID, or of an owner with up to 128 sessions, does not take the time if it finds
   * nothing to kill, or one operation for which nobody waits and nothing is called: it costs less than to read the
   * clock twice. If it finds more, the time runs from when it found the first, and so does the time to stop of
   * each victim.
   *
   * @return zero or more; zero if the time was not taken
   */
  Duration duration();

  /**
   * How many of the operations that this kill claimed have not ended yet.
   *
   * <p><b>Cost:</b> O(1). Beyond 65,000 pending kills it walks all running operations.
   *
   * @return from {@link #operationsKilled} down to zero; it never rises, except beyond 65,000 pending kills
   */
  long pending();

  /**
   * Waits until every operation that this kill claimed has ended. Any thread may call it, any number of times. A victim
   * must not: it would wait for itself. Closing the core does not end the wait.
   *
   * @param timeout how long at most, in real time; zero only looks
   * @return whether they have ended
   * @throws InterruptedException if the thread is interrupted while it waits, or was before and has to wait
   * @throws IllegalArgumentException if {@code timeout} is negative
   */
  boolean await(Duration timeout) throws InterruptedException;

  /**
   * A stage that is complete when every operation that this kill claimed has ended; no thread is parked for it. What
   * depends on it runs on a thread of the core's own, and may block. If they have ended before the first call, the
   * stage is complete when that returns. It stays incomplete while a victim does not stop. The close of the core
   * changes nothing about that, except beyond 65,000 pending kills: there is no agent any more that would look. The
   * stage may stay incomplete then, and {@link #await} and {@link #stragglers} still tell.
   *
   * <p><b>Cost:</b> O(1). Beyond 65,000 pending kills, the background agent walks all running operations every ten
   * milliseconds meanwhile.
   *
   * @return the same stage for every call, which completes with this report and never fails
   */
  CompletionStage<KillReport> whenStopped();

  /**
   * The operations that this kill claimed and that have not ended.
   *
   * <p><b>Cost:</b> walks all running operations once, unless all victims have ended. Calls the suppliers of the
   * victims' descriptions, and reads the stacks of their threads.
   *
   * @return a new list, weakly consistent as every listing; empty if all have ended
   */
  List<Straggler> stragglers();

  /**
   * An operation that was killed and has not ended. Immutable.
   *
   * @param operation a description of the operation
   * @param sinceKill the time since the kill was called, or its time began: see {@link KillReport#duration}
   * @param sawKill whether the operation has heard of the kill: by {@link Operation#isKilled} or {@link
   *     Operation#check}, on any thread, or in a wait that the kill ended. If so, it is cleaning up; if not, it does
   *     not poll. {@link Operation#killCause}, {@link Operation#killed}, callbacks and references do not count
   * @param stacks where its threads are now, in the order in which they were named; empty unless the host named a
   *     thread with {@link Operation#thread}
   */
  record Straggler(OperationInfo operation, Duration sinceKill, boolean sawKill, List<ThreadStack> stacks) {

    /**
     * Makes the description of a straggler; the core calls this.
     *
     * @param operation a description of the operation
     * @param sinceKill the time since the kill was called, or its time began: see {@link KillReport#duration}
     * @param sawKill whether the operation has heard of the kill
     * @param stacks the stacks of its threads, copied
     * @throws NullPointerException if one of the stacks is null
     */
    public Straggler {
      Objects.requireNonNull(operation, "operation");
      Objects.requireNonNull(sinceKill, "sinceKill");
      stacks = List.copyOf(Objects.requireNonNull(stacks, "stacks"));
    }

    /**
     * Where the thread that was named first is now.
     *
     * @return the frames of the first of the {@link #stacks}, the innermost first; empty if no thread was named
     */
    public List<StackTraceElement> stack() {
      return stacks.isEmpty() ? List.of() : stacks.get(0).frames();
    }
  }

  /**
   * Where a thread is. Immutable.
   *
   * @param thread the name of the thread
   * @param frames its stack, the innermost frame first; empty if the thread has ended or has not started
   */
  record ThreadStack(String thread, List<StackTraceElement> frames) {

    /**
     * Makes the description of a stack; the core calls this.
     *
     * @param thread the name of the thread
     * @param frames its stack, copied
     * @throws NullPointerException if one of the frames is null
     */
    public ThreadStack {
      Objects.requireNonNull(thread, "thread");
      frames = List.copyOf(Objects.requireNonNull(frames, "frames"));
    }
  }
}
