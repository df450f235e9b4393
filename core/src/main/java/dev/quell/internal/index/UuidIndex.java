package dev.quell.internal.index;

import dev.quell.internal.services.Apart;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a UUID and an owner, and every session of a UUID. Opens at most one session for each UUID and
 * owner.
 *
 * <p>An open adds the slot to the table while its word is NEW, and then passes over its rivals. A rival that is LIVE
 * has won. Of two that are NEW the one with the lower slot goes first: it abandons the other, and the other helps it.
 * So no thread waits.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>Cost:</b> that of the table, and one record, owner and word
 * for each candidate. Only the first use of a leaf of the table allocates.
 */
public final class UuidIndex extends Apart {
  /*
   * Invariants    UI-I1  at most one LIVE session for each (UUID, owner). Argued: let x and y be slots that go from NEW
   *                      to LIVE. The thread that took x there had passed over all rivals after x was added; the same
   *                      holds for y. Each slot was added before its pass began, so one of the passes saw the other
   *                      slot. If that was LIVE, the pass abandoned its own. If that was NEW, the pass abandoned it by
   *                      a compare-and-set, or helped it and began again. So neither went to LIVE while the other was.
   *               UI-I2  a slot is in the table from before its session opens until after it has ended.
   * Edges         that of the table, and of the kill word (SG-E1).
   * Tests         UI-I1  OpenStress.UI_I1_OpenVsOpen, IndexStress.UI_I1_OpenVsOpen, IndexStress.UI_I1_OpenVsOpenVsEnd
   *               UI-I2  OpenStress.OpenVsFind, OpenStress.K8_OpenVsOpen_Traces
   */

  /** The result of a pass that must be repeated; no handle is negative. */
  private static final long AGAIN = -1L;
  /** Sentinel that ranks below every slot. */
  private static final int AFTER_ALL = Integer.MAX_VALUE;

  private final SessionSlots<?, ?, ?> slots;
  private final KeyedHash hash;
  private final UuidTable table;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param limit the most sessions there will be */
  public UuidIndex(final SessionSlots<?, ?, ?> slots, final int limit, final KeyedHash hash) {
    this.slots = slots;
    this.hash = hash;
    this.table = new UuidTable(limit, slots.mostSlots());
  }

  /**
   * The handle of the open session with this UUID and owner, or {@link Handle#NONE}. A find that succeeds linearizes at
   * the last read of the kill word; one that fails, at a moment of the pass at which no such session was open.
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

  /** {@link #find}, which also helps to open a session that is being opened. */
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
      if (segment.isStill(offset, word)) { // else the word has changed: look again
        return same ? Handle.of(slot, generation) : Handle.NONE;
      }
    }
  }

  private static boolean isSame(
      final Segment<?, ?, ?> segment, final int offset, final long idHigh, final long idLow, final Object owner) {
    return segment.idLow(offset) == idLow && segment.idHigh(offset) == idHigh && segment.owner(offset) == owner;
  }

  /** Shows every slot that may hold an open session of this UUID, of any owner. */
  public void forEachCandidate(final long idHigh, final long idLow, final SlotVisitor visitor) {
    final int hashed = hash.of(idHigh, idLow);
    for (long at = table.first(hashed); at >= 0; at = table.after(at, hashed)) {
      visitor.visit(UuidTable.slot(at));
    }
  }

  // ---- the same in a loop: for (long at = first(hash); at >= 0; at = after(at, hash)) slot(at)

  /** The hash of a UUID in this index. */
  public int hash(final long idHigh, final long idLow) {
    return hash.of(idHigh, idLow);
  }

  /** The first candidate for this hash, or -1 if there is none. */
  public long first(final int hashed) {
    return table.first(hashed);
  }

  /** The candidate after {@code at}, a result of {@link #first} or of this; -1 if there is none. */
  public long after(final long at, final int hashed) {
    return table.after(at, hashed);
  }

  /** The slot of a candidate. */
  public static int slot(final long at) {
    return UuidTable.slot(at);
  }

  // ---- open and end

  /**
   * Opens the session of a slot, unless one with its UUID and owner is open. The slot's record must be complete and its
   * word NEW. Linearizes at the compare-and-set that makes the word LIVE, by this thread or a helper.
   *
   * @return the handle of the slot's session, which may have ended since; or of the rival that is open; or {@link
   *     Handle#NONE} if a rival that is not open yet goes first. In the last two cases the slot is not in the table,
   *     its word is ENDED, and the caller must free it.
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
   * Takes a slot in the table from NEW to LIVE or ENDED, unless another thread does.
   *
   * @return the open session for which this thread abandoned the slot, or {@link Handle#NONE}
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
   * Passes over the slot's rivals: the other sessions with its UUID and owner. Abandons those that are NEW and in a
   * higher slot.
   *
   * @return an open rival; {@link Handle#NONE} if there is none; {@link #AGAIN} after helping or being disturbed
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
    final long word = segment.killWordVolatile(offset); // UI-I1: after the own entry was added
    if (KillWord.isEnded(word)) {
      return Handle.NONE;
    }
    // Read after the word: if that is NEW, the entry belongs to its session, whose record is complete.
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
