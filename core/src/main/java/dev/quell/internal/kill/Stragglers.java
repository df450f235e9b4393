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
import java.util.concurrent.TimeUnit;

/**
 * The victims of a kill that have not stopped, looked for among all that runs: only a kill whose victims are slow pays
 * for it.
 */
final class Stragglers {
  private Stragglers() {}

  static List<Straggler> of(final LiveContext context, final KillRecord record, final long calledNanos) {
    final List<Straggler> found = new ArrayList<>();
    for (final Iterator<OperationEntry> runs = Runs.all(context); runs.hasNext(); ) {
      final OperationEntry run = runs.next();
      final long word = Words.getAcquire(run.words(), run.index()); // KillLedger I1: before the ledger
      if (OperationWord.belongsTo(word, run.ticket())
          && OperationWord.cause(word) == record.index()
          && context.ledger.get(record.index()) == record) { // after the word: else the number is another kill's by now
        final Thread thread = run.operation().threadNow();
        final boolean sawKill = run.operation().hasSeenKill();
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

  /** The ledger was full, so that this kill's victims are counted with others': look for them. */
  static boolean await(final LiveContext context, final KillRecord record, final long calledNanos, final long nanos)
      throws InterruptedException {
    final long deadline = System.nanoTime() + nanos;
    while (!of(context, record, calledNanos).isEmpty()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return true;
  }
}
