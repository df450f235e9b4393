package dev.quell.internal.kill;

import dev.quell.Labels.Label;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.label.Carrier.Entry;
import dev.quell.internal.label.Kind;
import dev.quell.internal.label.LabelIndex;
import dev.quell.internal.label.LabelRecord;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * A walk over what carries one label: first the sessions, then the operation objects, then the cursors. For one thread.
 */
final class LabelWalk {
  /** Receives what is found. */
  interface Visitor {
    /** Receives an entry of a session; ask again whether it is current after reading the session's kill word. */
    void session(Entry entry);

    /** Receives the number of some sessions that carry the label, and in which there is nothing to kill. */
    void bare(long count);

    /** Receives an entry of an operation object. */
    void operation(Entry entry);

    /** Receives an entry of a cursor. */
    void cursor(Entry entry);
  }

  private static final long WHENEVER = Long.MAX_VALUE;

  private final LabelIndex index;
  private final SessionSlots<?, ?, OperationState> slots;
  private final Visitor visitor;
  private final LoadsAhead ahead = new LoadsAhead();

  private @Nullable LabelRecord<Entry> record; // null if nothing carries the label, and after the walk
  private long arrivals;
  private boolean countsBare;
  private Kind kind = Kind.SESSION;
  private Kind last = Kind.CURSOR;
  @SuppressWarnings("NullAway.Init") // set before chunk
  private RefBag<Entry> bag; // of that kind
  private RefBag.@Nullable Refs<Entry> chunk; // the next to visit

  LabelWalk(final LabelIndex index, final SessionSlots<?, ?, OperationState> slots, final Visitor visitor) {
    this.index = index;
    this.slots = slots;
    this.visitor = visitor;
  }

  /**
   * Starts a walk.
   *
   * @param sessionsToo whether to show sessions
   * @param workToo whether to show operation objects and cursors
   * @param latecomersToo whether to show sessions that are given the label during the walk: one that loses it and gets
   *     it again may be shown twice then
   * @param bareToo whether to count sessions in which there is nothing to kill, instead of showing them
   */
  void start(
      final Label label,
      final boolean sessionsToo,
      final boolean workToo,
      final boolean latecomersToo,
      final boolean bareToo) {
    record = index.find(label);
    if (record != null) {
      arrivals = latecomersToo ? WHENEVER : record.arrivals(); // LI-E2; LI-I3
      countsBare = bareToo;
      last = workToo ? Kind.CURSOR : Kind.SESSION;
      enter(record, sessionsToo ? Kind.SESSION : Kind.OPERATION);
    }
  }

  private void enter(final LabelRecord<Entry> of, final Kind next) {
    kind = next;
    bag = of.bag(next);
    chunk = bag.first();
  }

  /** Visits the next chunk, or all that are left; false if there is none. */
  boolean visit(final boolean all) {
    boolean visited = false;
    while (record != null && (all || !visited)) {
      if (chunk != null) {
        visit(chunk);
        chunk = bag.after(chunk);
        visited = true;
      } else if (kind.compareTo(last) < 0) {
        enter(record, kind == Kind.SESSION ? Kind.OPERATION : Kind.CURSOR);
      } else {
        record = null;
      }
    }
    return visited;
  }

  private void visit(final RefBag.Refs<Entry> of) {
    final long taken = of.takenAcquire();
    for (long left = kind == Kind.SESSION ? settleBare(of, taken) : taken; left != 0; left &= left - 1) {
      final Entry entry = of.at(Long.numberOfTrailingZeros(left));
      if (entry != null && !entry.isLaterThan(arrivals)) { // maybe another one than settleBare has seen
        visit(entry);
      }
    }
  }

  private void visit(final Entry entry) {
    switch (kind) {
      case SESSION:
        visitor.session(entry);
        break;
      case OPERATION:
        visitor.operation(entry);
        break;
      default:
        visitor.cursor(entry);
    }
  }

  /**
   * Leaves out latecomers (LI-I3), and counts the bare sessions of a chunk if that is wanted. The loads of different
   * sessions overlap. The end of a session buries its labels before the slot can be another session's: if the entry is
   * current after the word was read, the word is the session's (LI-I1, SG-I2).
   *
   * @return the places that are left to look at, one bit each
   */
  private long settleBare(final RefBag.Refs<Entry> of, final long taken) {
    long others = 0;
    long bare = 0;
    for (long left = taken; left != 0; left &= left - 1) {
      final Entry entry = of.at(Long.numberOfTrailingZeros(left));
      if (entry == null || entry.isLaterThan(arrivals)) {
        continue;
      }
      final int slot = entry.carrier().slot();
      final Segment<?, ?, OperationState> segment = slots.segmentOf(slot);
      final long[] words = segment.words();
      final int offset = Segment.offset(slot);
      final long word = KillWords.getAcquire(words, offset); // SG-E1 acquire, SG-I2
      if (countsBare
          && KillWord.isBare(word)
          && segment.stillIn(offset, entry.carrier().generation())
          && entry.isCurrent()
          && KillWords.isStill(words, offset, word)) {
        bare++;
      } else {
        ahead.load(segment, offset, word);
        others |= left & -left;
      }
    }
    if (bare > 0) {
      visitor.bare(bare);
    }
    return others;
  }
}
