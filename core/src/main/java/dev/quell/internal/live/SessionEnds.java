package dev.quell.internal.live;

import dev.quell.LimitExceededException;
import dev.quell.internal.index.UuidIndex;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.internal.slots.SessionWord;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends sessions and gives their slots back, and counts what keeps a slot.
 *
 * <p>A session ends with the step of its operation word from LIVE to ENDED, taken by one thread, which then takes the
 * session out of every index, closes its cursors, and lets go of the slot. Operations that run in it go on and let go
 * of the slot when they end.
 */
public final class SessionEnds {
  /*
   * Invariants    I1  a slot is freed by the one step that takes the holds of its ENDED session word to zero: by then
   *                   the session has left every index, and no operation runs in it.
   *               I2  the holds of a session word are the ender's, which is there from the start, one for each
   *                   operation beside the first, and one for the first if that ran when the session ended. (That one
   *                   is added by the ender and given back by the operation, in whichever order: the word is not ENDED
   *                   before it was added.)
   *               I3  a cursor opened while its session ends is closed: its opener looks at the operation word after
   *                   adding it, the ender at the cursors after the operation word shows ENDED.
   *               I4  a session expires, or ends for being idle, only if no operation runs in it: the step to ENDED
   *                   starts from an idle word that was read before the holds were. An operation that begins changes
   *                   that word: the first one by beginning, a further one because it found a running word, which is
   *                   another, or, if it is idle by then, makes it one.
   *               I5  a session does not expire after a use was noted: the time of the last use is read after the word
   *                   too, and whoever moves that time, or was told to make sure, changes an idle word afterwards.
   * Tests         I1  EndStress.I1_EndVsEndOfBoth, EndStress.I1_EndVsEndOfFurther, EndStress.EndVsBegin
   *               I2  EndStress.I1_EndVsEndOfFirst, EndStress.I2_EndVsBeginFurtherAndEnd
   *               I3  CursorStress.K7_OpenVsEndSession, EndStress.I3_ExpireVsOpenCursor,
   *                   LateCursorTest.shouldCloseAtTheUnpinIfSomebodyHasPinnedIt
   *               I4  EndStress.I4_ExpireVsBegin, EndStress.I4_ExpireVsBeginFurther,
   *                   EndStress.I4_ExpireVsBeginFurtherOfAttached, EndStress.I4_EndIfIdleVsBegin,
   *                   EndStress.I4_EndIfIdleVsBeginFurther
   *               I5  LabelSessionStress.SessionEnds_I5_ExpireVsTouch
   */

  private final LiveContext context;
  private final SessionSlots slots;
  private final UuidIndex index;
  private final Owners owners;
  private final AtomicLong count;

  /** @param count of sessions, one less for each slot given back */
  SessionEnds(
      final LiveContext context, final SessionSlots slots, final UuidIndex index, final Owners owners, final AtomicLong count) {
    this.context = context;
    this.slots = slots;
    this.index = index;
    this.owners = owners;
    this.count = count;
  }

  // ---- end

