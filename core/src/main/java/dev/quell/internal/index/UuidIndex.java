package dev.quell.internal.index;

import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;

/**
 * Finds the session of a UUID and an owner, and every session of a UUID; and opens at most one session for each UUID
 * and owner.
 *
 * <p>To open is to add the slot to the table first, while its word is still NEW, and then to look who else is there. A
 * rival that is LIVE has won. Of two that are NEW the one with the lower slot goes first: it gives the other up, the
 * other helps it. So nobody waits, and whoever is about to make a session LIVE has looked at everything that came
 * before it.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>Cost:</b> that of the table, and one record, owner and word
 * for each candidate. No method allocates but for a leaf of the table on its first use.
 */
public final class UuidIndex {
  /*
   * Invariants    UI-I1  at most one LIVE session for each (UUID, owner). Argued: let x and y both go from NEW to LIVE.
   *                      Whoever took x there had passed over the whole table after x was added, and likewise for y.
   *                      One of the two passes saw the other slot, since each slot was added before its pass began.
   *                      That pass saw it LIVE, and gave its own up; or NEW, and gave the other up by a
   *                      compare-and-set, or helped it and began again. So not both went to LIVE while the other was.
   *               UI-I2  a slot is in the table from before its session opens until after it has ended.
   * Edges         that of the table, and of the kill word (SG-E1).
   * Tests         UI-I1  OpenStress.UI_I1_OpenVsOpen, IndexStress.UI_I1_OpenVsOpen, IndexStress.UI_I1_OpenVsOpenVsEnd
   *               UI-I2  OpenStress.OpenVsFind, OpenStress.K8_OpenVsOpen_Traces
   */

  /** Answer of a pass that has to be done again; no handle is negative. */
  private static final long AGAIN = -1L;
  /** A rival that goes after every slot. */
  private static final int AFTER_ALL = Integer.MAX_VALUE;

  private final SessionSlots<?, ?, ?> slots;
  private final KeyedHash hash;
  private final UuidTable table;

  /** @param limit the most sessions there will be */
  public UuidIndex(final SessionSlots<?, ?, ?> slots, final int limit, final KeyedHash hash) {
    this.slots = slots;
    this.hash = hash;
    this.table = new UuidTable(limit, slots.mostSlots());
  }

  /**
   * The handle of the open session with this UUID and owner, or {@link Handle#NONE}. Linearizes, when found, at the
   * last read of its kill word; when not, at a moment of the pass at which the last one of that name had ended and
   * the next was not open yet.
   */
  public long find(final long idHigh, final long idLow, final Object owner) {
    final int hashed = hash.of(idHigh, idLow);
    for (long at = table.first(hashed); at >= 0; at = table.after(at, hashed)) {
      final long found = ifLive(UuidTable.slot(at), idHigh, idLow, owner);
      if (found != Handle.NONE) {
        return found;
      }
    }
    return Handle.NONE;
  }

  /** {@link #find}; but a session that is being opened is opened now, if it can be. */
  public long findOrHelp(final long idHigh, final long idLow, final Object owner) {
    final int hashed = hash.of(idHigh, idLow);
    while (true) {
      final long found = passRivals(AFTER_ALL, hashed, idHigh, idLow, owner);
      if (found != AGAIN) {
        return found;
      }
    }
  }

  /** The handle of the slot's session if that is LIVE and has this UUID and owner. */
  private long ifLive(final int slot, final long idHigh, final long idLow, final Object owner) {
    final Segment<?, ?, ?> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    while (true) {
      final long word = segment.killWordAcquire(offset);
      if (!KillWord.isLive(word)) {
        return Handle.NONE;
      }
      final boolean same = isSame(segment, offset, idHigh, idLow, owner);
      final int generation = segment.generation(offset);
      if (segment.isStill(offset, word)) { // else something began or ended there meanwhile: look again
        return same ? Handle.of(slot, generation) : Handle.NONE;
      }
    }
  }

  private static boolean isSame(
      final Segment<?, ?, ?> segment, final int offset, final long idHigh, final long idLow, final Object owner) {
    return segment.idLow(offset) == idLow && segment.idHigh(offset) == idHigh && segment.owner(offset) == owner;
  }

