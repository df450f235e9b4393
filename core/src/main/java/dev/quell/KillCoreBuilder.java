package dev.quell;

import dev.quell.internal.Core;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What a {@link KillCore} can be told when it is made. Everything has a default, and of several values for the same
 * thing the last one counts. Not thread-safe.
 *
 * <p>Each method refuses an argument at once, and has changed nothing then.
 */
public final class KillCoreBuilder {
  /** The most sessions a core can be made for. */
  public static final int MOST_SESSIONS = 1 << 26;

  private static final int MOST_EXPECTED_CURSORS = 1 << 20;
  /** A session remembers the last two years. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(730);

  private int maxSessions = 1_000_000;
  private long maxSessionsPerOwner = Long.MAX_VALUE;
  private boolean endLongestIdle;
  private Duration sessionTimeout = Duration.ofMinutes(30);
  private Duration cursorTimeout = Duration.ofMinutes(10);
  private boolean sessionCursorsTimeOut;
  private boolean ownThread = true;
  private Executor cursorExecutor;
  private Consumer<Throwable> errorHandler =
      e -> System.getLogger("dev.quell").log(System.Logger.Level.WARNING, "host code called by Quell failed", e);
  private LongSupplier nanoClock = System::nanoTime;
  private UnaryOperator<Owner> currentOwner;

  KillCoreBuilder() {}

  /**
   * The most sessions at once; 1,000,000 unless set. Opening one more throws {@link LimitExceededException}. Tables are
   * made for this number, and their memory is taken as sessions come. A session that has ended counts until the last of
   * its operations has.
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
   * The most sessions of one owner at once; no limit of its own unless set.
   *
   * @param limit at least 1
   * @param endLongestIdle what opening one more does: true ends the owner's longest idle session, false, or if none can
   *     be ended, since operations run in them or they are only being opened or ended, throws {@link
   *     LimitExceededException}. Threads that open sessions at once may end one each, even if they open the same one
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
   * How long a session may be idle before it ends; 30 minutes unless set. A session in which an operation runs is not
   * idle. The end may come late by an eighth of this time, at most a minute, by half a second of rounding, and by what
   * the background work needs for a pass over all sessions.
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
   * How long a cursor without a session may be idle before it closes; 10 minutes unless set. A pinned cursor is not
   * idle. As late as {@link #sessionTimeout} may be.
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
   * Whether the cursor timeout goes for cursors in sessions too; not unless set. They also go with their session.
   *
   * @param timeOut false to let a cursor in a session live as long as the session
   * @return this builder
   */
  public KillCoreBuilder sessionCursorsTimeOut(final boolean timeOut) {
    sessionCursorsTimeOut = timeOut;
    return this;
  }

  /**
   * The host runs {@link KillCore#agent} itself, about once a millisecond; unless set, the core starts a daemon thread
   * for it.
   *
   * @return this builder
   */
  public KillCoreBuilder hostRunsAgent() {
    ownThread = false;
    return this;
  }

  /**
   * Where the resources of cursors are closed that were killed, expired, or left behind by their session. Unless set,
   * on daemon threads of the core, one as a rule and more while resources block. {@code Runnable::run} closes them on
   * the agent's thread.
   *
   * @param executor called on the agent's thread, and by the close of the core on the closing one; what it refuses is
   *     closed on threads of the core, and the refusal goes to the error handler. One that takes a task and never runs
   *     it leaves the resource open
   * @return this builder
   */
  public KillCoreBuilder cursorExecutor(final Executor executor) {
    cursorExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Told what the host's callbacks, resources, listeners and suppliers throw; unless set, the platform's
   * {@link System.Logger}.
   *
   * @param handler called on whichever thread met the error, so by several at once; what it throws itself is counted in
   *     {@link Telemetry#hostErrors} and dropped
   * @return this builder
   */
  public KillCoreBuilder errorHandler(final Consumer<Throwable> handler) {
    errorHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Asks the host which roles an owner holds whenever a session is opened or {@link KillCore#replaceRoles} is called;
   * unless set, the owner that is passed in is believed. For a host whose users change while their commands run: it
   * changes its own record of the user first and calls {@code replaceRoles} then, and from there on no command that
   * started with an older {@link Owner} brings the old roles back, whenever it opens its session.
   *
   * @param answer given an owner, answers the same identity with the roles it holds now, or {@link Owner#ofUid} if it
   *     knows nothing of it, which leaves the roles alone when a session is opened; called on the threads that open
   *     sessions, several at once and perhaps more than once for one session, so it must be quick and must not block.
   *     It reads what the host has changed with volatile semantics or under a lock. What it throws is thrown by the
   *     method that asked; no session is opened then
   * @return this builder
   */
  public KillCoreBuilder currentOwner(final UnaryOperator<Owner> answer) {
    currentOwner = Objects.requireNonNull(answer, "answer");
    return this;
  }

  /**
   * A monotonic clock in nanoseconds in place of {@code System.nanoTime()}; for tests of what takes long. Timeouts of
   * sessions and cursors, deadlines and cut-offs go by it. {@link Operation#sleep}, {@link Operation#await(
   * java.util.function.BooleanSupplier, Duration)} and {@link KillReport#await} do not: they block a thread for real.
   *
   * @param clock called by any thread, several at once; must not fall
   * @return this builder
   */
  public KillCoreBuilder nanoClock(final LongSupplier clock) {
    nanoClock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Makes the core, and starts its background thread unless the host runs the agent. May be called again: each call
   * makes a core of its own, to which later changes of this builder do nothing.
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
            currentOwner,
            maxSessions,
            maxSessionsPerOwner,
            endLongestIdle,
            Math.min(maxSessions, MOST_EXPECTED_CURSORS),
            millis(sessionTimeout),
            millis(cursorTimeout),
            sessionCursorsTimeOut));
  }

  boolean startsOwnThread() {
    return ownThread;
  }

  private static long millis(final Duration timeout) {
    return timeout.compareTo(LONGEST_TIMEOUT) > 0 ? Long.MAX_VALUE / 4 : timeout.toMillis();
  }
}
