package dev.quell.internal.live;

import dev.quell.internal.index.HashIndex;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Words;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Public ids of running operations, given out when somebody first looks: an operation that nobody lists and nobody asks
 * for its id never pays for one. Ids count up through the positive ints, so one that was seen long ago names nothing,
 * not another operation.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
public final class OperationIds {
  /*
   * Invariants    I1  an id names at most one run, and none after the run has ended and its close has returned: whoever
   *                   adds an entry looks at the word afterwards, whoever ends a run looks at its entry afterwards, and
   *                   one of them sees the other and removes it. (Store-load on both sides by compare-and-sets.)
   * Tests         I1  OperationIdsLincheckTest.shouldNameOneRunAndNoneAfterItsEnd,
   *                   LabelStress.OperationIds_I1_IdVsEnd, ReuseStress.K8_ListingVsIdOfNextRun
   */

  private static final int EXPECTED = 1 << 16;

  private final HashIndex<OperationEntry> index;
  private final AtomicInteger last = new AtomicInteger();

  OperationIds(final long secret) {
    index = new HashIndex<>(EXPECTED, secret);
  }

  /** The run with this id, or null. */
  public OperationEntry find(final int id) {
    return index.get(id, null);
  }

  /** The id of the run, given now if it has none; 0 if the run is over and has no id any more. */
  int idOf(final Run operation, final long[] words, final int wordIndex, final long ticket) {
    while (true) {
      final OperationEntry seen = operation.entry();
      if (seen != null && seen.isRun(words, wordIndex, ticket)) {
        return seen.id();
      }
      // I1: looked at after the entry, so the one that is replaced below is not a later run's
      if (!OperationWord.belongsTo(Words.getAcquire(words, wordIndex), ticket)) {
        return 0;
      }
      final OperationEntry fresh = add(operation, words, wordIndex, ticket);
      final boolean installed = operation.casEntry(seen, fresh); // I1
      final boolean running = OperationWord.belongsTo(Words.getVolatile(words, wordIndex), ticket); // I1
      if (installed && running) {
        return fresh.id();
      }
      remove(fresh);
      if (!running) {
        operation.casEntry(fresh, null); // I1
        return 0;
      }
    }
  }

  private OperationEntry add(final Run operation, final long[] words, final int wordIndex, final long ticket) {
    while (true) {
      final int id = last.incrementAndGet() & Integer.MAX_VALUE; // atomic: the next one
      if (id != 0) {
        final OperationEntry entry = new OperationEntry(operation, words, wordIndex, ticket, id);
        if (index.putIfAbsent(id, null, entry) == null) {
          return entry;
        }
      }
    }
  }

  void remove(final OperationEntry entry) {
    index.remove(entry.id(), null, entry);
  }
}