  /** Shows every slot that may hold an open session of this UUID, whoever owns it. */
  public void forEachCandidate(final long idHigh, final long idLow, final SlotVisitor visitor) {
    final int hashed = hash.of(idHigh, idLow);
    for (long at = table.first(hashed); at >= 0; at = table.after(at, hashed)) {
      visitor.visit(UuidTable.slot(at));
    }
  }

  // ---- open and end

  /**
   * Opens the session of a slot, whose record is complete and whose word is NEW, unless one with its UUID and owner is
   * open. Linearizes at the compare-and-set that makes the word LIVE, by this thread or a helper.
   *
   * @return the handle of the session that is open now: the slot's, though it may have ended again; or another's; or
   *     {@link Handle#NONE} if a rival that is not open yet goes first. In the last two cases the slot is not in the
   *     table and its word is ENDED for good: it is the caller's to free.
   */
  public long open(final int slot, final int generation, final long idHigh, final long idLow, final Object owner) {
    final Segment<?, ?, ?> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    final long fresh = segment.killWordAcquire(offset);
    final int hashed = hash.of(idHigh, idLow);
    table.add(hashed, slot); // UI-I2
    final long rival = settle(slot, fresh, hashed, idHigh, idLow, owner);
    if (segment.killWordAcquire(offset) != KillWord.abandoned(fresh)) {
      return Handle.of(slot, generation);
    }
    table.remove(hashed, slot);
    return rival;
  }

  /**
   * Takes a slot in the table from NEW to LIVE or ENDED, or sees another thread do it.
   *
   * @return the open session in whose favour this thread gave it up, or {@link Handle#NONE}
   */
  private long settle(
      final int slot, final long fresh, final int hashed, final long idHigh, final long idLow, final Object owner) {
    final Segment<?, ?, ?> segment = slots.segmentOf(slot);
    final int offset = Segment.offset(slot);
    while (segment.killWordVolatile(offset) == fresh) { // UI-I1: after the entry was added
      final long rival = passRivals(slot, hashed, idHigh, idLow, owner);
      if (rival != AGAIN) {
        final boolean wins = rival == Handle.NONE;
        final long[] words = segment.words();
        if (wins ? KillWords.open(words, offset, fresh) : KillWords.abandon(words, offset, fresh)) { // UI-I1
          return rival;
        }
      }
    }
    return Handle.NONE;
  }

  /**
   * Passes over all sessions with this UUID and owner but the slot's, and gives up those that are not open and come
   * after it.
   *
   * @return one that is open; {@link Handle#NONE} if there is none; {@link #AGAIN} after helping or being disturbed
   */
  private long passRivals(final int slot, final int hashed, final long idHigh, final long idLow, final Object owner) {
    for (long at = table.first(hashed); at >= 0; at = table.after(at, hashed)) {
      if (UuidTable.slot(at) != slot) {
        final long verdict = judge(slot, at, hashed, idHigh, idLow, owner);
        if (verdict != Handle.NONE) {
          return verdict;
        }
      }
    }
    return Handle.NONE;
  }

  private long judge(
      final int slot, final long at, final int hashed, final long idHigh, final long idLow, final Object owner) {
    final int other = UuidTable.slot(at);
    final Segment<?, ?, ?> segment = slots.segmentOf(other);
    final int offset = Segment.offset(other);
    final long word = segment.killWordVolatile(offset); // UI-I1: after our own entry was added
    if (KillWord.isEnded(word)) {
      return Handle.NONE;
    }
    // after the word: so if that is NEW, the entry is of the same session and its record complete
    final boolean stands = table.stands(at);
    final boolean same = isSame(segment, offset, idHigh, idLow, owner);
    final int generation = segment.generation(offset);
    if (!stands || !segment.isStill(offset, word)) {
      return AGAIN;
    }
    if (!same) {
      return Handle.NONE;
    }
    if (KillWord.isLive(word)) {
      return Handle.of(other, generation);
    }
    if (other > slot) {
      return KillWords.abandon(segment.words(), offset, word) ? Handle.NONE : AGAIN; // UI-I1
    }
    settle(other, word, hashed, idHigh, idLow, owner);
    return AGAIN;
  }

  /** Removes the slot of a session that this thread has ended (UI-I2). */
  public void remove(final int slot, final long idHigh, final long idLow) {
    table.remove(hash.of(idHigh, idLow), slot);
  }
}
