package dev.quell.internal.bag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Up to {@link #MAX_CAPACITY} places of a {@link Bag}, and the bitmap of those that are taken. */
public abstract class Chunk {
  /*
   * States        of a chunk: open -> sealed (empty, for ever) -> unlinked.
   * Invariants    CH-I1  a place belongs to the thread that set its bit, until the bit is cleared.
   *               CH-I2  a sealed chunk has no place taken, and never gets one.
   *               CH-I3  an entry is empty while its bit is clear, and is filled after its bit was set: a reader that
   *                      sees bit and entry sees an element that was in the bag.
   * Edges         CH-E1  fill entry -> read getAcquire(entry): what the element refers to
   *               CH-E2  clear getAndAdd(bits) -> take CAS(bits): the entry is empty again
   *               CH-E3  seal, push, unlink CAS -> getAcquire(next), head: the next chunk
   *               CH-E4  fill setVolatile(entry), then a volatile read of x; change of x, then a walk with volatile
   *                      reads of head, bits and entry: one sees the other (bags of objects only; a compare-and-set
   *                      follows the add of a slot)
   * Tests         CH-I1  BagStress.Bag_AddVsAdd
   *               CH-I2  BagStress.CH_I2_AddWhileSealed, BagStress.Bag_AddVsRemoveThatSeals
   *               CH-I3  BagStress.Bag_WalkVsSealAndPush
   *               CH-E1  BagStress.Bag_WalkSeesWhatWasAdded
   *               CH-E2  BagStress.Bag_WalkVsSealAndPush, BagStress.Bag_AddVsRemoveThatSeals; that the fill's store
   *                      follows the store that emptied is argued: x86 keeps stores in order
   *               CH-E3  BagStress.Bag_WalkVsSealAndPush
   *               CH-E4  BagStress.Bag_AddAndLookVsCloseAndWalk
   */

  /** Places of the largest chunk: a bitmap word without the seal. */
  public static final int MAX_CAPACITY = Long.SIZE - 1;
  /** Instead of a place: there is none. */
  static final int NONE = -1;
  /** Instead of a place: perhaps there is one. */
  static final int MET = -2;
  private static final long SEALED = Long.MIN_VALUE;

  private static final VarHandle BITS;
  private static final VarHandle NEXT;

  static {
    try {
      BITS = MethodHandles.lookup().findVarHandle(Chunk.class, "bits", long.class);
      NEXT = MethodHandles.lookup().findVarHandle(Chunk.class, "next", Chunk.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through BITS
  private long bits;
  @SuppressWarnings("unused") // through NEXT
  private @Nullable Chunk next;
  /**
   * Of a bag's first chunk: how many were sealed since the last time all were unlinked. Here, because there is room.
   * Racy: a lost update delays the next time a little.
   */
  int sealedBehind;

  Chunk() {}

  abstract int capacity();

  private long places() {
    return -1L >>> (Long.SIZE - capacity());
  }

  /** The taken places, one bit each; none if sealed. The entry of a taken place may be empty. */
  public final long takenAcquire() {
    return (long) BITS.getAcquire(this) & ~SEALED; // CH-E2 acquire: an entry read next is no older; CH-I3
  }

  /** {@link #takenAcquire} for a caller that has just written elsewhere (store-load). */
  final long takenVolatile() {
    return (long) BITS.getVolatile(this) & ~SEALED; // CH-E2 acquire, CH-E4; CH-I3
  }

  /** Takes a free place: its bit number, or {@link #NONE}. Linearizes at the compare-and-set (CH-I1). */
  final int take() {
    while (true) {
      final int place = tryTake();
      if (place != MET) {
        return place;
      }
    }
  }

  /** As {@link #take}, but {@link #MET} if another thread has changed the bitmap meanwhile. */
  final int tryTake() {
    final long seen = (long) BITS.getOpaque(this); // opaque: a hint, the CAS decides
    final long free = ~seen & places();
    if (free == 0 || seen < 0) {
      return NONE;
    }
    final long bit = Long.lowestOneBit(free);
    return BITS.compareAndSet(this, seen, seen | bit) // CH-E2 load side; CH-I1, CH-I2
        ? Long.numberOfTrailingZeros(bit)
        : MET;
  }

  /** Takes the first place of a chunk that no other thread has seen yet, and returns it. */
  final int takeFirst() {
    BITS.setOpaque(this, 1L); // opaque: published by the CAS of the head, CH-E3
    return 0;
  }

  /** Gives back a place that the caller holds and has emptied; true if the chunk is empty after that. */
  final boolean clear(final int place) {
    final long bit = 1L << place;
    return (long) BITS.getAndAdd(this, -bit) == bit; // CH-E2 store side; CH-I1: the bit is set, so this clears it
  }

  /** Seals the chunk if it is empty. */
  final boolean seal() {
    return BITS.compareAndSet(this, 0L, SEALED); // CH-I2
  }

  final boolean isSealed() {
    return (long) BITS.getAcquire(this) < 0; // CH-E3: a chunk stays sealed, so a recent read is enough
  }

  final @Nullable Chunk nextAcquire() {
    return (Chunk) NEXT.getAcquire(this); // CH-E3 acquire
  }

  final void setNext(final @Nullable Chunk chunk) {
    NEXT.setOpaque(this, chunk); // opaque: published by the CAS of the head, CH-E3
  }

  final boolean casNext(final Chunk expected, final @Nullable Chunk chunk) {
    return NEXT.compareAndSet(this, expected, chunk); // CH-E3 release
  }
}
