package dev.quell.internal.kill;

import dev.quell.KillReport.Straggler;
import dev.quell.KillReport.ThreadStack;
import dev.quell.OperationInfo;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.operation.Runs;
import dev.quell.internal.slots.KillWord;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds the victims of a kill that have not stopped, among all running operations: only a kill with slow victims pays
 * for it. Each core has one, which reports keep; it does not keep the core alive.
 */
final class Stragglers {
  /** Every operation object of the core refers to this, so it is there while a victim can run. */
  private final WeakReference<Operations> operations;

  Stragglers(final Operations operations) {
    this.operations = new WeakReference<>(operations);
  }

  List<Straggler> of(final KillRecord record, final long calledNanos) {
    final Operations all = operations.get();
    final List<Straggler> found = new ArrayList<>();
    if (all == null) {
      return found;
    }
    final long now = all.claims.services.clock.nanoTime();
    for (final Iterator<Run> runs = new Runs(all); runs.hasNext();) {
      final Run run = runs.next();
      final long word = run.wordAcquire(); // KL-I1: before the ledger
      if (run.owns(word)
          && KillWord.cause(word) == record.index()
          && all.claims.ledger.get(record.index()) == record) { // after the word: else the number may be another kill's
        final List<Thread> threads = run.operation().threads();
        final boolean sawKill = run.operation().hasSeenKill();
        final OperationInfo info = run.operation().describe(run); // last: checks that the run goes on
        if (info != null) {
          found.add(
              new Straggler(
                  info,
                  Duration.ofNanos(now - calledNanos),
                  sawKill,
                  threads.stream().map(Stragglers::stackOf).toList()));
        }
      }
    }
    return found;
  }

  private static ThreadStack stackOf(final Thread thread) {
    return new ThreadStack(thread.getName(), List.of(thread.getStackTrace()));
  }

  /** Waits for the victims of a kill with a shared record, which does not count them, by looking for them. */
  boolean await(final KillRecord record, final long calledNanos, final long nanos) throws InterruptedException {
    final long deadline = System.nanoTime() + nanos;
    while (!of(record, calledNanos).isEmpty()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return true;
  }
}
