package dev.quell.internal.kill;

import dev.quell.KillCause;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.listing.Runs;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.OperationEntry;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The report of one kill: what it claimed, whether its victims have stopped, and which have not. */
public final class FinishedKill implements KillReport {
  private final LiveContext context;
  private final KillRequest request;
  private final KillCause cause;
  private final KillRecord record;
  private final long sessionsMatched;
  private final long operationsKilled;
  private final long cursorsKilled;
  private final long calledNanos;
  private final long durationNanos;

  /** @param record the kill's, or null if it had no victim */
  FinishedKill(
      final LiveContext context,
      final KillRequest request,
      final KillCause cause,
      final KillRecord record,
      final long sessionsMatched,
      final long operationsKilled,
      final long cursorsKilled,
      final long calledNanos,
      final long durationNanos) {
    this.context = context;
    this.request = request;
    this.cause = cause;
    this.record = record;
    this.sessionsMatched = sessionsMatched;
    this.operationsKilled = operationsKilled;
    this.cursorsKilled = cursorsKilled;
    this.calledNanos = calledNanos;
    this.durationNanos = durationNanos;
  }

  @Override
  public KillRequest request() {
    return request;
  }

  @Override
  public KillCause cause() {
    return cause;
  }

  @Override
  public long sessionsMatched() {
    return sessionsMatched;
  }

  @Override
  public long operationsKilled() {
    return operationsKilled;
  }

  @Override
  public long cursorsKilled() {
    return cursorsKilled;
  }

  @Override
  public Duration duration() {
    return Duration.ofNanos(durationNanos);
  }

  @Override
  public long pending() {
    return record == null ? 0 : record.isShared() ? stragglers().size() : record.pending();
  }

  @Override
  public boolean await(final Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
    }
    final long nanos = timeout.compareTo(Duration.ofDays(36_500)) > 0 ? TimeUnit.DAYS.toNanos(36_500) : timeout.toNanos();
    if (record == null) {
      return true;
    }
    return record.isShared() ? awaitShared(nanos) : record.await(nanos);
  }

  /** The ledger was full, so that this kill's victims are counted with others': look for them. */
  private boolean awaitShared(final long nanos) throws InterruptedException {
    final long deadline = System.nanoTime() + nanos;
    while (pending() > 0) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return true;
  }

  @Override
  public List<Straggler> stragglers() {
    final List<Straggler> found = new ArrayList<>();
    if (record == null || !record.isShared() && record.pending() == 0) {
      return found;
    }
    for (final Iterator<OperationEntry> runs = Runs.all(context); runs.hasNext(); ) {
      final OperationEntry run = runs.next();
      final long word = Words.getAcquire(run.words(), run.index());
      if (OperationWord.belongsTo(word, run.ticket()) && OperationWord.cause(word) == record.index()) {
        final Thread thread = run.operation().threadNow();
        final boolean sawKill = run.operation().sawKill();
        final OperationInfo info = run.operation().infoOf(run); // last, for it looks whether the run still goes on
        if (info != null) {
          found.add(
              new Straggler(
                  info,
                  Duration.ofNanos(context.clock.nanoTime() - calledNanos),
                  sawKill,
                  thread == null ? List.of() : List.of(thread.getStackTrace())));
        }
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return "KillReport[sessionsMatched=" + sessionsMatched + ", operationsKilled=" + operationsKilled
        + ", cursorsKilled=" + cursorsKilled + ", duration=" + durationNanos / 1_000 + "us, cause=" + cause + "]";
  }
}
