package dev.quell;

import dev.quell.internal.live.LiveOperation;
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
 * <p>Ordinary use is {@code try (Operation op = session.begin("find")) { while (...) { op.check(); ... } }}. A host that must not
 * allocate keeps one object for each connection and begins it again and again.
 *
 * <p>The first kill wins: its code, reason and killer are what {@link #killCause} answers, later ones change nothing.
 *
 * <p><b>Threads:</b> beginning, ending and the methods that change something belong to one thread at a time, the <em>user</em>;
 * handing over needs a happens-before edge. {@link #isKilled}, {@link #check}, {@link #kill}, {@link #signal} and
 * {@link #onKill} may be called by any thread that got the operation from its user while it runs. A close by two threads at
 * once ends the run once. <b>Progress:</b> lock-free, but for the waits: {@link #sleep}, {@link #await},
 * {@link #interruptibly}. Platform and virtual threads alike.
 *
 * <p>Methods that need a running operation throw {@link IllegalStateException} when it is not running.
 */
public sealed interface Operation extends AutoCloseable permits LiveOperation {

  /**
   * Whether the runs to come are exempt: session kills pass over them, as they do over mongod's internal work. A kill by id and a
   * deadline still apply. Only while not running.
   *
   * @return this
   */
  Operation exempt(boolean exempt);

  /** Whether it is between begin and close, killed or not. */
  boolean isRunning();

  /**
   * The poll that asks: whether the present run, or else the last one, was killed. One load and one comparison; false while not
   * killed is not a promise for the next instant.
   */
  boolean isKilled();

  /**
   * The poll that throws.
   *
   * @throws OperationKilledException if the operation was killed; it has no stack trace and costs some ten nanoseconds
   */
  void check();

  /** By whom, why and with which code the present run, or else the last one, was killed. */
  Optional<KillCause> killCause();

  /**
   * A positive number that is unique among the running operations; what {@link KillCore#killOperation} takes. It is given when
   * somebody first asks for it or lists the operation.
   */
  int id();

  /** The session it runs in; empty if none, or if that session has ended meanwhile. */
  Optional<Session> session();

  /** A description of the run now. */
  OperationInfo info();

  /**
   * Kills the run with {@link KillCode#MAX_TIME_MS_EXPIRED} when this time has passed, give or take the background agent's
   * duty cycle (about a millisecond). Replaces an earlier deadline.
   *
   * @return this
   */
  Operation deadline(Duration fromNow);

  /**
   * Says which thread works on the run, so that a report on operations that do not stop can show its stack. Quell does nothing
   * else to the thread.
   *
   * @return this
   */
  Operation thread(Thread worker);

  /**
   * Kills the run.
   *
   * @param code what the victim's exception carries; see {@link KillCode}
   * @param reason a comment, may be empty
   * @param by who kills, may be empty
   * @return whether this kill won: false if the run was killed before
   */
  boolean kill(int code, String reason, String by);

  /**
   * Sleeps, until a kill wakes it.
   *
   * @throws OperationKilledException if the run is or gets killed
   * @throws InterruptedException if the thread is interrupted
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Waits until the condition holds. It is evaluated at the start, after each {@link #signal} and at spurious wake-ups.
   *
   * @param condition evaluated on this thread
   * @return false if the time passed first
   * @throws OperationKilledException if the run is or gets killed
   * @throws InterruptedException if the thread is interrupted
   */
  boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException;

  /** Has threads that wait for a condition of this run look again. */
  void signal();

  /**
   * Waits for a future. A kill cancels the future, with interruption, and ends the wait.
   *
   * @throws OperationKilledException if the run is or gets killed
   * @throws InterruptedException if the thread is interrupted
   * @throws ExecutionException if the future failed
   */
  <T> T await(Future<T> future) throws InterruptedException, ExecutionException;

  /**
   * Runs a blocking call on this thread. A kill interrupts the thread while it is in there, and never after: if the kill comes at
   * the very end of the call, this method waits the few instructions until the interrupt has arrived and takes it back.
   *
   * @return what the call answered, even if a kill came too late to stop it
   * @throws OperationKilledException if the run was killed before, or the call failed after a kill had interrupted it
   * @throws Exception what the call threw otherwise
   */
  <T> T interruptibly(Callable<T> call) throws Exception;

  /**
   * Has the callback called once if the run is killed: by the killing thread during the kill, or at once if the run was killed
   * before. It must not block. What it throws goes to the host's error handler. If the run ends alive it is never called.
   *
   * @return takes the callback back
   */
  Registration onKill(Consumer<KillCause> callback);

  /** Ends the run. Does nothing if it is not running. */
  @Override
  void close();
}
