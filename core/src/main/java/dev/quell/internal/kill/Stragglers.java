package dev.quell.internal.kill;

import dev.quell.KillReport.Straggler;
import dev.quell.KillReport.ThreadStack;
import dev.quell.OperationInfo;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.operation.Runs;
import dev.quell.internal.services.Ids;
import dev.quell.internal.slots.KillWord;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Finds the victims of a kill that have not stopped, among all running operations: only a kill with slow victims pays
 * for it. Each core has one, which reports keep; it does not keep the core alive.
 */
final class Stragglers {
  private static final int LOOK_MS = 10;

  /** A kill with a shared record, and whom to tell. Compared by identity: two may be alike. */
  private static final class Uncounted {
    final KillRecord record;
    final Runnable task;

    Uncounted(final KillRecord record, final Runnable task) {
      this.record = record;
      this.task = task;
    }
  }

  /** Every operation object of the core refers to this, so it is there while a victim can run. */
  private final WeakReference<Operations> operations;
  private final Ids killIds;
  private final ConcurrentLinkedQueue<Uncounted> uncounted = new ConcurrentLinkedQueue<>();
  private long lookedMillis; // for the agent

  Stragglers(final Operations operations) {
    this.operations = new WeakReference<>(operations);
    this.killIds = operations.claims.services.killIds;
  }

  /** An id for a kill that had no need of one before. */
  long nextKillId() {
    return killIds.next();
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

  // ---- to know that they have stopped

  /** Calls the host on a thread of the core's own; on this one if the core has gone. */
  void call(final Runnable task) {
    final Operations all = operations.get();
    if (all == null) {
      task.run();
    } else {
      all.claims.calls.later(task);
    }
  }

  /** Calls the host once the victims of a kill with a shared record have stopped, which the agent looks for. */
  void whenStopped(final KillRecord record, final Runnable task) {
    uncounted.add(new Uncounted(record, task)); // atomic: the agent looks at it
    final Operations all = operations.get();
    if (all == null || all.claims.services.isClosed()) { // the agent has gone, or will go
      look();
    }
  }

  /** Looks, now and then, whether the victims of kills with a shared record have stopped. For the agent. */
  void lookForUncounted(final long nowMillis) {
    if (!uncounted.isEmpty() && nowMillis - lookedMillis >= LOOK_MS) { // atomic: a hint
      lookedMillis = nowMillis;
      look();
    }
  }

  /** Whether a victim of this record, or of another kill that shares it, has not stopped. Runs no code of the host. */
  private boolean isAnyLeft(final KillRecord record) {
    final Operations all = operations.get();
    if (all != null) {
      for (final Iterator<Run> runs = new Runs(all); runs.hasNext();) {
        final Run run = runs.next();
        final long word = run.wordAcquire(); // acquire: a shared number is never given back
        if (run.owns(word) && KillWord.cause(word) == record.index()) {
          return true;
        }
      }
    }
    return false;
  }

  private void look() {
    for (final Iterator<Uncounted> all = uncounted.iterator(); all.hasNext();) { // atomic: weakly consistent
      final Uncounted kill = all.next();
      // atomic: one thread removes it
      if (!isAnyLeft(kill.record) && uncounted.remove(kill)) {
        call(kill.task);
      }
    }
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
