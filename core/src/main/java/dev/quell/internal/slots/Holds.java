package dev.quell.internal.slots;

import dev.quell.LimitExceededException;
import dev.quell.internal.services.Apart;
import org.jspecify.annotations.Nullable;

/**
 * Keeps slots from being freed and sessions from expiring: counts holds and cursors, notes uses, flags attachments for
 * kills. Every change of a {@link HoldWord} is in this file.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
public final class Holds extends Apart {
  /*
   * Invariants    HO-I1  one step takes the last hold of a slot, and frees it. By then the session has left every
   *                      index, and no operation runs in it. (freeUnopened: it never opened.)
   *               HO-I2  a hold word counts one hold for the ender, from the start; one for each further operation; and
   *                      one for the first operation if that ran when the session ended. (The ender adds that one, the
   *                      operation gives it back, in either order: the step that sets ENDED adds it.)
   *               HO-I3  a cursor opened while its session ends is closed: its opener reads the kill word after adding
   *                      it, the ender reads the cursors after the kill word shows ENDED.
   *               HO-I4  a session expires, or ends for being idle, only if no operation runs in it. The step to ENDED
   *                      starts from an idle word that was read before the holds. The begin of a first operation
   *                      changes that word. A further one takes its hold, and then either finds a running word, which
   *                      is a different one, or changes the idle word. (Neither happens to a session whose word is
   *                      exhausted.)
   *               HO-I5  a session does not expire after a use was noted. Its time of last use, too, is read after the
   *                      idle word. A thread that has advanced that time changes an idle word afterwards, and so does
   *                      keep in any case.
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
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param slots gets back each slot whose last hold is released */
  public Holds(final SessionSlots<?, ?, ?> slots) {
    this.slots = slots;
  }

  // ---- holds

  /** Takes a hold for a further operation; false if the session has ended. */
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

  /** Gives back a hold; the last one of an ended session frees the slot (HO-I1). */
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

  /** Stops giving out holds. For the thread that has ended the session; it then releases its own hold. */
  public void end(final Segment<?, ?, ?> segment, final int offset, final boolean firstRuns) {
    long seen;
    do {
      seen = segment.holdWordAcquire(offset);
    } while (!segment.casHoldWord(offset, seen, HoldWord.ended(seen, firstRuns ? 1 : 0))); // HO-I2
  }

  /**
   * Frees the slot of a session that has ended and left every index, in one step; false if an operation or a cursor is
   * counted, or the slot has no next generation. Then {@link #end} and {@link #release} do it. For the ender.
   */
  public boolean freeUnheld(final Segment<?, ?, ?> segment, final int offset) {
    final long seen = segment.holdWordAcquire(offset);
    return !HoldWord.hasAttached(seen) && !isLastUse(segment, offset, seen) && free(segment, offset, seen);
  }

  /** Frees the slot of a session that was abandoned before it opened; it has no other hold. */
  public void freeUnopened(final Segment<?, ?, ?> segment, final int offset) {
    // cannot fail: no thread has a handle, so none changes the hold word
    free(segment, offset, segment.holdWordAcquire(offset));
  }

  /**
   * Moves the slot to its next generation and gives it back, or retires a slot that has none left; false if the word
   * has changed.
   */
  private boolean free(final Segment<?, ?, ?> segment, final int offset, final long seen) {
    final boolean retire = isLastUse(segment, offset, seen);
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

  private static boolean isLastUse(final Segment<?, ?, ?> segment, final int offset, final long holdWord) {
    return HoldWord.isLastGeneration(holdWord) || KillWord.isExhausted(segment.killWordAcquire(offset));
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

  /** Counts one cursor less, unless the session has ended. */
  public void uncountCursor(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long seen = segment.holdWordAcquire(offset);
      if (!HoldWord.isOpen(seen, generation)
          || segment.casHoldWord(offset, seen, seen - HoldWord.CURSOR)) { // atomic: undoes one countCursor
        return;
      }
    }
  }

  // ---- attachments and uses

  /** Flags an attachment, which the caller has added, so that kills look for it; false if the session has ended. */
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

  /** Notes a use. Concurrent touches may coalesce. Does nothing for a stale handle. */
  public void touch(final long handle, final long units) {
    final Segment<?, ?, ?> segment = slots.segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    if (segment.stillIn(offset, Handle.generation(handle)) && segment.touch(offset, units)) {
      renew(segment, offset, Handle.generation(handle));
    }
  }

  /** Notes a use: from now on the session does not expire for an earlier one, unless it has already ended. */
  public void keep(final long handle, final long units) {
    touch(handle, units);
    // even if another thread advanced the time
    renew(slots.segmentOf(Handle.slot(handle)), Segment.offset(Handle.slot(handle)), Handle.generation(handle));
  }

  private static void renew(final Segment<?, ?, ?> segment, final int offset, final int generation) {
    while (true) {
      final long word = segment.killWordVolatile(offset); // HO-I5: after the time was advanced
      if (!KillWord.isLive(word)
          || KillWord.isRunning(word)
          || !segment.stillIn(offset, generation)
          || KillWords.renew(segment.words(), offset, word)) { // HO-I5
        return;
      }
    }
  }
}
