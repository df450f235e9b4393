package dev.quell.internal.kill;

import dev.quell.KillCause;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.KillTrigger;
import dev.quell.internal.claim.KillOutcome;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.telemetry.FlightRecorder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one kill did: a value that does not keep the core alive. If there was a victim, it refers to the kill's record
 * in the ledger, which says how many victims have not stopped.
 */
public final class Report implements KillReport {
  /*
   * Invariants    RP-I1  a report has one id: a compare-and-set gives it, once.
   * Tests         RP-I1  ReportStress.RP_I1_CauseVsCause
   */

  static final long NO_TARGET = 0;

  private static final VarHandle KILL_ID;

  static {
    try {
      KILL_ID = MethodHandles.lookup().findVarHandle(Report.class, "killId", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final KillTrigger trigger;
  private final long target;
  private final KillRequest request;
  @SuppressWarnings("unused") // through KILL_ID
  private long killId;
  private final long sessions;
  private final long operations;
  private final long cursors;
  private final long calledNanos;
  private final long claimNanos;
  private final long durationNanos;
  private final @Nullable KillRecord record; // null if there was no victim
  private final Stragglers core;
  private volatile @Nullable CompletionStage<KillReport> stage; // volatile: to be seen soon; a second does no harm

  /** @param target the id that the kill named, or {@link #NO_TARGET} */
  Report(
      final KillTrigger trigger,
      final long target,
      final KillRequest request,
      final KillOutcome kill,
      final long sessions,
      final long cursors,
      final long durationNanos,
      final Stragglers core) {
    this.trigger = trigger;
    this.target = target;
    this.request = request;
    this.killId = kill.killId();
    this.sessions = sessions;
    this.operations = kill.claimed();
    this.cursors = cursors;
    this.calledNanos = kill.calledNanos();
    this.claimNanos = kill.claimNanos() == KillOutcome.UNKNOWN ? durationNanos : kill.claimNanos();
    this.durationNanos = durationNanos;
    this.record = operations == 0 ? null : kill.record();
    this.core = core;
    VarHandle.storeStoreFence(); // RP-I1: the id first, even if the report is handed on by a race
  }

  @Override
  public KillTrigger trigger() {
    return trigger;
  }

  @Override
  public OptionalLong target() {
    return target == NO_TARGET ? OptionalLong.empty() : OptionalLong.of(target);
  }

  @Override
  public KillRequest request() {
    return request;
  }

  @Override
  public KillCause cause() {
    return new KillCause(request.code(), request.reason(), request.by(), killId());
  }

  /** The id that the victims see; if they see none, one that is taken now if nobody has asked before. */
  private long killId() {
    final long known = (long) KILL_ID.getOpaque(this); // opaque: never changes again
    if (known != KillOutcome.NO_ID) {
      return known;
    }
    if (record != null && !record.isShared()) {
      return record.cause().killId(); // KR-I2
    }
    final long mine = core.nextKillId();
    final long witness = (long) KILL_ID.compareAndExchange(this, KillOutcome.NO_ID, mine); // RP-I1
    return witness == KillOutcome.NO_ID ? mine : witness;
  }

  @Override
  public long sessionsMatched() {
    return sessions;
  }

  @Override
  public long operationsKilled() {
    return operations;
  }

  @Override
  public long cursorsKilled() {
    return cursors;
  }

  @Override
  public Duration duration() {
    return Duration.ofNanos(durationNanos);
  }

  @Override
  public Duration claimDuration() {
    return Duration.ofNanos(claimNanos);
  }

  @Override
  public long pending() {
    if (record == null) {
      return 0;
    }
    return record.isShared() ? Math.min(operations, stragglers().size()) : record.running();
  }

  @Override
  public boolean await(final Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
    }
    if (record == null) {
      return true;
    }
    final long nanos =
        timeout.compareTo(Duration.ofDays(36_500)) > 0 ? TimeUnit.DAYS.toNanos(36_500) : timeout.toNanos();
    final boolean stopped =
        record.isShared() ? core.await(record, calledNanos, nanos) : record.awaitStopped(nanos);
    if (!stopped && nanos > 0) { // else it has only looked
      FlightRecorder.recordStragglers(this, nanos, core::call);
    }
    return stopped;
  }

  @Override
  public CompletionStage<KillReport> whenStopped() {
    final CompletionStage<KillReport> known = stage;
    if (known != null) {
      return known;
    }
    final CompletableFuture<KillReport> stopped = new CompletableFuture<>();
    final CompletionStage<KillReport> made = stopped.minimalCompletionStage();
    stage = made;
    if (record == null || !record.isShared() && record.running() <= 0) {
      stopped.complete(this);
    } else if (record.isShared()) {
      core.whenStopped(record, () -> stopped.complete(this));
    } else {
      record.whenStopped(() -> core.call(() -> stopped.complete(this)));
    }
    return made;
  }

  @Override
  public List<Straggler> stragglers() {
    return record == null || !record.isShared() && record.running() == 0 ? List.of() : core.of(record, calledNanos);
  }

  @Override
  public String toString() {
    return "KillReport[trigger=" + trigger + (target == NO_TARGET ? "" : ", target=" + target)
        + ", sessionsMatched=" + sessions + ", operationsKilled=" + operations + ", cursorsKilled=" + cursors
        + ", duration=" + durationNanos / 1_000 + "us, cause=" + cause() + "]";
  }
}
