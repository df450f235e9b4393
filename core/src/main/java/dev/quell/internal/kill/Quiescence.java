package dev.quell.internal.kill;

import dev.quell.KillReport.Straggler;
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

/** Whether the victims of one kill have stopped, and which have not. */
public final class Quiescence {
  private final LiveContext context;
  private final KillRecord record;
  private final long calledNanos;

  /** @param record the kill's, or null if it had no victim */
  Quiescence(final LiveContext context, final KillRecord record, final long calledNanos) {
    this.context = context;
    this.record = record;
    this.calledNanos = calledNanos;
  }

  /** Victims that have not ended. */
  public long pending() {
    return record == null ? 0 : record.isShared() ? stragglers().size() : record.pending();
  }

  /** Waits until all have. */
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

  /** The victims that have not ended. */
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
}
