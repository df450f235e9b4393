package dev.quell;

import dev.quell.internal.Core;
import dev.quell.internal.services.CoreClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link KillCore}. Each has a default, and the last value set for it counts. Not thread-safe.
 *
 * <p>Each method refuses a wrong argument at once, and has changed nothing then.
 */
public final class KillCoreBuilder {
  /** The most sessions that a core can be made for. */
  public static final int MOST_SESSIONS = 1 << 26;

  private static final int MOST_EXPECTED_CURSORS = 1 << 20;
  /** The time for which a session remembers its last use. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(730);

  private int maxSessions = 1_000_000;
  private long maxSessionsPerOwner = Long.MAX_VALUE;
  private boolean endLongestIdle;
  private Duration sessionTimeout = Duration.ofMinutes(30);
  private Duration cursorTimeout = Duration.ofMinutes(10);
  private boolean sessionCursorsTimeOut;
  private Predicate<? super AutoCloseable> cursorsThatTimeOut = resource -> true;
  private boolean ownThread = true;
  private @Nullable Executor cursorExecutor;
  private @Nullable Executor callbackExecutor;
  private Consumer<Throwable> errorHandler =
      e -> System.getLogger("dev.quell").log(System.Logger.Level.WARNING, "host code called by Quell failed", e);
  private LongSupplier nanoClock = CoreClock.SYSTEM;
  private @Nullable UnaryOperator<Owner> currentOwner;

  KillCoreBuilder() {}

  /**
   * Sets the most sessions that are open at once; 1,000,000 by default, as in mongod. Opening one more throws
   * {@link LimitExceededException}. A session that has ended counts until the last of its operations has ended.
   *
   * <p>Tables are sized for this number. Their memory is allocated as sessions open.
   *
   * @param limit from 1 to {@link #MOST_SESSIONS}
   * @return this builder
   * @throws IllegalArgumentException if {@code limit} is out of that range
   */
  public KillCoreBuilder maxSessions(final int limit) {
    if (limit < 1 || limit > MOST_SESSIONS) {
      throw new IllegalArgumentException("maxSessions must be from 1 to " + MOST_SESSIONS + ", but is " + limit);
    }
    maxSessions = limit;
    return this;
  }

  /**
   * Sets the most sessions that one owner has open at once; no such limit by default.
   *
   * @param limit at least 1
   * @param endLongestIdle what happens when the owner opens one more. True ends the owner's longest idle session. False
   *     throws {@link LimitExceededException}. So does true if no session can be ended, because operations run in them
   *     or they are just being opened or ended. Threads that open sessions at once may end one each, even if they open
   *     the same session
   * @return this builder
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public KillCoreBuilder maxSessionsPerOwner(final long limit, final boolean endLongestIdle) {
    if (limit < 1) {
      throw new IllegalArgumentException("maxSessionsPerOwner must be at least 1, but is " + limit);
    }
    maxSessionsPerOwner = limit;
    this.endLongestIdle = endLongestIdle;
    return this;
  }

  /**
   * Sets how long a session may be idle before it ends; 30 minutes by default, as in mongod. A session in which an
   * operation runs is not idle.
   *
   * <p>The end may come late. Three delays add up: an eighth of this time, at most a minute; half a second of rounding;
   * and one pass of the background work over all sessions.
   *
   * @param timeout at least a second; more than two years means never
   * @return this builder
   * @throws IllegalArgumentException if {@code timeout} is less than a second
   */
  public KillCoreBuilder sessionTimeout(final Duration timeout) {
    sessionTimeout = atLeastASecond(timeout, "sessionTimeout");
    return this;
  }

  /**
   * Sets how long a cursor without a session may be idle before it closes; 10 minutes by default, as in mongod. A
   * pinned cursor is not idle. The close may come late, as with {@link #sessionTimeout}.
   *
   * @param timeout at least a second; more than two years means never
   * @return this builder
   * @throws IllegalArgumentException if {@code timeout} is less than a second
   */
  public KillCoreBuilder cursorTimeout(final Duration timeout) {
    cursorTimeout = atLeastASecond(timeout, "cursorTimeout");
    return this;
  }

  /**
   * Sets whether the cursor timeout applies to cursors in sessions too; false by default. Such cursors also close when
   * their session ends.
   *
   * @param timeOut false to let a cursor in a session live as long as the session
   * @return this builder
   */
  public KillCoreBuilder sessionCursorsTimeOut(final boolean timeOut) {
    sessionCursorsTimeOut = timeOut;
    return this;
  }

  /**
   * Sets which cursors time out; all by default. The others stay open until they are closed or killed, or their session
   * ends.
   *
   * @param timesOut asked about the resource of a cursor, by the thread that runs {@link KillCore#agent}, several times
   *     while the cursor is open: it must be quick. Where it throws, the cursor stays open, and the error handler is
   *     told
   * @return this builder
   * @throws NullPointerException if {@code timesOut} is null
   */
  public KillCoreBuilder cursorsThatTimeOut(final Predicate<? super AutoCloseable> timesOut) {
    cursorsThatTimeOut = Objects.requireNonNull(timesOut, "timesOut");
    return this;
  }

