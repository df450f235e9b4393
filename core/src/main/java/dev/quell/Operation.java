package dev.quell;

import dev.quell.internal.operation.OperationImpl;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A unit of work that can be killed. Cancellation is cooperative: the work polls, often, and stops when it was killed.
 *
 * <p>Ordinary use is {@code try (Operation op = session.begin("find")) { while (...) { op.check(); ... } }}. A host
 * that must not allocate keeps one object for each connection and begins it again and again.
 *
 * <p>The first kill wins: its code, reason and killer are what {@link #killCause} answers, later ones change nothing.
 *
 * <p><b>Threads:</b> beginning, ending and the methods that change something belong to one thread at a time, the
 * <em>user</em>; handing over needs a happens-before edge. {@link #isKilled}, {@link #check}, {@link #kill}, {@link
 * #signal} and {@link #onKill} may be called by any thread that got the operation from its user while it runs. A close
 * by two threads at once ends the run once. <b>Progress:</b> lock-free, but for the waits: {@link #sleep}, {@link
 * #await}, {@link #interruptibly}. Platform and virtual threads alike.
 *
 * <p>Methods that need a running operation throw {@link IllegalStateException} when it is not running. When the session
 * ends the run goes on, and is still found by its id; when the core is closed it is killed, and ends as ever.
 */
public sealed interface Operation extends AutoCloseable permits OperationImpl {

  /**
   * Whether the runs to come are exempt: session kills pass over them, as they do over mongod's internal work. A kill
   * by id and a deadline still apply, and so does the close of the core. Only while not running.
   *
   * @param exempt true for all runs from the next one on, false (as it is at first) to end that
   * @return this
   * @throws IllegalStateException if it is running
   */
  Operation exempt(boolean exempt);

  /**
   * Whether it is between begin and close, killed or not.
   *
   * @return for its user the truth, for anybody else a hint
   */
  boolean isRunning();

  /**
   * The poll that asks: whether the present run, or else the last one, was killed. One load and one comparison; false
   * while not killed is not a promise for the next instant.
   *
   * @return false too if it has never run
   */
  boolean isKilled();

  /**
   * The poll that throws.
   *
   * @throws OperationKilledException if the operation was killed; it has no stack trace and costs some ten nanoseconds.
   *     Also if it is not running and the last run was killed
   * @throws IllegalStateException if it is not running and the last run, if any, was not killed
   */
  void check();

  /**
   * By whom, why and with which code the present run, or else the last one, was killed.
   *
   * @return empty if it was not killed, or has never run
   */
  Optional<KillCause> killCause();

  /**
   * A positive number that is unique among the running operations; what {@link KillCore#killOperation} takes. It is
   * given when somebody first asks for it or lists the operation. The next run has another.
   *
   * @return the id of this run; after its close it names nothing
   * @throws IllegalStateException if it is not running
   */
  int id();

  /**
   * The session it runs in; empty if none, or if that session has ended meanwhile.
   *
   * @return empty also if it is not running
   */
  Optional<Session> session();

  /**
   * A description of the run now. Calls the supplier of the description, if it was begun with one, on this thread.
   *
   * @return what a listing would say of it
   * @throws IllegalStateException if it is not running
   */
  OperationInfo info();

  /**
   * Kills the run with {@link KillCode#MAX_TIME_MS_EXPIRED} when this time has passed, give or take the background
   * agent's duty cycle (about a millisecond). Replaces an earlier deadline. The end of the run takes it back.
   *
   * @param fromNow the time from this call; zero kills at the next duty cycle, more than 100 years never
   * @return this
   * @throws IllegalStateException if it is not running
   * @throws IllegalArgumentException if {@code fromNow} is negative; an earlier deadline stays
   */
  Operation deadline(Duration fromNow);

  /**
   * Says which thread works on the run, so that a report on operations that do not stop can show its stack. Quell does
   * nothing else to the thread. The end of the run takes it back.
   *
   * @param worker the thread; null if none does, or none that is to be told
   * @return this
   * @throws IllegalStateException if it is not running
   */
  Operation thread(Thread worker);

  /**
   * Kills the run. A closed core does not keep it from that.
   *
   * @param code what the victim's exception carries, positive; see {@link KillCode}
   * @param reason a comment, at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @param by who kills, at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @return whether this kill won: false if the run was killed before, or ended during this call
   * @throws IllegalStateException if it is not running, even if it has ended a moment ago
   * @throws IllegalArgumentException if {@code code} is not positive, or {@code reason} or {@code by} is too long
   */
  boolean kill(int code, String reason, String by);

  /**
   * Sleeps, until a kill wakes it.
   *
   * @param duration how long, by the real clock; zero only polls
   * @throws OperationKilledException if the run is or gets killed
   * @throws InterruptedException if the thread is interrupted while it sleeps, or was before
   * @throws IllegalStateException if it is not running
   * @throws IllegalArgumentException if {@code duration} is negative
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Waits until the condition holds. It is evaluated at the start, after each {@link #signal} and at spurious wake-ups.
   *
   * @param condition evaluated on this thread; what it throws ends the wait and reaches the caller
   * @param timeout how long at most, by the real clock; zero only looks
   * @return false if the time passed first
   * @throws OperationKilledException if the run is or gets killed, even if the condition holds
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalStateException if it is not running
   * @throws IllegalArgumentException if {@code timeout} is negative
   */
  boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException;

  /**
   * Has threads that wait for a condition of this run look again. Does nothing if none waits or it is not running; a
   * signal is not kept for a later wait, which looks at its condition first anyhow.
   */
  void signal();

  /**
   * Waits for a future. A kill cancels the future, with interruption, and ends the wait.
   *
   * @param <T> what the future gives
   * @param future whose {@code cancel} ends its {@code get}, as with all futures of the JDK; if the run is killed
   *     before the wait, it is left alone
   * @return what the future gave, even if a kill came too late to cancel it
   * @throws OperationKilledException if the run is or gets killed
   * @throws InterruptedException if the thread is interrupted; the future is left alone then
   * @throws ExecutionException if the future failed
   * @throws java.util.concurrent.CancellationException if somebody else cancelled the future
   * @throws IllegalStateException if it is not running
   */
  <T> T await(Future<T> future) throws InterruptedException, ExecutionException;

  /**
   * Runs a blocking call on this thread. A kill interrupts the thread while it is in there, and never after: if the
   * kill comes at the very end of the call, this method waits the few instructions until the interrupt has arrived and
   * takes it back.
   *
   * @param <T> what the call answers
   * @param call what blocks, and ends when its thread is interrupted
   * @return what the call answered, even if a kill came too late to stop it; may be null
   * @throws OperationKilledException if the run was killed before, or the call failed after a kill had interrupted it
   * @throws Exception what the call threw otherwise
   * @throws IllegalStateException if it is not running
   */
  <T> T interruptibly(Callable<T> call) throws Exception;

  /**
   * Has the callback called once if the run is killed: by the killing thread during the kill, or at once if the run was
   * killed before. It must not block. What it throws goes to the host's error handler. If the run ends alive it is
   * never called.
   *
   * @param callback told why the run was killed
   * @return takes the callback back; needless once the run has ended
   * @throws IllegalStateException if it is not running
   */
  Registration onKill(Consumer<KillCause> callback);

  /**
   * Ends the run. Does nothing if it is not running. A cursor that it has pinned stays pinned: unpin it before. The
   * object can be begun again, unless the core is closed.
   */
  @Override
  void close();
}
