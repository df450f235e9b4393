package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A block of {@link #SIZE} session slots, kept as a structure of arrays and never freed or moved.
 *
 * <p>What a kill touches is apart from the rest: {@code words} holds nothing but the kill words, eight slots to a
 * cache line. {@code records} holds what a look-up compares and what the session itself needs (UUID, hold word,
 * times), two slots to a line. {@code refs} holds the objects: owner, session, last operation. {@code taken} has one
 * bit per slot.
 *
 * <p>Every change of a kill word is a step of {@link KillWords}, every change of a hold word one of {@link Holds}.
 *
 * @param <O> what stands for an owner
 * @param <S> what stands for a session
 * @param <R> what runs on a kill word
 */
public final class Segment<O, S, R> {
  /*
   * States        of a slot, by its kill word: free (bit clear) -> NEW (bit set) -> LIVE -> ENDED -> free of the next
   *               generation; NEW -> ENDED for a session that was given up.
   *               Only the thread that set the taken bit writes a NEW slot's record and refs. From its entry in the owner's bag and
   *               the UUID index on, uuid, opened time, bit, owner and facade are constant until the slot is free again.
   * Invariants    SG-I1  a slot's generation and the sequence of its kill word never decrease.
   *               SG-I2  who reads a LIVE word, then the slot's record or refs, and then finds the very same word, or
   *                      changes it by a compare-and-set, has read values of the one session that was open all the
   *                      while.
   *               SG-I3  who reads a slot's record or refs and then still finds generation g in its hold word has read
   *                      values of generation g or before; with SG-I1, of g, if g had begun before.
   *               SG-I4  a taken bit is set by one thread at a time: two sessions never share a slot.
   * Edges         SG-E1  open CAS(kill word) -> getAcquire(kill word): record and refs are published
   *               SG-E2  free kill word, then bit -> take CAS(taken bit): the last user has finished
   *               SG-E3  take CAS(taken bit), releaseFence -> loadLoadFence, re-read: newer record, newer words
   *               SG-E4  begin setRelease(operation) -> getAcquire(operation): the object
   * Tests         SG-I1  KillWordTest.shouldNotRepeatAWordForTheNextSessionOfTheSlot,
   *                      ReuseStress.K3_StaleHandleAfterReuse
   *               SG-I2  ReuseStress.K3_KillByOwnerVsReuse, ReuseStress.K3_KillByIdAndOwnerVsReuse,
   *                      IndexStress.UuidIndex_FindVsReuseOfSlot
   *               SG-I3  LabelSessionStress.SG_I3_LookVsReuse, ReuseStress.K3_StaleExpiryAfterReuse
   *               SG-I4  SegmentStress.SG_I4_TakeVsTake, SegmentStress.SG_I4_TakeVsGiveBack,
   *                      SegmentStress.SG_I4_GiveBackVsGiveBack
   *               SG-E1  OpenStress.OpenVsFind, KillStress.K1_KillSeesBegunOperationOfNewSession
   *               SG-E2  EndStress.HO_I1_EndOfFirstVsEndOfFurther, ReuseStress.K3_StaleFurtherAfterReuse
   *               SG-E3  ReuseStress.K3_KillByOwnerVsReuse; on x86, which keeps loads in order and stores in order,
   *                      these can show what a compiler does to it, and not what a weaker processor would
   *               SG-E4  KillStress.K9_OnKillVsKill, LabelStress.CC_I2_CutOffVsBegin; on x86 as SG-E3
   */

  public static final int SIZE_BITS = 13;
  public static final int SIZE = 1 << SIZE_BITS;
  private static final int OFFSET_MASK = SIZE - 1;
  /** Slots behind one word of the taken bitmap. */
  public static final int GROUP = Long.SIZE;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle REFS = MethodHandles.arrayElementVarHandle(Object[].class);

  private static final int RECORD_STRIDE = 4;
  private static final int REF_STRIDE = 3;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int HOLD_WORD = 2;
  private static final int META = 3;

  private static final int OWNER = 0;
  private static final int SESSION = 1;
  private static final int OPERATION = 2;

  private final long[] words = new long[SIZE]; // KillWord.NEW_SLOT is zero
  private final long[] records = new long[SIZE * RECORD_STRIDE];
  private final @Nullable Object[] refs = new Object[SIZE * REF_STRIDE];
  private final long[] taken = new long[SIZE / GROUP];
  private final int firstSlot;

  Segment(final int number) {
    this.firstSlot = number << SIZE_BITS;
    for (int offset = 0; offset < SIZE; offset++) {
      records[offset * RECORD_STRIDE + HOLD_WORD] = HoldWord.free(0); // plain: published with the segment
    }
  }

  public int firstSlot() {
    return firstSlot;
  }

  public static int offset(final int slot) {
    return slot & OFFSET_MASK;
  }

  // ---- words

  /** The array that holds the kill words, each at its slot's {@link #offset} for good. */
  public long[] words() {
    return words;
  }

  public long killWordAcquire(final int offset) {
    return KillWords.getAcquire(words, offset); // SG-E1 acquire
  }

  /** For who has just changed another word and must see what is here after that. */
  public long killWordVolatile(final int offset) {
    return KillWords.getVolatile(words, offset); // callers: each names the step before it that this comes after
  }

  /**
   * Whether the slot's kill word is still this one, so that what was read since it was read belongs to it (SG-I2).
   */
  public boolean isStill(final int offset, final long killWord) {
    return KillWords.isStill(words, offset, killWord);
  }

  public long holdWordAcquire(final int offset) {
    return (long) LONGS.getAcquire(records, offset * RECORD_STRIDE + HOLD_WORD); // acquire: a CAS decides, or SG-I2
  }

  /** For {@link Holds}, where every change of a hold word stands. */
  boolean casHoldWord(final int offset, final long expected, final long next) {
    return LONGS.compareAndSet(records, offset * RECORD_STRIDE + HOLD_WORD, expected, next); // callers: see Holds
  }

  /** Whether what was read of the slot before this call belongs to {@code generation}, which had begun by then (SG-I3). */
  public boolean stillIn(final int offset, final int generation) {
    VarHandle.loadLoadFence(); // SG-E3 load side
    return generation(offset) == generation;
  }

  /** Whether the session of this generation was open a moment ago. */
  public boolean isOpen(final int offset, final int generation) {
    return KillWord.isLive(killWordAcquire(offset)) && stillIn(offset, generation); // in this order: SG-I3
  }

  /** The slot's generation. */
  public int generation(final int offset) {
    // opaque: SG-I3, SG-E2
    return HoldWord.generation((long) LONGS.getOpaque(records, offset * RECORD_STRIDE + HOLD_WORD));
  }

  // ---- record

  public long idHigh(final int offset) {
    return (long) LONGS.getOpaque(records, offset * RECORD_STRIDE + ID_HIGH); // opaque: SG-I2 or SG-I3 validates it
  }

  public long idLow(final int offset) {
    return (long) LONGS.getOpaque(records, offset * RECORD_STRIDE + ID_LOW); // opaque: SG-I2 or SG-I3 validates it
  }

  public long meta(final int offset) {
    return (long) LONGS.getOpaque(records, offset * RECORD_STRIDE + META); // opaque: a time, or read by its own session
  }

  /**
   * Notes a use at {@code units}; true if that moved the time of the last use. Fails harmlessly when the slot was
   * reused meanwhile: the compare-and-set then finds another opened time or bit, or moves only a time that lies in the
   * same quarter of a second (K3).
   */
  public boolean touch(final int offset, final long units) {
    final long seen = meta(offset);
    return SessionMeta.isUsedBefore(seen, units)
        // HO-I5
        && LONGS.compareAndSet(records, offset * RECORD_STRIDE + META, seen, SessionMeta.withUsed(seen, units));
  }

  // ---- refs

  @SuppressWarnings("unchecked") // only prepare writes it
  public @Nullable O owner(final int offset) {
    return (O) REFS.getAcquire(refs, offset * REF_STRIDE + OWNER); // SG-E1 for its fields; SG-I2 or SG-I3 validates it
  }

  @SuppressWarnings("unchecked") // only prepare writes it
  public @Nullable S session(final int offset) {
    return (S) REFS.getAcquire(refs, offset * REF_STRIDE + SESSION); // SG-E1 for its fields; SG-I2 or SG-I3 validates it
  }

  /** The object that last ran on the slot's kill word: a hint, its ticket tells whether it still does. */
  @SuppressWarnings("unchecked") // only setOperation writes it
  public @Nullable R operation(final int offset) {
    return (R) REFS.getAcquire(refs, offset * REF_STRIDE + OPERATION); // SG-E4 acquire: the ticket decides
  }

  public void setOperation(final int offset, final R operation) {
    REFS.setRelease(refs, offset * REF_STRIDE + OPERATION, operation); // SG-E4 release: the ticket decides
  }

  // ---- taking and giving back, for SessionSlots and the session layer

  /** Writes the record and refs of a slot just taken, all but its place, before anybody can reach it. */
  public void prepare(
      final int offset, final long idHigh, final long idLow, final long units, final O owner, final S session) {
    VarHandle.releaseFence(); // SG-E3 store side: the CAS that took the slot alone does not order what follows
    LONGS.setOpaque(records, offset * RECORD_STRIDE + ID_HIGH, idHigh); // published by SG-E1
    LONGS.setOpaque(records, offset * RECORD_STRIDE + ID_LOW, idLow); // published by SG-E1
    LONGS.setOpaque(records, offset * RECORD_STRIDE + META, SessionMeta.opened(units)); // published by SG-E1
    REFS.setRelease(refs, offset * REF_STRIDE + OWNER, owner); // SG-E1 release: the owner's own fields too
    REFS.setRelease(refs, offset * REF_STRIDE + SESSION, session); // SG-E1 release: the facade's own fields too
  }

  public void setMeta(final int offset, final long meta) {
    LONGS.setOpaque(records, offset * RECORD_STRIDE + META, meta); // published by SG-E1
  }

  /** Lets go of the objects of a slot that is free but still marked live, so that they can be collected (K8). */
  void clearRefs(final int offset) {
    REFS.setOpaque(refs, offset * REF_STRIDE + OWNER, null); // opaque: only to let go; to readers null is no session
    REFS.setOpaque(refs, offset * REF_STRIDE + SESSION, null); // opaque: only to let go; to readers null is no session
    // opaque: only to let go; to readers null is no operation
    REFS.setOpaque(refs, offset * REF_STRIDE + OPERATION, null);
  }

  public int groups() {
    return taken.length;
  }

  public long takenAcquire(final int group) {
    return (long) LONGS.getAcquire(taken, group); // acquire: a hint; whose bit was set before the walk has it set
  }

  /** Takes a free slot of the group, if it has one: its offset, or -1. Linearizes at the compare-and-set. */
  int tryTake(final int group) {
    while (true) {
      final long seen = (long) LONGS.getOpaque(taken, group); // opaque: a hint, the CAS decides
      if (seen == -1L) {
        return -1;
      }
      final long bit = Long.lowestOneBit(~seen);
      if (LONGS.compareAndSet(taken, group, seen, seen | bit)) { // SG-E2, SG-E3; SG-I4
        return group * GROUP + Long.numberOfTrailingZeros(bit);
      }
    }
  }

  /** Gives the slot back. Only for the thread that freed it. */
  void giveBack(final int offset) {
    LONGS.getAndBitwiseAnd(taken, offset / GROUP, ~(1L << (offset % GROUP))); // SG-E2 store side
  }
}