  /**
   * Leaves it to the host to run {@link KillCore#agent}, about once a millisecond. By default the core runs it on a
   * daemon thread.
   *
   * @return this builder
   */
  public KillCoreBuilder hostRunsAgent() {
    ownThread = false;
    return this;
  }

  /**
   * Sets what closes the resources of cursors that were killed, expired, or left behind by their session. By default
   * daemon threads of the core do: one as a rule, and more while resources block, up to 256. While 256 of them block,
   * further resources wait to be closed. {@code Runnable::run} closes them on the thread that calls the executor.
   *
   * @param executor called on a thread of the core's own, so it may block; on the agent's thread if the host runs that
   *     ({@link #hostRunsAgent}); by the close of the core, on the closing thread; and after that, on the thread that
   *     unpins a cursor. What it refuses is closed on threads of the core, and the refusal goes to the error handler.
   *     An executor that takes a task and never runs it leaves the resource open
   * @return this builder
   */
  public KillCoreBuilder cursorExecutor(final Executor executor) {
    cursorExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Sets where callbacks run that {@link Operation#onKill( java.util.function.Consumer)} registers. By default the
   * killing thread calls them.
   *
   * @param executor called by the killing thread after the last wake of the kill; for a deadline, by a thread of the
   *     core's own. If it throws, the error handler gets that and a thread of the core's own makes the call. An
   *     executor that takes a task and never runs it makes no call
   * @return this builder
   */
  public KillCoreBuilder callbackExecutor(final Executor executor) {
    callbackExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Sets what receives the exceptions that the host's callbacks, resources, listeners and suppliers throw. By default
   * they are logged as warnings, to the platform's {@link System.Logger} named {@code dev.quell}.
   *
   * @param handler called on the thread that met the error, so by several threads at once; what the handler itself
   *     throws is counted in {@link Telemetry#hostErrors} and dropped
   * @return this builder
   */
  public KillCoreBuilder errorHandler(final Consumer<Throwable> handler) {
    errorHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Sets a function that knows which roles an owner holds. The core asks it whenever a session is opened or
   * {@link KillCore#replaceRoles} is called. By default the core believes the owner that is passed in.
   *
   * <p>This is for a host whose users change while their commands run. The host changes its own record of the user
   * first and calls {@code replaceRoles} then. From there on, a command that started with an older {@link Owner} does
   * not bring the old roles back, whenever it opens its session.
   *
   * @param answer given an owner, returns the same identity with the roles that it holds now. It returns
   *     {@link Owner#ofUid} for an owner that it does not know; opening a session then leaves the roles as they are. It
   *     runs on the threads that open sessions: on several at once, and perhaps more than once for one session. So it
   *     must be quick and must not block. It must read what the host has changed with volatile semantics or under a
   *     lock. What it throws reaches the caller of the method that asked, and no session is opened. If it returns null
   *     or another identity, that method throws {@link IllegalStateException}
   * @return this builder
   */
  public KillCoreBuilder currentOwner(final UnaryOperator<Owner> answer) {
    currentOwner = Objects.requireNonNull(answer, "answer");
    return this;
  }

  /**
   * Sets a monotonic clock in nanoseconds, in place of {@code System.nanoTime()}; for tests of what takes long.
   * Timeouts, deadlines, cut-offs and all times that the core reports follow it. The waits do not:
   * {@link Operation#sleep}, {@link Operation#await( java.util.function.BooleanSupplier, Duration)} and
   * {@link KillReport#await} block in real time. Every deadline is then measured by this clock at the moment of the
   * call; {@link Operation#deadline} says how that differs from the default.
   *
   * @param clock called by any thread, by several at once; must never go back
   * @return this builder
   */
  public KillCoreBuilder nanoClock(final LongSupplier clock) {
    nanoClock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Makes a core, and starts its background thread unless the host runs the agent. Each call makes a separate core;
   * later changes of this builder do not affect it.
   *
   * @return an open core; close it to stop its thread
   */
  public KillCore build() {
    return new KillCore(this);
  }

  private static Duration atLeastASecond(final Duration timeout, final String name) {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(name + " must be at least a second, but is " + timeout);
    }
    return timeout;
  }

  Core newCore() {
    return new Core(
        new Core.Settings(
            nanoClock,
            errorHandler,
            cursorExecutor,
            callbackExecutor,
            ownThread,
            currentOwner,
            maxSessions,
            maxSessionsPerOwner,
            endLongestIdle,
            Math.min(maxSessions, MOST_EXPECTED_CURSORS),
            millis(sessionTimeout),
            millis(cursorTimeout),
            sessionCursorsTimeOut,
            cursorsThatTimeOut));
  }

  boolean startsOwnThread() {
    return ownThread;
  }

  private static long millis(final Duration timeout) {
    return timeout.compareTo(LONGEST_TIMEOUT) > 0 ? Long.MAX_VALUE / 4 : timeout.toMillis();
  }
}