  /**
   * Ends the session: closes its cursors, lets its operations finish. Linearizes at the compare-and-set of the
   * operation word.
   *
   * @return false if the handle was stale
   */
  public boolean end(final long handle) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    long word;
    do {
      word = segment.operationWordAcquire(offset);
      if (!OperationWord.isLive(word) || !segment.stillIn(offset, Handle.generation(handle))) {
        return false;
      }
    } while (!segment.casOperationWord(offset, word, OperationWord.sealed(word))); // I1, I3: taken by one thread
    leave(segment, offset, OperationWord.isRunning(word));
    return true;
  }

  /**
   * Ends the session unless an operation runs in it or it was used after this time. Linearizes as {@link #end}. A
   * session whose word is exhausted is left alone: operations that begin there leave no trace in it (I4).
   *
   * @param usedBeforeMs core milliseconds
   * @param nowMs core milliseconds
   */
  public boolean expire(final long handle, final long usedBeforeMs, final long nowMs) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final long word = segment.operationWordAcquire(offset);
    if (OperationWord.isExhausted(word)
        || !LiveSessions.isIdle(segment, offset, word)
        || SessionMeta.usedMs(segment.meta(offset), nowMs) + SessionMeta.UNIT_MS > usedBeforeMs // to a unit: late, never early
        || !segment.stillIn(offset, Handle.generation(handle))
        || !segment.casOperationWord(offset, word, OperationWord.sealed(word))) { // I4
      return false;
    }
    leave(segment, offset, false);
    return true;
  }

  /**
   * Ends the session unless an operation runs in it. Linearizes as {@link #end}. A session whose word is exhausted is
   * left alone, as by {@link #expire}.
   */
  boolean endIfIdle(final long handle) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    while (true) {
      final long word = segment.operationWordAcquire(offset);
      if (OperationWord.isExhausted(word)
          || !LiveSessions.isIdle(segment, offset, word)
          || !segment.stillIn(offset, Handle.generation(handle))) {
        return false;
      }
      if (segment.casOperationWord(offset, word, OperationWord.sealed(word))) { // I4
        leave(segment, offset, false);
        return true;
      }
    }
  }

  /** Ends every session there is; for the close of the core, after which none is opened. */
  public void endAll() {
    for (int number = 0; number < slots.segments(); number++) {
      final Segment segment = slots.segmentAt(number);
      for (int group = 0; group < segment.groups(); group++) {
        for (long live = segment.liveAcquire(group); live != 0; live &= live - 1) {
          final int offset = group * Segment.GROUP + Long.numberOfTrailingZeros(live);
          end(Handle.of(segment.firstSlot() + offset, segment.generation(offset)));
        }
      }
    }
  }

  /** What follows for the thread that took the word to ENDED. */
  private void leave(final Segment segment, final int offset, final boolean firstRuns) {
    long seen;
    do {
      seen = segment.sessionWordAcquire(offset);
    } while (!segment.casSessionWord(offset, seen, SessionWord.ended(seen, firstRuns ? 1 : 0))); // I2
    final LiveSession session = (LiveSession) segment.session(offset);
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
    index.remove(segment.firstSlot() + offset, segment.idHigh(offset), segment.idLow(offset));
    owner.slots().remove(session);
    owners.detach(owner);
    context.counters.sessionsEnded.increment();
    session.endCursors(); // I3
    release(segment, offset);
  }

  /** Frees the slot of a session that was given up before it opened; nobody holds it. */
  void takeBack(final Segment segment, final int offset, final LiveSession session, final OwnerRecord owner) {
    owner.slots().remove(session);
    owners.detach(owner);
    // cannot fail: without a handle nobody changes the session word
    free(segment, offset, segment.sessionWordAcquire(offset));
  }

  /** Notes a use in passing. Two at the same time may lean on each other's note. A stale handle does nothing. */
  void touch(final long handle, final long units) {
    final Segment segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    if (segment.stillIn(offset, Handle.generation(handle)) && segment.touch(offset, units)) {
      renew(segment, offset, Handle.generation(handle));
    }
  }

  /** Notes a use, so that the session, unless it has ended already, does not expire because of an earlier one. */
  void keep(final long handle, final long units) {
    touch(handle, units);
    // whoever moved the time
    renew(slots.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)), Handle.generation(handle));
  }

  private static void renew(final Segment segment, final int offset, final int generation) {
    while (true) {
      final long word = segment.operationWordVolatile(offset); // I5: after the time was moved
      if (!OperationWord.isLive(word)
          || OperationWord.isRunning(word)
          || !segment.stillIn(offset, generation)
          || segment.casOperationWord(offset, word, OperationWord.renewed(word))) { // I5
        return;
      }
    }
  }

  // ---- holds

  /** Keeps the slot for an operation beside the first; false if the session has ended. */
  boolean hold(final Segment segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, generation)) {
        return false;
      }
      if (SessionWord.furtherOperations(seen) >= SessionWord.FIELD_LIMIT) {
        throw new LimitExceededException(
            LimitExceededException.Limit.OPERATIONS_PER_SESSION, SessionWord.FIELD_LIMIT + 1); // with the first one
      }
      if (segment.casSessionWord(offset, seen, seen + SessionWord.HOLD)) { // I2
        return true;
      }
    }
  }

  /** One hold less; the last one of an ended session frees the slot (I1). */
  void release(final Segment segment, final int offset) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      final boolean released =
          SessionWord.isLastHold(seen)
              ? free(segment, offset, seen)
              : segment.casSessionWord(offset, seen, seen - SessionWord.HOLD); // I2
      if (released) {
        return;
      }
    }
  }

  /**
   * Moves the slot to its next generation and gives it back, or retires it if it has none left; false if the word
   * changed.
   */
  private boolean free(final Segment segment, final int offset, final long seen) {
    final boolean retire =
        SessionWord.isLastGeneration(seen) || OperationWord.isExhausted(segment.operationWordAcquire(offset));
    final long next = retire ? seen - SessionWord.HOLD : SessionWord.free(SessionWord.generation(seen) + 1);
    if (!segment.casSessionWord(offset, seen, next)) { // I1
      return false;
    }
    final int slot = segment.firstSlot() + offset;
    if (retire) {
      slots.retire(slot);
    } else {
      slots.giveBack(slot);
    }
    count.decrementAndGet(); // LiveSessions I1: after the slot was given back
    return true;
  }

  // ---- what hangs on the session

  /** Counts a cursor. */
  void countCursor(final Segment segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, generation)) {
        throw context.ended();
      }
      if (SessionWord.cursors(seen) >= SessionWord.FIELD_LIMIT) {
        throw new LimitExceededException(LimitExceededException.Limit.CURSORS_PER_SESSION, SessionWord.FIELD_LIMIT);
      }
      // atomic: the limit is checked in the step that counts
      if (segment.casSessionWord(offset, seen, seen + SessionWord.CURSOR)) {
        return;
      }
    }
  }

  /** One cursor of the session less, if it is still this session's slot. */
  void uncountCursor(final Segment segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.sessionWordAcquire(offset);
      if (!SessionWord.isOpen(seen, generation)
          || segment.casSessionWord(offset, seen, seen - SessionWord.CURSOR)) { // atomic: one for one that was counted
        return;
      }
    }
  }

  /** Makes kills look at what hangs on the session, which was added before this; false if the session has ended. */
  static boolean attach(final Segment segment, final int offset, final int generation) {
    while (true) {
      final long word = segment.operationWordVolatile(offset); // I3: after the caller's entry, Chunk E4
      if (!OperationWord.isLive(word) || !segment.stillIn(offset, generation)) {
        return false;
      }
      if (OperationWord.isAttached(word) && OperationWord.isRunning(word)
          || segment.casOperationWord(offset, word, OperationWord.attached(word))) { // I4
        return true;
      }
    }
  }
}
