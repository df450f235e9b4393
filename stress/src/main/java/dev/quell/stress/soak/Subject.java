package dev.quell.stress.soak;

import dev.quell.KillCore;
import dev.quell.KillCoreBuilder;
import dev.quell.TestCores;
import dev.quell.internal.Core;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A core, its clock, and a look inside. */
final class Subject {
  static final int LIMIT = 50_000;
  private static final int SMALL_LIMIT = 200;
  private static final int SMALL_LIMIT_PER_OWNER = 6;
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CURSOR_TIMEOUT = Duration.ofSeconds(40);
  private static final Duration NEVER = Duration.ofDays(1);
  /** How much faster than the real one the clock of a core runs whose sessions are to expire. */
  private static final int FAST = 100;

  final KillCore core;
  final LongSupplier nanos;
  final int limit;
  final Core parts;
  /** An executor of the host's that takes nothing. */
  final Executor refusing;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong refusalsReported = new AtomicLong();

  /** What the executor throws that takes nothing: asked for, and so no violation. */
  private static final class Refusal extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;
  }

  private final Runnable stopHost;

  private Subject(
      final KillCoreBuilder builder, final LongSupplier nanos, final int limit, final Violations violations,
      final HostCore host) {
    this.nanos = nanos;
    this.limit = limit;
    refusing = task -> {
      refused.incrementAndGet();
      throw new Refusal();
    };
    builder.errorHandler(error -> {
      if (error instanceof Refusal) {
        refusalsReported.incrementAndGet();
      } else {
        violations.add(Thread.currentThread(), error);
      }
    });
    core = builder.build();
    stopHost = host.run(core);
    parts = TestCores.inside(core);
  }

  /** A core for rounds of this kind, as the host sets it up. */
  static Subject of(
      final Plan.Kind kind, final Stalls stalls, final Violations violations, final HostCore host) {
    final long start = System.nanoTime();
    final int speed = kind == Plan.Kind.EXPIRY ? FAST : 1;
    final LongSupplier nanos = () -> start + (System.nanoTime() - start) * speed;
    final int limit = kind == Plan.Kind.LIMITS ? SMALL_LIMIT : LIMIT;
    final KillCoreBuilder builder = KillCore.builder();
    host.configure(builder);
    builder
        .maxSessions(limit)
        .sessionTimeout(NEVER)
        .cursorTimeout(NEVER)
        .sessionCursorsTimeOut(false)
        .cursorsThatTimeOut(cursor -> true)
        .nanoClock(
            () -> {
              stalls.point(Stalls.Place.CLOCK);
              return nanos.getAsLong();
            });
    if (kind == Plan.Kind.EXPIRY) {
      builder.sessionTimeout(SESSION_TIMEOUT).cursorTimeout(CURSOR_TIMEOUT).sessionCursorsTimeOut(true);
    } else if (kind == Plan.Kind.LIMITS) {
      builder.maxSessionsPerOwner(SMALL_LIMIT_PER_OWNER, true);
    }
    final Subject subject = new Subject(builder, nanos, limit, violations, host);
    subject.core.addListener(report -> stalls.point(Stalls.Place.LISTENER));
    return subject;
  }

  static long sessionTimeoutNanos() {
    return SESSION_TIMEOUT.toNanos();
  }

  /** Errors of the host's code that nobody has planned, and refusals of its executor that were not reported. */
  long errorsNotPlanned() {
    final long planned = refused.get();
    return Math.abs(core.telemetry().hostErrors() - planned) + Math.abs(refusalsReported.get() - planned);
  }

  /** Callbacks that the host's executor has refused. */
  long refused() {
    return refused.get();
  }

  /** Ends what the host runs for it, and the core. */
  void close() {
    stopHost.run();
    core.close();
  }

  /** Labels that something carries. */
  int labels() {
    return parts.operations.labels.count();
  }

  /** Slots that were ever needed. */
  int segments() {
    return parts.sessions.slots().segments();
  }
}
