package dev.quell.internal.slots;

import dev.quell.LimitExceededException;

/**
 * What keeps a slot as it is, and what keeps its session from expiring: holds and cursors are counted here, uses noted,
 * attachments made known to kills. Every change of a {@link HoldWord} is in this file.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
public final class Holds {
  /*
   * Invariants    HO-I1  a slot is freed by the one step that takes the holds of its ENDED hold word to zero: by then
   *                      the session has left every index, and no operation runs in it.
   *               HO-I2  the holds of a hold word are the ender's, which is there from the start, one for each
   *                      operation beside the first, and one for the first if that ran when the session ended. (That
   *                      one is added by the ender and given back by the operation, in whichever order: the word is not
   *                      ENDED before it was added.)
   *               HO-I3  a cursor opened while its session ends is closed: its opener looks at the kill word after
   *                      adding it, the ender at the cursors after the kill word shows ENDED.
   *               HO-I4  a session expires, or ends for being idle, only if no operation runs in it: the step to ENDED
   *                      starts from an idle word that was read before the holds were. An operation that begins changes
   *                      that word: the first one by beginning, a further one because it found a running word, which is
   *                      another, or, if it is idle by then, makes it one.
   *               HO-I5  a session does not expire after a use was noted: the time of the last use is read after the
   *                      word too, and whoever moves that time, or was told to make sure, changes an idle word
   *                      afterwards.
   * Tests         HO-I1  EndStress.HO_I1_EndVsEndOfBoth, EndStress.HO_I1_EndVsEndOfFurther, EndStress.EndVsBegin
   *               HO-I2  EndStress.HO_I1_EndVsEndOfFirst, EndStress.HO_I2_EndVsBeginFurtherAndEnd
   *               HO-I3  CursorStress.K7_OpenVsEndSession, EndStress.HO_I3_ExpireVsOpenCursor,
   *                      LateCursorTest.shouldCloseAtTheUnpinIfSomebodyHasPinnedIt
   *               HO-I4  EndStress.HO_I4_ExpireVsBegin, EndStress.HO_I4_ExpireVsBeginFurther,
   *                      EndStress.HO_I4_ExpireVsBeginFurtherOfAttached, EndStress.HO_I4_EndIfIdleVsBegin,
   *                      EndStress.HO_I4_EndIfIdleVsBeginFurther
   *               HO-I5  LabelSessionStress.HO_I5_ExpireVsTouch
   */

  private final SessionSlots<?, ?, ?> slots;

  /** @param slots where slots go when their last hold does */
  public Holds(final SessionSlots<?, ?, ?> slots) {
    this.slots = slots;
  }

  // ---- holds

  /** Keeps the slot for an operation beside the first; false if the session has ended. */
  public boolean hold(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.holdWordAcquire(offset);
      if (!HoldWord.isOpen(seen, generation)) {
        return false;
      }
      if (HoldWord.furtherOperations(seen) >= HoldWord.FIELD_LIMIT) {
        throw new LimitExceededException(
            LimitExceededException.Limit.OPERATIONS_PER_SESSION, HoldWord.FIELD_LIMIT + 1); // with the first one
      }
      if (segment.casHoldWord(offset, seen, seen + HoldWord.HOLD)) { // HO-I2
        return true;
      }
    }
  }

  /** One hold less; the last one of an ended session frees the slot (HO-I1). */
  public void release(final Segment<?, ?, ?> segment, final int offset) {
    while (true) {
      final long seen = segment.holdWordAcquire(offset);
      final boolean released =
          HoldWord.isLastHold(seen)
              ? free(segment, offset, seen)
              : segment.casHoldWord(offset, seen, seen - HoldWord.HOLD); // HO-I2
      if (released) {
        return;
      }
    }
  }

  /** The session has ended: no further holds are given out. For the thread that ended it, which releases its own then. */
  public void end(final Segment<?, ?, ?> segment, final int offset, final boolean firstRuns) {
    long seen;
    do {
      seen = segment.holdWordAcquire(offset);
    } while (!segment.casHoldWord(offset, seen, HoldWord.ended(seen, firstRuns ? 1 : 0))); // HO-I2
  }

  /** Frees the slot of a session that was given up before it opened; nobody holds it. */
  public void freeUnopened(final Segment<?, ?, ?> segment, final int offset) {
    // cannot fail: without a handle nobody changes the hold word
    free(segment, offset, segment.holdWordAcquire(offset));
  }

  /**
   * Moves the slot to its next generation and gives it back, or retires it if it has none left; false if the word
   * changed.
   */
  private boolean free(final Segment<?, ?, ?> segment, final int offset, final long seen) {
    final boolean retire = HoldWord.isLastGeneration(seen) || KillWord.isExhausted(segment.killWordAcquire(offset));
    final long next = retire ? seen - HoldWord.HOLD : HoldWord.free(HoldWord.generation(seen) + 1);
    if (!segment.casHoldWord(offset, seen, next)) { // HO-I1
      return false;
    }
    final int slot = segment.firstSlot() + offset;
    if (retire) {
      slots.retire(slot);
    } else {
      slots.giveBack(slot);
    }
    return true;
  }

  // ---- cursors

  /** Counts a cursor; false if the session has ended. */
  public boolean countCursor(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.holdWordAcquire(offset);
      if (!HoldWord.isOpen(seen, generation)) {
        return false;
      }
      if (HoldWord.cursors(seen) >= HoldWord.FIELD_LIMIT) {
        throw new LimitExceededException(LimitExceededException.Limit.CURSORS_PER_SESSION, HoldWord.FIELD_LIMIT);
      }
      // atomic: the limit is checked in the step that counts
      if (segment.casHoldWord(offset, seen, seen + HoldWord.CURSOR)) {
        return true;
      }
    }
  }

  /** One cursor of the session less, if it is still this session's slot. */
  public void uncountCursor(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.holdWordAcquire(offset);
      if (!HoldWord.isOpen(seen, generation)
          || segment.casHoldWord(offset, seen, seen - HoldWord.CURSOR)) { // atomic: one for one that was counted
        return;
      }
    }
  }

  // ---- attachments and uses

  /** Makes kills look at what is attached to the session, which was added before this; false if the session has ended. */
  public static boolean attach(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long word = segment.killWordVolatile(offset); // HO-I3: after the caller's entry, CH-E4
      if (!KillWord.isLive(word) || !segment.stillIn(offset, generation)) {
        return false;
      }
      if (KillWord.isAttached(word) && KillWord.isRunning(word)
          || KillWords.attach(segment.words(), offset, word)) { // HO-I4
        return true;
      }
    }
  }

  /** Notes a use in passing. Concurrent touches may coalesce. A stale handle does nothing. */
  public void touch(final long handle, final long units) {
    final Segment<?, ?, ?> segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    if (segment.stillIn(offset, Handle.generation(handle)) && segment.touch(offset, units)) {
      renew(segment, offset, Handle.generation(handle));
    }
  }

  /** Notes a use, so that the session, unless it has ended already, does not expire because of an earlier one. */
  public void keep(final long handle, final long units) {
    touch(handle, units);
    // whoever moved the time
    renew(slots.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)), Handle.generation(handle));
  }

  private static void renew(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long word = segment.killWordVolatile(offset); // HO-I5: after the time was moved
      if (!KillWord.isLive(word)
          || KillWord.isRunning(word)
          || !segment.stillIn(offset, generation)
          || KillWords.renew(segment.words(), offset, word)) { // HO-I5
        return;
      }
    }
  }
}
