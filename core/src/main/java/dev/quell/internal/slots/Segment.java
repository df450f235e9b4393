package dev.quell.internal.slots;

import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.Places;
import dev.quell.internal.services.Apart;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A block of {@link #SIZE} session slots, kept as a structure of arrays and never freed or moved.
 *
 * <p>{@code words} has the kill words, apart because a kill reads little else. {@code records} has UUID, hold word,
 * times and place; {@code refs} has owner, anchor and last operation; {@code taken} has one bit per slot.
 *
 * <p>The anchor is the chunk of the owner's bag that has the slot. Once somebody has asked for a session object, it is
 * that object, which knows the chunk.
 *
 * <p>Every change of a kill word is in {@link KillWords}, every change of a hold word in {@link Holds}.
 *
 * @param <O> owner records
 * @param <S> session objects; in a slot that is listed in a bag they are {@link Anchored}
 * @param <R> operation objects
 */
public final class Segment<O, S, R> extends Apart implements Places {
  /*
   * States        of a slot, by its kill word: free (bit clear) -> NEW (bit set) -> LIVE -> ENDED -> free of the next
   *               generation; NEW -> ENDED for a session that is abandoned.
   *               Only the thread that set the taken bit writes the record and refs of a NEW slot. Once the slot is in
   *               its owner's bag and the UUID index, UUID, time of opening, place and owner are constant until it is
   *               free again, and the anchor has the same chunk.
   * Invariants    SG-I1  a slot's generation and the sequence of its kill word never decrease.
   *               SG-I2  a thread reads a LIVE word, then record or refs, and then finds the same word, or changes it
   *                      by a compare-and-set: what it read belongs to the session of that word, which was open
   *                      throughout.
   *               SG-I3  a thread reads record or refs and then finds generation g in the hold word: what it read
   *                      belongs to g or an earlier generation; if g had begun before the reads, to g (SG-I1).
   *               SG-I4  a taken bit is set by one thread at a time: two sessions never share a slot.
   * Edges         SG-E1  open CAS(kill word) -> getAcquire(kill word): record and refs are published
   *               SG-E2  free kill word, then bit -> take CAS(taken bit): the last user has finished; in between the
   *                      slot may have been in a lane (LN-E1)
   *               SG-E3  take CAS(taken bit), releaseFence -> loadLoadFence, re-read: after a record of the next
   *                      session, its words or later ones
   *               SG-E4  begin setRelease(operation) -> getAcquire(operation): the object
   *               SG-E5  casAnchor CAS(anchor) -> getAcquire or getVolatile(anchor): the session object
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
   *                      this can refute what a compiler does, but not what a weaker processor would
   *               SG-E4  KillStress.K9_OnKillVsKill, LabelStress.CC_I2_CutOffVsBegin; on x86 as SG-E3
   *               SG-E5  SessionObjectStress.AN_I1_AskVsAsk
   */

  public static final int SIZE_BITS = 13;
  public static final int SIZE = 1 << SIZE_BITS;
  private static final int OFFSET_MASK = SIZE - 1;
  /** Slots per word of the taken bitmap. */
  public static final int GROUP = Long.SIZE;
  /** Slots of a group whose kill words are a cache line apart. */
  private static final long APART = 0x0101_0101_0101_0101L;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle REFS = MethodHandles.arrayElementVarHandle(Object[].class);

  private static final int RECORD_STRIDE = 4;
  private static final int REF_STRIDE = 3;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int HOLD_WORD = 2;
  private static final int META = 3;

  private static final int OWNER = 0;
  private static final int ANCHOR = 1;
  private static final int OPERATION = 2;

  private final long[] words = new long[SIZE]; // KillWord.NEW_SLOT is zero
  private final long[] records = new long[SIZE * RECORD_STRIDE];
  private final @Nullable Object[] refs = new Object[SIZE * REF_STRIDE];
  private final long[] taken = new long[SIZE / GROUP];
  private final int firstSlot;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

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

  /** The array of the kill words, each always at its slot's {@link #offset}. */
  public long[] words() {
    return words;
  }

  public long killWordAcquire(final int offset) {
    return KillWords.getAcquire(words, offset); // SG-E1 acquire
  }

  /** For a caller that has just written elsewhere (store-load). */
  public long killWordVolatile(final int offset) {
    return KillWords.getVolatile(words, offset); // callers: each names the step that precedes this load
  }

  /**
   * Whether the slot's kill word is still {@code killWord}; if so, what the caller read after it belongs to it (SG-I2).
   */
  public boolean isStill(final int offset, final long killWord) {
    return KillWords.isStill(words, offset, killWord);
  }

  public long holdWordAcquire(final int offset) {
    return (long) LONGS.getAcquire(records, offset * RECORD_STRIDE + HOLD_WORD); // acquire: a CAS decides, or SG-I2
  }

  /** For {@link Holds}. */
  boolean casHoldWord(final int offset, final long expected, final long next) {
    return LONGS.compareAndSet(records, offset * RECORD_STRIDE + HOLD_WORD, expected, next); // callers: see Holds
  }

  /** Whether what was read of the slot before this call belongs to {@code generation}, if that had begun (SG-I3). */
  public boolean stillIn(final int offset, final int generation) {
    VarHandle.loadLoadFence(); // SG-E3 load side
    return generation(offset) == generation;
  }

  /** Whether the session of this generation was open at a moment of this call. */
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
   * Notes a use at {@code units}; true if that advanced the time of last use. It is harmless if the slot was reused
   * meanwhile: the compare-and-set finds another time or place and fails, or it advances a time of the same quarter of
   * a second (K3).
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
    return (O) REFS.getAcquire(refs, offset * REF_STRIDE + OWNER); // SG-E1 for its fields; SG-I2 or SG-I3 validates
  }

  /**
   * The session object, or null if nobody has asked for one. It may be that of an earlier session of the slot, unless
   * the session has attachments.
   */
  public @Nullable S session(final int offset) {
    return sessionIn(anchor(offset)); // SG-I2 or SG-I3 validates
  }

  /** {@link #session} for a caller that has just written elsewhere (store-load). */
  public @Nullable S sessionVolatile(final int offset) {
    return sessionIn(REFS.getVolatile(refs, offset * REF_STRIDE + ANCHOR)); // SG-E5; callers: each names its step
  }

  @SuppressWarnings("unchecked") // no other objects are stored there
  private @Nullable S sessionIn(final @Nullable Object anchor) {
    return anchor instanceof Chunk ? null : (S) anchor;
  }

  /** What stands for the session in its slot: a chunk or a session object; null before it is listed. */
  public @Nullable Object anchor(final int offset) {
    return REFS.getAcquire(refs, offset * REF_STRIDE + ANCHOR); // SG-E1 or SG-E5 for its fields; validated as above
  }

  /** Replaces the anchor by another one with the same chunk. */
  public boolean casAnchor(final int offset, final Object expected, final Object next) {
    return REFS.compareAndSet(refs, offset * REF_STRIDE + ANCHOR, expected, next); // SG-E5; AN-I1, AN-I2
  }

  /** The operation object that last ran on the slot's kill word: a hint; its ticket says whether it still does. */
  @SuppressWarnings("unchecked") // only setOperation writes it
  public @Nullable R operation(final int offset) {
    return (R) REFS.getAcquire(refs, offset * REF_STRIDE + OPERATION); // SG-E4 acquire: the ticket decides
  }

  public void setOperation(final int offset, final R operation) {
    REFS.setRelease(refs, offset * REF_STRIDE + OPERATION, operation); // SG-E4 release: the ticket decides
  }

  // ---- taking and giving back, for SessionSlots and the session layer

  /** Writes record and refs of a slot just taken, except its place, before any other thread can reach it. */
  public void prepare(final int offset, final long idHigh, final long idLow, final long units, final O owner) {
    VarHandle.releaseFence(); // SG-E3 store side: the CAS that took the slot does not order these stores
    LONGS.setOpaque(records, offset * RECORD_STRIDE + ID_HIGH, idHigh); // published by SG-E1
    LONGS.setOpaque(records, offset * RECORD_STRIDE + ID_LOW, idLow); // published by SG-E1
    LONGS.setOpaque(records, offset * RECORD_STRIDE + META, SessionMeta.opened(units)); // published by SG-E1
    REFS.setRelease(refs, offset * REF_STRIDE + OWNER, owner); // SG-E1 release: the owner's own fields too
  }

  // ---- where the slot is listed; for the thread that opens or ends the session

  @Override
  public void placed(final int slot, final Chunk chunk, final int place) {
    placed(slot, (Object) chunk, place);
  }

  /** Notes the place of the slot, and a chunk or a session object with that, before others can meet the slot there. */
  public void placed(final int slot, final Object anchor, final int place) {
    final int offset = offset(slot);
    REFS.setRelease(refs, offset * REF_STRIDE + ANCHOR, anchor); // SG-E1 release: its own fields too
    // A stale touch in between is lost: its time is never after the opening.
    LONGS.setOpaque(records, offset * RECORD_STRIDE + META, SessionMeta.withBit(meta(offset), place)); // SG-E1
  }

  @Override
  @SuppressWarnings("NullAway") // it is listed
  public Chunk chunk(final int slot) {
    final Object anchor = anchor(offset(slot));
    return anchor instanceof Chunk chunk ? chunk : ((Anchored) anchor).chunk();
  }

  @Override
  public int place(final int slot) {
    return SessionMeta.bit(meta(offset(slot)));
  }

  /** Drops the references of a slot whose session is gone and whose taken bit is still set (K8). */
  void clearRefs(final int offset) {
    REFS.setOpaque(refs, offset * REF_STRIDE + OWNER, null); // opaque: to readers null is no session
    REFS.setOpaque(refs, offset * REF_STRIDE + ANCHOR, null); // opaque: to readers null is no session
    // opaque: to readers null is no operation
    REFS.setOpaque(refs, offset * REF_STRIDE + OPERATION, null);
  }

  public int groups() {
    return taken.length;
  }

  public long takenAcquire(final int group) {
    return (long) LONGS.getAcquire(taken, group); // acquire: a hint; a bit set before the walk is seen
  }

  /** Takes a free slot of the group: its offset, or -1 if there is none. Linearizes at the compare-and-set. */
  int tryTake(final int group) {
    while (true) {
      final long seen = (long) LONGS.getOpaque(taken, group); // opaque: a hint, the CAS decides
      if (seen == -1L) {
        return -1;
      }
      final long bit = next(~seen);
      if (LONGS.compareAndSet(taken, group, seen, seen | bit)) { // SG-E2, SG-E3; SG-I4
        return group * GROUP + Long.numberOfTrailingZeros(bit);
      }
    }
  }

  /** One of the bits, which are not none: those of eight slots whose words share no line come first. */
  private static long next(final long free) {
    long apart = APART;
    while ((free & apart) == 0) {
      apart <<= 1;
    }
    return Long.lowestOneBit(free & apart);
  }

  /** Clears the slot's taken bit. Only for the thread that freed it. */
  void giveBack(final int offset) {
    LONGS.getAndBitwiseAnd(taken, offset / GROUP, ~(1L << (offset % GROUP))); // SG-E2 store side
  }
}
