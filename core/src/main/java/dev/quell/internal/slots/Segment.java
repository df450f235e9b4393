package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A block of {@link #SIZE} session slots, kept as a structure of arrays and never freed or moved.
 *
 * <p>What a kill touches is apart from the rest: {@code words} holds each slot's operation word and session word side by
 * side, four slots to a cache line. {@code records} holds what a look-up compares (UUID, chain link, times), two slots to
 * a line. {@code refs} holds the objects: owner, session facade, last operation. {@code live} has one bit per slot.
 */
public final class Segment {
  /*
   * States        of a slot: FREE -> taken (live bit set) -> OPEN -> ENDED -> FREE of the next generation, see SessionWord.
   *               Only the thread that set the live bit writes a taken slot, until it publishes the slot in the UUID index;
   *               from there on uuid, opened time, bit, owner and facade are constant until the slot is FREE again.
   * Invariants    I1  a slot's generation never decreases. argued: SessionWord.freed alone changes it, and adds 1.
   *               I2  who reads a slot's record or refs and then still finds generation g in its session word has read
   *                   values of generation g, or none at all.
   *               I3  a live bit is set by one thread at a time: two sessions never share a slot.
   * Not promised  that a slot whose live bit is set holds an open session; that the link of an ended session is current.
   * Edges         E1  open    session word CAS            ->  getAcquire(session word)         record and refs are published
   *               E2  free    session word CAS, then bit  ->  take  CAS(live bit)              the last user has finished
   *               E3  take    CAS(live bit), releaseFence ->  loadLoadFence, re-read of word   newer record, newer word
   *               E4  publish CAS(head or link)           ->  getAcquire(head or link)         the node behind the link
   */

  public static final int SIZE_BITS = 13;
  public static final int SIZE = 1 << SIZE_BITS;
  private static final int OFFSET_MASK = SIZE - 1;
  /** Slots behind one word of the live bitmap. */
  public static final int GROUP = Long.SIZE;

  static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  static final VarHandle REFS = MethodHandles.arrayElementVarHandle(Object[].class);

  private static final int WORD_STRIDE = 2;
  private static final int RECORD_STRIDE = 4;
  private static final int REF_STRIDE = 3;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int LINK = 2;
  private static final int META = 3;

  private static final int OWNER = 0;
  private static final int SESSION = 1;
  private static final int OPERATION = 2;

  private final long[] words = new long[SIZE * WORD_STRIDE];
  private final long[] records = new long[SIZE * RECORD_STRIDE];
  private final Object[] refs = new Object[SIZE * REF_STRIDE];
  private final long[] live = new long[SIZE / GROUP];
  private final int firstSlot;
  private final Object home;

  Segment(final int number, final Object home) {
    this.firstSlot = number << SIZE_BITS;
    this.home = home;
  }

  /** What the layer above attached when it made the slots: the context of the sessions that live here. */
  public Object home() {
    return home;
  }

  public int firstSlot() {
    return firstSlot;
  }

  public static int offset(final int slot) {
    return slot & OFFSET_MASK;
  }

  // ---- words

  /** The array that holds the operation words; with {@link #operationIndex} it addresses one for good. */
  public long[] words() {
    return words;
  }

  public static int operationIndex(final int offset) {
    return offset * WORD_STRIDE;
  }

  private static int sessionIndex(final int offset) {
    return offset * WORD_STRIDE + 1;
  }

  public long operationWordAcquire(final int offset) {
    return (long) LONGS.getAcquire(words, operationIndex(offset)); // orders the session word, read next, after it (I2)
  }

  public boolean casOperationWord(final int offset, final long expected, final long next) {
    return LONGS.compareAndSet(words, operationIndex(offset), expected, next); // the callers name what it decides
  }

  public long sessionWordAcquire(final int offset) {
    return (long) LONGS.getAcquire(words, sessionIndex(offset)); // E1 acquire
  }

  public boolean casSessionWord(final int offset, final long expected, final long next) {
    return LONGS.compareAndSet(words, sessionIndex(offset), expected, next); // E1 release when it opens, E2 when it frees
  }

  /** Opens the published session of this generation, if that has not been done: by its opener, or by who finds it first. */
  public void open(final int offset, final int generation) {
    final long free = SessionWord.free(generation);
    casSessionWord(offset, free, SessionWord.opened(free));
  }

  /**
   * Whether what was read of the slot before this call belongs to {@code generation} (I2).
   */
  public boolean stillIn(final int offset, final int generation) {
    VarHandle.loadLoadFence(); // E3 load side
    return SessionWord.generation((long) LONGS.getOpaque(words, sessionIndex(offset))) == generation; // I2
  }

  /** Whether the slot's session has ended and the slot is not free yet. */
  public boolean isEnded(final int offset) {
    return SessionWord.isEnded((long) LONGS.getOpaque(words, sessionIndex(offset))); // opaque: once ended, it stays so
  }

  // ---- record

  public long idHigh(final int offset) {
    return (long) LONGS.getOpaque(records, offset * RECORD_STRIDE + ID_HIGH); // opaque: stillIn validates it (E3)
  }

  public long idLow(final int offset) {
    return (long) LONGS.getOpaque(records, offset * RECORD_STRIDE + ID_LOW); // opaque: stillIn validates it (E3)
  }

  public long linkAcquire(final int offset) {
    return (long) LONGS.getAcquire(records, offset * RECORD_STRIDE + LINK); // E4 acquire
  }

  /** Sets the link of a node that no chain holds yet; the CAS that publishes the node publishes it too. */
  public void setLink(final int offset, final long link) {
    LONGS.setOpaque(records, offset * RECORD_STRIDE + LINK, link); // opaque: published by E4
  }

  public boolean casLink(final int offset, final long expected, final long next) {
    return LONGS.compareAndSet(records, offset * RECORD_STRIDE + LINK, expected, next); // E4 store side
  }

  public long meta(final int offset) {
    return (long) LONGS.getOpaque(records, offset * RECORD_STRIDE + META); // opaque: a time, or read by its own session
  }

  /**
   * Notes a use at {@code units}. Fails harmlessly when the slot was reused meanwhile: the compare-and-set then finds
   * another opened time or bit, or moves only a time that lies in the same quarter of a second (K3).
   */
  public void touch(final int offset, final long units) {
    final long seen = meta(offset);
    if (SessionMeta.usedUnits(seen) < units) {
      LONGS.weakCompareAndSetPlain(records, offset * RECORD_STRIDE + META, seen, SessionMeta.withUsed(seen, units)); // a hint
    }
  }

  // ---- refs

  public Object owner(final int offset) {
    return REFS.getAcquire(refs, offset * REF_STRIDE + OWNER); // E1 for its fields; stillIn validates it (E3)
  }

  public Object session(final int offset) {
    return REFS.getAcquire(refs, offset * REF_STRIDE + SESSION); // E1 for its fields; stillIn validates it (E3)
  }

  /** The object that last ran on the primary operation word: a hint, its ticket tells whether it still does. */
  public Object operation(final int offset) {
    return REFS.getAcquire(refs, offset * REF_STRIDE + OPERATION); // pairs with setOperation; the ticket decides
  }

  public void setOperation(final int offset, final Object operation) {
    REFS.setRelease(refs, offset * REF_STRIDE + OPERATION, operation); // pairs with operation(); the ticket decides
  }

  // ---- taking and giving back, for SessionSlots and the session layer

  /** Writes the record and refs of a slot just taken, all but its bag position, before anybody can reach it. */
  public void prepare(
      final int offset, final long idHigh, final long idLow, final Object owner, final Object session) {
    VarHandle.releaseFence(); // E3 store side: the CAS that took the slot alone does not order what follows
    LONGS.setOpaque(records, offset * RECORD_STRIDE + ID_HIGH, idHigh); // published by E1
    LONGS.setOpaque(records, offset * RECORD_STRIDE + ID_LOW, idLow); // published by E1
    REFS.setRelease(refs, offset * REF_STRIDE + OWNER, owner); // E1 release: the owner's own fields too
    REFS.setRelease(refs, offset * REF_STRIDE + SESSION, session); // E1 release: the facade's own fields too
  }

  public void setMeta(final int offset, final long meta) {
    LONGS.setOpaque(records, offset * RECORD_STRIDE + META, meta); // published by E1
  }

  /** The free session word of a slot just taken. */
  public int generation(final int offset) {
    return SessionWord.generation((long) LONGS.getOpaque(words, sessionIndex(offset))); // opaque: E2 brought it here
  }

  /** Lets go of the objects of a slot that is FREE but still marked live, so that they can be collected (K8). */
  void clearRefs(final int offset) {
    REFS.setOpaque(refs, offset * REF_STRIDE + OWNER, null); // opaque: only to let go; E3 guards the readers
    REFS.setOpaque(refs, offset * REF_STRIDE + SESSION, null); // opaque: only to let go; E3 guards the readers
    REFS.setOpaque(refs, offset * REF_STRIDE + OPERATION, null); // opaque: only to let go; the ticket guards the readers
  }

  public int groups() {
    return live.length;
  }

  public long liveAcquire(final int group) {
    return (long) LONGS.getAcquire(live, group); // pairs with tryTake: a session is opened after its bit is set
  }

  /** Takes a free slot of the group, if it has one: its offset, or -1. Linearizes at the compare-and-set. */
  int tryTake(final int group) {
    while (true) {
      final long seen = (long) LONGS.getOpaque(live, group); // opaque: a hint, the CAS decides
      if (seen == -1L) {
        return -1;
      }
      final long bit = Long.lowestOneBit(~seen);
      if (LONGS.compareAndSet(live, group, seen, seen | bit)) { // E2 load side; I3
        return group * GROUP + Long.numberOfTrailingZeros(bit);
      }
    }
  }

  /** Gives the slot back. Only for the thread that freed it. */
  void giveBack(final int offset) {
    LONGS.getAndBitwiseAnd(live, offset / GROUP, ~(1L << (offset % GROUP))); // E2 store side
  }
}
