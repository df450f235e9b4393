package dev.quell.internal.kill;

import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;

/** A walk over all sessions, in the order of their slots. For one thread. */
final class TableWalk {
  /** How many words a kill of everything tests together: a cache line. */
  private static final int TOGETHER = 8;
  private static final long ALL_TOGETHER = (1L << TOGETHER) - 1;

  private final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots;
  private final Candidates candidates;
  private final LoadsAhead ahead = new LoadsAhead();

  private boolean countsBare;
  private int segments;
  private int segmentNumber;
  private int group;

  TableWalk(final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots, final Candidates candidates) {
    this.slots = slots;
    this.candidates = candidates;
  }

  /**
   * Starts a walk.
   *
   * @param bareToo whether to count sessions in which there is nothing to kill, instead of showing them
   */
  void start(final boolean bareToo) {
    countsBare = bareToo;
    segments = slots.segments();
    segmentNumber = 0;
    group = 0;
  }

  /** Visits the next group of slots, or all that are left; false if there is none. */
  boolean visit(final boolean all) {
    if (segmentNumber >= segments) {
      return false;
    }
    do {
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment = slots.segmentAt(segmentNumber);
      final int end = all ? segment.groups() : group + 1;
      for (int at = group; at < end; at++) {
        final long taken = segment.takenAcquire(at);
        if (taken != 0) {
          final int first = at * Segment.GROUP;
          visitGroup(segment, first, countsBare ? settleBare(segment, first, taken) : taken);
        }
      }
      group = end;
      if (end == segment.groups()) {
        segmentNumber++;
        group = 0;
      }
    } while (all && segmentNumber < segments);
    return true;
  }

  /**
   * Counts the bare sessions in the taken slots of a group. It reads every word, taken or not, several at a time. Most
   * groups are nearly full, where this is faster than to pick the taken slots. A slot that is not bare costs a closer
   * look at its neighbours only.
   *
   * @return the slots that are left to look at, one bit each
   */
  private long settleBare(final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int first,
      final long taken) {
    final long[] words = segment.words();
    long bare = 0;
    for (int i = 0; i < Segment.GROUP; i += TOGETHER) {
      bare |= (areBare(words, first + i) ? ALL_TOGETHER : whichAreBare(words, first + i)) << i;
    }
    for (long left = taken & ~bare; left != 0; left &= left - 1) {
      final int offset = first + Long.numberOfTrailingZeros(left);
      ahead.load(segment, offset, KillWords.getOpaque(words, offset)); // opaque: a hint
    }
    final int count = Long.bitCount(bare & taken);
    candidates.bare(count);
    return taken & ~bare;
  }

  private static boolean areBare(final long[] words, final int first) {
    long beside = 0;
    for (int i = 0; i < TOGETHER; i++) {
      // opaque: a bare word is only counted, any other is read again
      beside |= KillWord.besideBare(KillWords.getOpaque(words, first + i));
    }
    return beside == 0;
  }

  private static long whichAreBare(final long[] words, final int first) {
    long bare = 0;
    for (int i = 0; i < TOGETHER; i++) {
      if (KillWord.isBare(KillWords.getOpaque(words, first + i))) { // opaque: as above
        bare |= 1L << i;
      }
    }
    return bare;
  }

  /**
   * Looks at the slots of a group whose bits are set in {@code places}. A session that was open before the walk began
   * has its bit set: the taken bits were read after that.
   */
  private void visitGroup(final Segment<OwnerRecord, SessionAnchor, OperationState> segment, final int first,
      final long places) {
    for (long left = places; left != 0; left &= left - 1) {
      final int offset = first + Long.numberOfTrailingZeros(left);
      long word;
      do {
        word = segment.killWordAcquire(offset);
      } while (KillWord.isLive(word) && !candidates.candidate(segment, offset, word));
    }
  }
}
