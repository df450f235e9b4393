package dev.quell;

import dev.quell.internal.background.Janitor;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveSessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a {@link KillCore} can be told when it is made. Everything has a default. Not thread-safe.
 */
public final class KillCoreBuilder {
  /** The most sessions a core can be made for. */
  public static final int MOST_SESSIONS = 1 << 26;

  private static final int MOST_EXPECTED_CURSORS = 1 << 20;

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

  KillCoreBuilder() {}

  /**
   * The most sessions at once; 1,000,000 unless set. Opening one more throws {@link LimitExceededException}. Tables are made for this
   * number, and their memory is taken as sessions come.
   *
   * @param limit from 1 to {@link #MOST_SESSIONS}
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
   * @param endLongestIdle what opening one more does: true ends the owner's longest idle session, false, or if an operation runs in
   *     each of them, throws {@link LimitExceededException}
   */
  public KillCoreBuilder maxSessionsPerOwner(final long limit, final boolean endLongestIdle) {
    if (limit < 1) {
      throw new IllegalArgumentException("maxSessionsPerOwner must be at least 1, but is " + limit);
    }
    maxSessionsPerOwner = limit;
    this.endLongestIdle = endLongestIdle;
    return this;
  }

  /** How long a session may be idle before it ends; 30 minutes unless set. At least a second. */
  public KillCoreBuilder sessionTimeout(final Duration timeout) {
    sessionTimeout = atLeastASecond(timeout, "sessionTimeout");
    return this;
  }

  /** How long a cursor without a session may be idle before it closes; 10 minutes unless set. At least a second. */
  public KillCoreBuilder cursorTimeout(final Duration timeout) {
    cursorTimeout = atLeastASecond(timeout, "cursorTimeout");
    return this;
  }

  /** Whether the cursor timeout goes for cursors in sessions too; not unless set. They also go with their session. */
  public KillCoreBuilder sessionCursorsTimeOut(final boolean timeOut) {
    sessionCursorsTimeOut = timeOut;
    return this;
  }

  /** The host runs {@link KillCore#agent} itself, about once a millisecond; unless set, the core starts a daemon thread for it. */
  public KillCoreBuilder hostRunsAgent() {
    ownThread = false;
    return this;
  }

  /**
   * Where the resources of cursors are closed that were killed, expired, or left behind by their session. Unless set, on daemon threads
   * of the core, one as a rule and more while resources block. {@code Runnable::run} closes them on the agent's thread.
   */
  public KillCoreBuilder cursorExecutor(final Executor executor) {
    cursorExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Told what the host's callbacks, resources, listeners and suppliers throw; unless set, the platform's {@link System.Logger}. */
  public KillCoreBuilder errorHandler(final Consumer<Throwable> handler) {
    errorHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /** A monotonic clock in nanoseconds in place of {@code System.nanoTime()}; for tests of what takes long. */
  public KillCoreBuilder nanoClock(final LongSupplier clock) {
    nanoClock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** Makes the core, and starts its background thread unless the host runs the agent. */
  public KillCore build() {
    return new KillCore(this);
  }

  private static Duration atLeastASecond(final Duration timeout, final String name) {
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(name + " must be at least a second, but is " + timeout);
    }
    return timeout;
  }

  LiveContext newContext() {
    final SecureRandom seed = new SecureRandom();
    final LongSupplier random = seed::nextLong;
    final CoreClock clock = new CoreClock(nanoClock, System.currentTimeMillis());
    final LiveContext context =
        new LiveContext(clock, Math.min(maxSessions, MOST_EXPECTED_CURSORS), random, errorHandler);
    context.closer.use(cursorExecutor);
    return context;
  }

  LiveSessions newSessions(final LiveContext context) {
    return new LiveSessions(context, maxSessions, maxSessionsPerOwner, endLongestIdle);
  }

  Janitor newJanitor(final LiveContext context) {
    return new Janitor(context, millis(sessionTimeout), millis(cursorTimeout), sessionCursorsTimeOut);
  }

  boolean startsOwnThread() {
    return ownThread;
  }

  private static long millis(final Duration timeout) {
    return timeout.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 4 : timeout.toMillis();
  }
}
