package dev.quell;

import dev.quell.internal.operation.CurrentScope;
import dev.quell.internal.operation.PresentRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work that can be killed. Cancellation is cooperative: the work polls often, and stops once it was killed.
 *
 * <p>The usual form is {@code try (Operation op = session.begin("find")) { while (...) { op.check(); ... } }}. A host
 * that must not allocate keeps one object for each connection and begins it again and again. Each time is a
 * <em>run</em>, and at most one run is present at a time.
 *
 * <p><b>Kept references:</b> every method acts on the run that is present when it is called. A reference that is used
 * late therefore acts on the next run. A {@link #ref} does not, and neither does an id: they reach one run or nothing.
 * So keep the reference, not the object, to kill from elsewhere. An object that a begin without an object has made is
 * for that run alone, unless the host begins it again: used late, it finds that run over. To begin one object again and
 * again, take it from {@link KillCore#operation()}: polls of the other kind are slower from its second run on.
 *
 * <p>The first kill of a run wins. Its code, reason and killer are what {@link #killCause} returns; later kills change
 * nothing.
 *
 * <p><b>Threads:</b> one thread at a time is the <em>user</em> of the operation. It begins and ends it and calls the
 * methods that change it; a hand-over to another user needs a happens-before edge. While the operation runs, any thread
 * that got it from the user may call {@link #isRunning}, {@link #isKilled}, {@link #check}, {@link #killCause},
 * {@link #kill}, {@link #killed}, {@link #signal}, {@link #onKill}, {@link #interruptOnKill}, {@link #thread},
 * {@link #child(String)}, {@link #makeCurrent}, {@link #wrap(Runnable)} and the waits. If two threads close it at once,
 * the run ends once. Platform and virtual threads work alike.
 *
 * <p><b>Progress:</b> lock-free, except the waits: {@link #sleep}, {@link #await} and {@link #interruptibly}. Several
 * threads may wait at once, each in its own way: a kill wakes all of them, a signal all that wait for a condition, and
 * one that leaves disturbs no other. Close the operation when none of them waits any more: a wait by another thread
 * does not notice the end of the run.
 *
 * <p><b>Failure:</b> methods that need a running operation throw {@link IllegalStateException} if it is not running.
 * When the session ends, the run goes on and is still found by its id. When the core is closed, the run is killed and
 * its user ends it as usual.
 */
public sealed interface Operation extends AutoCloseable permits PresentRun {

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
   * Sets the labels of all runs to come. A kill by {@link KillPattern#label} finds these runs by them, in a session or
   * not. A host that keeps one object for each connection labels it once: a run that begins and ends after that costs
   * no more than one without labels. The core forgets the labels of an object that the host has dropped. The children
   * of a run and the cursors that it opens carry the same labels.
   *
   * <p><b>Cost:</b> O(labels before and after).
   *
   * @param labels all labels of the runs from the next one on; {@link Labels#none}, as at first, for none
   * @return this
   * @throws IllegalStateException if it is running
   */
  Operation labels(Labels labels);

  /**
   * Whether it is between begin and close, killed or not.
   *
   * @return exact for its user; a hint for any other thread
   */
  boolean isRunning();

  /**
   * Polls: whether the present run was killed; if there is none, whether the last one was. It is for the work itself: a
   * report takes a poll, by whatever thread, for a sign that the work knows ({@link KillReport.Straggler#sawKill}).
   * Others ask {@link OperationRef#isKilled}.
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
   * Makes the exception that {@link #check} throws, with a cause: for work that was killed and has failed, so that how
   * it failed is kept. For example {@code catch (SQLException e) { if (op.isKilled()) throw op.killed(e); throw e; }}.
   *
   * @param cause how the work failed, for {@link Throwable#getCause}
   * @return an exception for the present run, or, if there is none, for the last one; to be thrown by the caller
   * @throws IllegalStateException if that run was not killed, or it has never run; its cause is {@code cause}
   */
  OperationKilledException killed(Throwable cause);

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
   * <p>If the process runs out of memory just when the agent files the object, the agent tries again at its next turn:
   * the deadline is kept, and may pass late.
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
   * Says which thread works on the present run, so that {@link KillReport#stragglers} can show its stack. Each call
   * adds one; the same thread twice is one. Quell does nothing else with the threads. The end of the run forgets them.
   * Any thread may call it, such as each of several that work on the run.
   *
   * @param worker the thread; null to forget all threads of the run
   * @return this
   * @throws IllegalStateException if it is not running, or the run has 64 threads already
   */
  Operation thread(@Nullable Thread worker);

  /**
   * Opens a cursor in the session of the present run, with the labels of this operation, whatever those of the session.
   * If the run has no session, the cursor has none either.
   *
   * @param <T> the type of the resource
   * @param resource what the cursor keeps open, as for {@link Session#openCursor}, or {@link KillCore#openCursor} if
   *     there is no session
   * @return the cursor, idle
   * @throws IllegalStateException if it is not running; the resource is left to the caller, as in all these cases
   * @throws SessionEndedException if the session in which it runs has ended
   * @throws LimitExceededException if 16,383 cursors are open in the session
   * @throws ClosedCoreException if the core is closed
   */
  <T extends AutoCloseable> Cursor<T> openCursor(T resource);

  /**
   * Has a kill of the present run interrupt a thread, for work that blocks outside Quell and ends when it is
   * interrupted. The kill interrupts the thread once, as long as the run goes on; at once if the run was killed before.
   * The thread is never interrupted after the {@link #close} that ends the run has returned, nor after the registration
   * was closed: if the kill comes at that very moment, these wait until the interrupt has been made, which is short as
   * a rule. If the thread that calls them is the one that was interrupted, they take the interrupt back, together with
   * one of the host's own that came meanwhile: a thread has one interrupt flag. Otherwise its interrupt status stays as
   * it is.
   *
   * <p>An interrupt by the kill of another operation stays set, if that was registered by the thread itself, or if the
   * thread is in a wait of that operation. It may be lost if another thread registered it.
   *
   * <p>The waits of this operation know of it: a wait of that thread that the kill interrupts throws {@link
   * OperationKilledException}, and the interrupt is consumed.
   *
   * @param thread the thread; usually the current one
   * @return takes it back; not needed once the run has ended
   * @throws IllegalStateException if it is not running
   */
  Registration interruptOnKill(Thread thread);

  /**
   * Kills the run that is present at the moment of this call, whichever that is: if this object was kept from an
   * earlier run, the next one dies. {@link #ref} names one run.
   *
   * <p>Callbacks of the victim ({@link #onKill(Consumer)}) run on this thread before this returns. A closed core does
   * not prevent this kill.
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
   * Waits for a future. A kill ends the wait at once; this thread then cancels the future, with interruption.
   *
   * @param <T> the type of the result
   * @param future a future whose {@code get} ends when its thread is interrupted, as with all futures of the JDK; left
   *     alone if the run was killed before the wait
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
   * the kill comes at the very end of the call, this method waits until the interrupt has been made, which is short as
   * a rule, and takes it back.
   *
   * <p>A thread has one interrupt flag. If the thread was interrupted before the call, by the host, and the kill comes
   * too, the flag is set when this method is done. An interrupt of the host that comes during the call may be lost if
   * the kill comes in the same call.
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
   * Registers a callback for the run that is present at the moment of this call, not for later runs of this object. It
   * is called once if that run is killed. It is never called if the run ends alive.
   *
   * <p>The kill calls it after its last claim and last wake, on the killing thread or where {@link
   * KillCoreBuilder#callbackExecutor} says. For a deadline, a thread of the core's own calls it. If the run was killed
   * before, this thread calls it at once, or the one that ends the run just then; unless that kill is still making
   * claims or waking: then the killing thread does. A callback that blocks delays the return of the kill that calls it,
   * and no claim or wake of any kill. What it throws goes to the host's error handler.
   *
   * <p>Beyond 65,000 pending kills, a callback that the kill does not find itself may be called before the last wake of
   * that kill: one that is registered late, or that the victim's end finds first. The core has up to 256 threads for
   * calls that no killing thread makes, such as for deadlines. While callbacks block all of them, further ones wait.
   *
   * @param callback given the cause of the kill
   * @return takes the callback back; not needed once the run has ended
   * @throws IllegalStateException if it is not running
   */
  Registration onKill(Consumer<KillCause> callback);

  /**
   * Registers a callback as {@link #onKill(Consumer)} does, for the present run alone, to be called by this executor.
   *
   * @param callback given the cause of the kill
   * @param executor called when the callback is due. If it throws, the host's error handler gets that, and a thread of
   *     the core's own calls the callback
   * @return takes the callback back, until it was given to the executor
   * @throws IllegalStateException if it is not running
   */
  Registration onKill(Consumer<KillCause> callback, Executor executor);

  /**
   * Names the run that is present at the moment of this call. The reference never reaches a later run of this object,
   * so it is what to keep for a disconnect handler or a timer.
   *
   * <p><b>Cost:</b> two small objects.
   *
   * @return a reference to the present run
   * @throws IllegalStateException if it is not running
   */
  OperationRef ref();

  /**
   * Begins a child of the present run: an operation that dies with it. For a fan-out: each part has an operation of its
   * own, in whatever thread, and is killed with the whole.
   *
   * <ul>
   *   <li>A kill of this run, by whatever means, claims its children and theirs before it wakes anybody, and counts
   *       them in its report. It does so even if a cut-off or the like would spare what is younger.
   *   <li>A child that begins after the kill is born killed, with the same {@link #killCause}. No report counts it;
   *       {@link Telemetry#operationsKilled} does.
   *   <li>The child's end, and a kill of the child alone, do not touch this run. If this run ends without a kill, its
   *       children go on as operations without a parent.
   *   <li>The child runs in the session of this run, as any operation there, and counts for the session's limit. It
   *       runs without a session if this run has none, or its session has ended. It is exempt if this run is. It is
   *       listed with {@link OperationInfo#parentId}.
   *   <li>The child carries the labels of this operation, and so do the cursors that it opens. So a kill by these
   *       labels reaches it by itself, even if this run has ended. Its object has no labels once it has ended.
   *   <li>Listings by pattern and {@link KillCore#explain} show children as a kill would hit them.
   * </ul>
   *
   * <p>Any thread may call this while the run goes on; several at once. <b>Cost:</b> allocates the child; O(labels) at
   * its begin and its end; lock-free.
   *
   * @param description what listings show; null for none. As in {@link Session#begin(String)}, a literal {@code null}
   *     does not compile
   * @return the child, running; to be closed. Its later runs, if its object is begun again, are not children
   * @throws IllegalStateException if it is not running, or the run ended during this call
   * @throws OperationKilledException if the child was killed and the run, or the session, ended during this call
   * @throws LimitExceededException if the session has as many operations as it may
   * @throws ClosedCoreException if the core is closed
   */
  Operation child(@Nullable String description);

  /**
   * Begins a child whose description is made when it is listed; else as {@link #child(String)}.
   *
   * @param description makes the text; called on the thread of a listing
   * @return the child, running
   * @throws IllegalStateException if it is not running, or the run ended during this call
   * @throws OperationKilledException if the child was killed and the run, or the session, ended during this call
   * @throws LimitExceededException if the session has as many operations as it may
   * @throws ClosedCoreException if the core is closed
   */
  Operation child(Supplier<? extends @Nullable String> description);

  /**
   * Makes the present run's operation the current one of this thread, until the scope is closed. {@link #current} is
   * empty from the end of the run on, also if this object runs again before the scope is closed.
   *
   * <p>Usual form: {@code try (Scope scope = op.makeCurrent()) { ... Operation.current() ... }}.
   *
   * @return to be closed on this thread; scopes nest
   * @throws IllegalStateException if it is not running
   */
  Scope makeCurrent();

  /**
   * The current operation of this thread: the one whose {@link Scope} was opened last and is open. It is for code that
   * cannot be given the operation. Operations of all cores share this. Threads that are started do not inherit it; see
   * {@link #wrap(Runnable)}.
   *
   * @return empty if no scope is open, or the run for which the innermost one was opened is over
   */
  static Optional<Operation> current() {
    return CurrentScope.current();
  }

  /**
   * Wraps a task for another thread, such as that of a pool: while it runs, {@link #current} is this operation, as if
   * it were inside {@link #makeCurrent}. The task belongs to the run that is present at the moment of this call. If
   * that run is over when the task starts, the task runs without a current operation, never with the next run. A killed
   * run is current until it ends: the task runs, and finds out when it polls.
   *
   * @param task what to run
   * @return may be run any number of times, on any threads
   * @throws IllegalStateException if it is not running
   */
  Runnable wrap(Runnable task);

  /**
   * Wraps a task that has a result; else as {@link #wrap(Runnable)}.
   *
   * @param <T> the type of the result
   * @param task what to call
   * @return may be called any number of times, on any threads
   * @throws IllegalStateException if it is not running
   */
  <T extends @Nullable Object> Callable<T> wrap(Callable<T> task);

  /**
   * Wraps a task that has a result, for {@link java.util.concurrent.CompletableFuture#supplyAsync}; else as {@link
   * #wrap(Runnable)}. It has a name of its own, as in OpenTelemetry's {@code Context}: to the compiler a lambda that
   * returns something is a {@link Callable} as well as a {@link Supplier}.
   *
   * @param <T> the type of the result
   * @param task what to call
   * @return may be called any number of times, on any threads
   * @throws IllegalStateException if it is not running
   */
  <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> task);

  /**
   * Ends the present run. Does nothing if the operation is not running. The object can be begun again, unless the core
   * is closed.
   *
   * <p>A cursor that the run has pinned stays pinned; unpin it before.
   */
  @Override
  void close();
}
