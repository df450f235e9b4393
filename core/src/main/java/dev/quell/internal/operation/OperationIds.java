package dev.quell.internal.operation;

import dev.quell.internal.claim.Run;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.slots.KillWords;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Public ids of running operations, given out when somebody first looks: an operation that nobody lists and nobody asks
 * for its id never pays for one. Ids count up through the positive ints, so one that was seen long ago names nothing,
 * not another operation.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
final class OperationIds {
  /*
   * Invariants    OI-I1  an id names at most one run, and none after the run has ended and its close has returned:
   *                      whoever adds an entry looks at the word afterwards, whoever ends a run looks at its entry
   *                      afterwards, and one of them sees the other and removes it. (Store-load on both sides by
   *                      compare-and-sets.)
   * Tests         OI-I1  OperationIdsLincheckTest.shouldNameOneRunAndNoneAfterItsEnd, LabelStress.OI_I1_IdVsEnd,
   *                      ReuseStress.K8_ListingVsIdOfNextRun
   */

  private static final int EXPECTED = 1 << 16;

  private final HashIndex<NamedRun> index;
  private final AtomicInteger last = new AtomicInteger();

  /** @param secret what makes the table's order of keys its own */
  OperationIds(final long secret) {
    index = new HashIndex<>(EXPECTED, secret);
  }

  /** The run with this id, or null. */
  @Nullable Run find(final int id) {
    final NamedRun named = index.get(id, null);
    return named == null ? null : named.run();
  }

  /** The id of a run of this operation, given now if it has none; 0 if the run is over and has no id any more. */
  int idOf(final OperationState operation, final Run run) {
    while (true) {
      final NamedRun seen = operation.named();
      if (seen != null && seen.run().is(run.words(), run.index(), run.ticket())) {
        return seen.id();
      }
      // OI-I1: looked at after the entry, so the one that is replaced below is not a later run's
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
      final int id = last.incrementAndGet() & Integer.MAX_VALUE; // atomic: the next one
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
