package dev.quell.internal.operation;

import dev.quell.internal.claim.Run;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.slots.KillWords;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Public ids of running operations, assigned on first request: an operation that is never listed or asked for its id
 * never gets one. Ids count up through the positive ints, so an old id names no run rather than a new one.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
final class OperationIds {
  /*
   * Invariants    OI-I1  an id names at most one run, and none after the run has ended and its close has returned. The
   *                      thread that adds an entry then reads the word; the thread that ends the run then reads the
   *                      entry. One sees the other and removes it. (Compare-and-sets order store before load on both
   *                      sides.)
   * Tests         OI-I1  OperationIdsLincheckTest.shouldNameOneRunAndNoneAfterItsEnd, LabelStress.OI_I1_IdVsEnd,
   *                      ReuseStress.K8_ListingVsIdOfNextRun
   */

  private static final int EXPECTED = 1 << 16;

  private final HashIndex<NamedRun> index;
  private final AtomicInteger last = new AtomicInteger();

  /** @param secret seeds the order of keys in the table */
  OperationIds(final long secret) {
    index = new HashIndex<>(EXPECTED, secret, (named, id, none) -> named.id() == id);
  }

  /** The run with this id, or null. */
  @Nullable
  Run find(final int id) {
    final NamedRun named = index.get(id, null);
    return named == null ? null : named.run();
  }

  /** The id of a run, assigned now if it has none; 0 if the run is over and its id is gone. */
  int idOf(final Run run) {
    final OperationState operation = OperationState.of(run);
    while (true) {
      final NamedRun seen = operation.named();
      if (seen != null && seen.run().is(run.words(), run.index(), run.ticket())) {
        return seen.id();
      }
      // OI-I1: the word is read after the entry, so the entry replaced below is not a later run's
      if (!run.owns(run.wordAcquire())) {
        return 0;
      }
      final NamedRun fresh = add(run);
      final boolean installed = operation.casNamed(seen, fresh); // OI-I1
      final boolean running = run.owns(KillWords.getVolatile(run.words(), run.index())); // OI-I1
      if (installed && running) {
        return fresh.id();
      }
      remove(fresh);
      if (!running) {
        operation.casNamed(fresh, null); // OI-I1
        return 0;
      }
    }
  }

  private NamedRun add(final Run run) {
    while (true) {
      final int id = last.incrementAndGet() & Integer.MAX_VALUE; // atomic: the next id
      if (id != 0) {
        final NamedRun named = new NamedRun(run, id);
        if (index.putIfAbsent(id, null, named) == null) {
          return named;
        }
      }
    }
  }

  void remove(final NamedRun named) {
    index.remove(named.id(), null, named);
  }
}
