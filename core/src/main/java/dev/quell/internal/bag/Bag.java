package dev.quell.internal.bag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An unordered collection that can be walked while it changes; add and remove take constant time. It is a list of
 * chunks, each a bitmap and an array. Elements are adjacent in memory, so a kill loads them independently instead of
 * following links.
 *
 * <p>An add has chunk and place remembered; the remove needs them. Each chunk after the first has an element or
 * is about to be unlinked. So a walk costs in proportion to the elements (K6), and an emptied bag keeps few chunks
 * (K8).
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>A walk</b> sees each element that is in the bag from its start
 * to its end. It may see others, but none twice.
 *
 * @param <C> the kind of chunk
 */
public abstract class Bag<C extends Chunk> {
  /*
   * Invariants    BG-I1  chunks enter only at the head and leave only when sealed: unlinking one never loses another.
   *               BG-I2  a chunk with an element is reachable from the head.
   * Not promised  that a sealed chunk is unlinked at once: concurrent unlinking may link it again, empty, until a later
   *               walk; that two consecutive adds use one chunk.
   * Edges         BG-E1  push CAS(head) -> first getVolatile(head): the chunk's arrays and its next
   * Tests         BG-I1  BagStress.BG_I1_PushVsPush, BagStress.Bag_WalkVsSealAndPush
   *               BG-I2  BagStress.Bag_WalkVsSealAndPush, BagStress.BG_I2_AddVsWalkOverEmptyChunk
   *               BG-E1  BagStress.Bag_WalkSeesWhatWasAdded, BagStress.Bag_AddVsAdd
   */

  private static final VarHandle HEAD;
  private static final VarHandle HINT;
  private static final int FIRST_CAPACITY = 4;
  private static final int GROWTH = 3;
  /** The most chunks that an add searches before it makes a new one. */
  private static final int LOOK_AT_MOST = 4;
  /** The most sealed chunks that may wait to be unlinked. */
  private static final int SEALED_AT_MOST = 8;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(Bag.class, "head", Chunk.class);
      HINT = MethodHandles.lookup().findVarHandle(Bag.class, "hint", Chunk.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through HEAD
  private @Nullable Chunk head;
  /** A chunk that may have room. Any chunk is correct, even a sealed one; a good one saves time. */
  @SuppressWarnings("unused") // through HINT
  private @Nullable Chunk hint;

  Bag() {}

  abstract C newChunk(int capacity);

  /** The first chunk to walk, or null. */
  public final @Nullable C first() {
    while (true) {
      final Chunk chunk = (Chunk) HEAD.getVolatile(this); // BG-E1 acquire; CH-E4
      if (chunk == null || !chunk.isSealed()) {
        return cast(chunk);
      }
      HEAD.compareAndSet(this, chunk, chunk.nextAcquire()); // BG-E1 release: republishes the next chunk; BG-I1
    }
  }

  /** The chunk after {@code chunk}, or null. Unlinks the sealed ones between. */
  public final @Nullable C after(final Chunk chunk) {
    while (true) {
      final Chunk next = chunk.nextAcquire();
      if (next == null || !next.isSealed()) {
        return cast(next);
      }
      chunk.casNext(next, next.nextAcquire()); // BG-I1
    }
  }

  /** Takes a place, has it remembered as the element's, and returns the chunk. */
  final C takePlace(final Places places, final int element) {
    C chunk = takeNear(cast((Chunk) HINT.getOpaque(this)), places, element); // opaque: a hint
    if (chunk == null) {
      chunk = takeNear(first(), places, element); // chunks before the hint may have room
    }
    while (chunk == null) {
      chunk = takeNear(push(), places, element); // other threads may fill a new chunk first
    }
    return chunk;
  }

  /** Takes a place in this chunk or one of the next few; null if they are full. */
  private @Nullable C takeNear(final @Nullable C start, final Places places, final int element) {
    C chunk = start;
    for (int looked = 0; chunk != null && looked < LOOK_AT_MOST; looked++) {
      if (tookFrom(chunk, places, element)) {
        return chunk;
      }
      chunk = after(chunk);
    }
    return null;
  }

  private boolean tookFrom(final C chunk, final Places places, final int element) {
    final int place = chunk.take();
    if (place < 0) {
      return false;
    }
    places.placed(element, chunk, place);
    if (chunk != HINT.getOpaque(this)) { // opaque: a hint
      HINT.setOpaque(this, chunk); // opaque: a hint
    }
    return true;
  }

  private C push() {
    while (true) {
      final C old = first();
      final int capacity = old == null ? FIRST_CAPACITY : Math.min(Chunk.MAX_CAPACITY, GROWTH * old.capacity());
      final C fresh = newChunk(capacity);
      fresh.setNext(old);
      fresh.sealedBehind = old == null ? 0 : old.sealedBehind;
      if (HEAD.compareAndSet(this, old, fresh)) { // BG-E1 release; BG-I1, BG-I2
        if (old != null) {
          old.seal(); // only the head may stay while empty
        }
        return fresh;
      }
    }
  }

  /** Gives back a place whose entry is already empty, and seals the chunk if that was its last element. */
  final void giveBack(final Chunk chunk, final int place) {
    final boolean empty = chunk.clear(place);
    final Chunk first = (Chunk) HEAD.getOpaque(this); // opaque: an extra empty chunk is harmless
    if (empty && chunk != first && chunk.seal()) { // BG-I2
      if (first != null && ++first.sealedBehind > SEALED_AT_MOST) {
        first.sealedBehind = 0;
        unlinkSealed();
      }
    } else if (chunk != HINT.getOpaque(this)) { // opaque: a hint
      HINT.setOpaque(this, chunk); // opaque: a hint
    }
  }

  private void unlinkSealed() {
    C chunk = first();
    while (chunk != null) {
      chunk = after(chunk);
    }
  }

  @SuppressWarnings("unchecked") // only chunks from newChunk are ever linked
  private @Nullable C cast(final @Nullable Chunk chunk) {
    return (C) chunk;
  }
}
