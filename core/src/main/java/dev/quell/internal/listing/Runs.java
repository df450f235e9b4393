package dev.quell.internal.listing;

import dev.quell.internal.bag.RefBag;
import dev.quell.internal.live.Claimer;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.LiveSession;
import dev.quell.internal.live.OperationEntry;
import dev.quell.internal.live.Run;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Iterates over all running operations: in sessions, ended ones too, and without. */
public final class Runs {
  private Runs() {}

  /** Weakly consistent: what runs from start to end is there once. */
  public static Iterator<OperationEntry> all(final LiveContext context) {
    final Iterator<List<OperationEntry>> inSessions = new Groups(context);
    final Iterator<List<OperationEntry>> sessionless =
        new Flatten<>(context.sessionless.stripes(), stripe -> new Chunks(stripe));
    return new Flatten<>(
        new Flatten<>(List.of(inSessions, sessionless).iterator(), parts -> parts), Iterable::iterator);
  }

  /** Those of one group of session slots after the other. */
  private static final class Groups implements Iterator<List<OperationEntry>> {
    private final SessionSlots slots;
    private int segment;
    private int group;

    Groups(final LiveContext context) {
      this.slots = context.sessions().slots();
    }

    @Override
    public boolean hasNext() {
      return segment < slots.segments();
    }

    @Override
    public List<OperationEntry> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      final Segment at = slots.segmentAt(segment);
      final List<OperationEntry> runs = new ArrayList<>();
      for (long live = at.liveAcquire(group); live != 0; live &= live - 1) {
        collect(at, group * Segment.GROUP + Long.numberOfTrailingZeros(live), runs);
      }
      if (++group == at.groups()) {
        group = 0;
        segment++;
      }
      return runs;
    }

    private static void collect(final Segment segment, final int offset, final List<OperationEntry> runs) {
      final int generation = segment.generation(offset);
      final long word = segment.operationWordAcquire(offset);
      final Run first = (Run) segment.operation(offset);
      if (OperationWord.isRunning(word) && first != null) {
        runs.add(new OperationEntry(first, segment.words(), offset, OperationWord.ticket(word), 0));
      }
      final LiveSession session = OperationWord.isAttached(word) ? (LiveSession) segment.session(offset) : null;
      if (session != null && segment.stillIn(offset, generation)) {
        session.offerAttached(new Collector(runs));
      }
    }
  }

  /** Those without a session, chunk by chunk. */
  private static final class Chunks implements Iterator<List<OperationEntry>> {
    private final RefBag<Run> bag;
    private RefBag.Refs<Run> next;

    Chunks(final RefBag<Run> bag) {
      this.bag = bag;
      this.next = bag.first();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public List<OperationEntry> next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      final List<OperationEntry> runs = new ArrayList<>();
      for (long taken = next.takenAcquire(); taken != 0; taken &= taken - 1) {
        final Run operation = next.at(Long.numberOfTrailingZeros(taken));
        final OperationEntry run = operation == null ? null : operation.present();
        if (run != null) {
          runs.add(run);
        }
      }
      next = bag.after(next);
      return runs;
    }
  }

  /** Collects runs and passes over cursors. */
  private record Collector(List<OperationEntry> runs) implements Claimer {
    @Override
    public void operation(
        final Run operation, final long[] words, final int index, final long ticket, final long stamp) {
      runs.add(new OperationEntry(operation, words, index, ticket, 0));
    }

    @Override
    public void cursor(final LiveCursor cursor) {
      // not an operation
    }
  }
}
