package dev.quell;

import dev.quell.internal.operation.OperationImpl;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work that can be killed. Cancellation is cooperative: the work polls often, and stops once it was killed.
 *
 * <p>The usual form is {@code try (Operation op = session.begin("find")) { while (...) { op.check(); ... } }}. A host
 * that must not allocate keeps one object for each connection and begins it again and again. Each time is a
 * <em>run</em>, and at most one run is present at a time.
 *
 * <p><b>Kept references:</b> every method acts on the run that is present when it is called. A reference that is used
 * late therefore acts on the next run. An id does not: {@link KillCore#killOperation} with the id of a run hits that
 * run or nothing. So keep the {@link #id}, not the object, to kill from elsewhere.
 *
 * <p>The first kill of a run wins. Its code, reason and killer are what {@link #killCause} returns; later kills change
 * nothing.
 *
 * <p><b>Threads:</b> one thread at a time is the <em>user</em> of the operation. It begins and ends it and calls the
 * methods that change it; a hand-over to another user needs a happens-before edge. While the operation runs, any thread
 * that got it from the user may call {@link #isRunning}, {@link #isKilled}, {@link #check}, {@link #killCause},
 * {@link #kill}, {@link #signal}, {@link #onKill} and the waits. If two threads close it at once, the run ends once.
 * Platform and virtual threads work alike.
 *
 * <p><b>Progress:</b> lock-free, except the waits: {@link #sleep}, {@link #await} and {@link #interruptibly}. Several
 * threads may wait at once. Close the operation when none of them waits any more: a wait by another thread does not
 * notice the end of the run.
 *
 * <p><b>Failure:</b> methods that need a running operation throw {@link IllegalStateException} if it is not running.
 * When the session ends, the run goes on and is still found by its id. When the core is closed, the run is killed and
 * its user ends it as usual.
 */
public sealed interface Operation extends AutoCloseable permits OperationImpl {

  /**
   * Sets whether the runs to come are exempt. Session kills pass over exempt runs, as mongod's pass over internal work.
   * A kill by id, a deadline and the close of the core still apply.
   *
   * @param exempt true for all runs from the next one on; false, as at first, for none
   * @return this
   * @throws IllegalStateException if it is running
   */
  Operation exempt(boolean exempt);

  /**
   * Whether it is between begin and close, killed or not.
   *
   * @return exact for its user; a hint for any other thread
   */
  boolean isRunning();

  /**
   * Polls: whether the present run was killed; if there is none, whether the last one was.
   *
   * <p><b>Cost:</b> one load and one comparison while it is not killed.
   *
   * @return true stays true until the next begin; false is no promise for the next instant. False if it has never run
   */
  boolean isKilled();

  /**
   * Polls as {@link #isKilled} does, and throws if that returns true.
   *
   * @throws OperationKilledException if the present run was killed, or, if there is none, the last one was. The
   *     exception has no stack trace and costs some ten nanoseconds
   * @throws IllegalStateException if it is not running, and the last run, if any, was not killed
   */
  void check();

  /**
   * Why, by whom and with which code the present run was killed; if there is none, the last one.
   *
   * @return the cause; empty if that run was not killed, or it has never run. Beyond 65,000 pending kills it says less:
   *     see {@link KillCause}
   */
  Optional<KillCause> killCause();

  /**
   * The id of the present run, for {@link KillCore#killOperation}. It names this run only: after the end of the run it
   * names nothing, even if this object runs again. The next run has another id.
   *
   * <p>An id is given when it is first asked for, or when the operation is first listed.
   *
   * @return a positive number, unique among the running operations of the core
   * @throws IllegalStateException if it is not running
   */
  int id();

  /**
   * The session in which the present run was begun.
   *
   * @return the session; empty if there is none, if it has ended, or if the operation is not running
   */
  Optional<Session> session();

  /**
   * Describes the present run, as a listing would. If it was begun with a supplier of its description, this calls the
   * supplier on this thread.
   *
   * @return the description
   * @throws IllegalStateException if it is not running
   */
  OperationInfo info();

  /**
   * Sets the time limit of the present run, as {@code maxTimeMS} does in MongoDB. After it the run is killed with
   * {@link KillCode#MAX_TIME_MS_EXPIRED}, in the next duty cycle of the background agent (about a millisecond). It
   * replaces an earlier deadline. The end of the run removes it.
   *
   * <p>A time of less than a second is exact: the run is never killed before it has passed. A longer one is measured
   * from the agent's last duty cycle, and a millisecond is added, because the system's clock takes longer to read than
   * all the rest. So the run is killed up to two milliseconds late. If the agent was held up when this was called, by a
   * pause of the collector or a lack of processors, the run may be killed early: by as long as the agent was late.
   *
   * <p><b>Cost:</b> some nanoseconds and no memory. The agent files the object when it first gets a deadline, and when
   * it gets an earlier one than before. The core refers to it from then on until the agent finds it without a deadline:
   * within a minute, or sooner when there are many. A host that runs the agent itself has to run it for that too.
   *
   * @param fromNow the time from this call; zero kills in the next duty cycle, more than 100 years never
   * @return this
   * @throws IllegalStateException if it is not running
   * @throws IllegalArgumentException if {@code fromNow} is negative; an earlier deadline stays
   */
  Operation deadline(Duration fromNow);

  /**
   * Says which thread works on the present run, so that {@link KillReport#stragglers} can show its stack. Quell does
   * nothing else with the thread. The end of the run removes it.
   *
   * @param worker the thread; null if none works on it, or none is to be shown
   * @return this
   * @throws IllegalStateException if it is not running
   */
  Operation thread(@Nullable Thread worker);

  /**
   * Kills the run that is present at the moment of this call. A reference that was kept from an earlier run therefore
   * kills the next run; {@link KillCore#killOperation} with an id does not.
   *
   * <p>Callbacks of the victim ({@link #onKill}) run on this thread before this returns. A closed core does not prevent
   * this kill.
   *
   * @param code the code that the victim's exception carries, positive; see {@link KillCode}
   * @param reason why, at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @param by the killer, at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @return whether this kill won; false if the run was killed before, or ended during this call
   * @throws IllegalStateException if it is not running, even if it ended a moment ago
   * @throws IllegalArgumentException if {@code code} is not positive, or {@code reason} or {@code by} is too long
   */
  boolean kill(int code, String reason, String by);

  /**
   * Sleeps until the time has passed or a kill ends it.
   *
   * @param duration how long, in real time; zero only polls
   * @throws OperationKilledException if the run is killed, before or meanwhile
   * @throws InterruptedException if the thread is interrupted while it sleeps, or was before
   * @throws IllegalStateException if it is not running
   * @throws IllegalArgumentException if {@code duration} is negative
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Waits until the condition holds, the time has passed or a kill ends the wait. The condition is evaluated at the
   * start, after each {@link #signal} and at spurious wake-ups.
   *
   * @param condition evaluated on this thread; what it throws ends the wait and reaches the caller
   * @param timeout how long at most, in real time; zero evaluates the condition once
   * @return false if the time passed first
   * @throws OperationKilledException if the run is killed, before or meanwhile, even if the condition holds
   * @throws InterruptedException if the thread is interrupted while it waits, or was before and has to wait
   * @throws IllegalStateException if it is not running
   * @throws IllegalArgumentException if {@code timeout} is negative
   */
  boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException;

  /**
   * Makes the threads that wait for a condition of the present run evaluate it again. Does nothing if none waits, or if
   * the operation is not running. A signal is not kept for a later wait, which evaluates its condition first anyway.
   */
  void signal();

  /**
   * Waits for a future. A kill cancels the future, with interruption, and ends the wait.
   *
   * @param <T> the type of the result
   * @param future a future whose {@code cancel} ends its {@code get}, as with all futures of the JDK; left alone if the
   *     run was killed before the wait
   * @return the result of the future, even if a kill came too late to cancel it; may be null
   * @throws OperationKilledException if the run was killed before, or a kill cancelled the future
   * @throws InterruptedException if the thread is interrupted; the future is left alone then
   * @throws ExecutionException if the future failed
   * @throws java.util.concurrent.CancellationException if somebody else cancelled the future
   * @throws IllegalStateException if it is not running
   */
  <T extends @Nullable Object> T await(Future<T> future) throws InterruptedException, ExecutionException;

  /**
   * Runs a blocking call on this thread. A kill interrupts the thread while it is in the call, and never after it. If
   * the kill comes at the very end of the call, this method waits some instructions for the interrupt and takes it
   * back.
   *
   * @param <T> the type of the result
   * @param call what blocks, and ends when its thread is interrupted
   * @return the result of the call, even if a kill came too late to stop it; may be null
   * @throws OperationKilledException if the run was killed before, or the call failed after a kill had interrupted it
   * @throws Exception what the call threw otherwise
   * @throws IllegalStateException if it is not running
   */
  <T extends @Nullable Object> T interruptibly(Callable<T> call) throws Exception;

  /**
   * Registers a callback for the run that is present at the moment of this call. It is called once if that run is
   * killed: at once, on this thread, if the run was killed before. It is never called if the run ends alive, and never
   * for another run.
   *
   * <p>As a rule the killing thread calls it, during the kill, so it must not block. A thread that closes the run or
   * registers a callback at the moment of the kill may call it instead. What the callback throws goes to the host's
   * error handler.
   *
   * @param callback given the cause of the kill
   * @return takes the callback back; not needed once the run has ended
   * @throws IllegalStateException if it is not running
   */
  Registration onKill(Consumer<KillCause> callback);

  /**
   * Ends the present run. Does nothing if the operation is not running. The object can be begun again, unless the core
   * is closed.
   *
   * <p>A cursor that the run has pinned stays pinned; unpin it before.
   */
  @Override
  void close();
}
