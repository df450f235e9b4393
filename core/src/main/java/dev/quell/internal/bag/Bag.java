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
 * (K8). A bag with many holders, in whose count threads meet, has a chunk for each stripe of threads ({@link Spread}),
 * and as many may be empty; there are always more holders than that.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>A walk</b> sees each element that is in the bag from its start
 * to its end. It may see others, but none twice.
 *
 * @param <C> the kind of chunk
 */
public abstract class Bag<C extends Chunk> extends HolderCount {
  /*
   * Invariants    BG-I1  chunks enter only at the head and leave only when sealed: unlinking one never loses another.
   *               BG-I2  a chunk with an element is reachable from the head.
   *               BG-I3  a chunk that is empty, neither sealed nor the head, is the hint of a stripe of the bag's
   *                      Spread, or about to be sealed: by the thread that has emptied it, by one that has taken it
   *                      out of a hint or that hint's Spread out of the bag, or by one that has pushed another in front
   *                      of it.
   * Not promised  that a sealed chunk is unlinked at once: concurrent unlinking may link it again, empty, until a later
   *               walk; that two consecutive adds use one chunk.
   * Edges         BG-E1  push CAS(head) -> first getVolatile(head): the chunk's arrays and its next
   *               BG-E2  clear getAndAdd(bits), push CAS(head), then getVolatile of spot and hints; change of a hint
   *                      or of spot, then getVolatile(head) and seal CAS(bits): one of two threads seals an empty chunk
   * Tests         BG-I1  BagStress.BG_I1_PushVsPush, BagStress.Bag_WalkVsSealAndPush
   *               BG-I2  BagStress.Bag_WalkVsSealAndPush, BagStress.BG_I2_AddVsWalkOverEmptyChunk
   *               BG-I3, BG-E2  SpreadBagLincheckTest.shouldMeetAnElementWhenItIsThere,
   *                      SpreadBagTest.shouldTakeAwayTheEmptyChunksOfItsStripesWhenItIsGathered; the second look at
   *                      the spot is argued: it takes three threads at once
   *               BG-E1  BagStress.Bag_WalkSeesWhatWasAdded, BagStress.Bag_AddVsAdd
   */

  private static final VarHandle HEAD;
  private static final int FIRST_CAPACITY = 4;
  private static final int GROWTH = 3;
  /** The most chunks that an add searches before it makes a new one. */
  private static final int LOOK_AT_MOST = 4;
  /** How often a thread that meets others in the chunk of its stripe tries again before it makes one of its own. */
  private static final int TRIES = 3;
  /** The most sealed chunks that may wait to be unlinked. */
  private static final int SEALED_AT_MOST = 8;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(Bag.class, "head", Chunk.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through HEAD
  private @Nullable Chunk head;

  Bag() {}

  /** @param apart whether its bitmap is to share no line with that of another chunk */
  abstract C newChunk(int capacity, boolean apart);

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
    final Object spot = spot(); // without a Spread: a hint, any chunk is correct, even a sealed one
    if (spot instanceof Spread spread) {
      return takePlace(spread, places, element);
    }
    C chunk = takeNear(cast((Chunk) spot), places, element);
    if (chunk == null) {
      chunk = takeNear(first(), places, element); // chunks before the hint may have room
    }
    return chunk == null ? push(false, places, element) : chunk;
  }

  /**
   * Takes a place where other stripes take none: in the chunk of this one, or in a new one if it has none yet or meets
   * another there.
   */
  private C takePlace(final Spread spread, final Places places, final int element) {
    final C own = cast(spread.own().hint());
    int place = Chunk.MET;
    for (int tries = 0; own != null && place == Chunk.MET && tries < TRIES; tries++) {
      place = own.tryTake();
    }
    if (own != null && place >= 0) {
      places.placed(element, own, place);
      return own;
    }
    final C chunk = place == Chunk.MET ? null : takeFromOthers(spread, places, element);
    return chunk == null ? push(true, places, element) : chunk;
  }

  /** Takes a place where another stripe does, so that what one stripe leaves is used by another; null if it is full. */
  private @Nullable C takeFromOthers(final Spread spread, final Places places, final int element) {
    for (int far = 1; far < spread.stripes(); far++) {
      final C chunk = cast(spread.other(far).hint());
      if (chunk != null && tookFrom(chunk, places, element)) {
        return chunk;
      }
    }
    return takeNear(first(), places, element);
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
    remember(chunk);
    return true;
  }

  /** Remembers that there may be room in this chunk, in which the caller has or had an element. */
  private void remember(final Chunk chunk) {
    final Object spot = spot();
    if (spot instanceof Spread spread) {
      final Spread.Stripe own = spread.own();
      if (own.hint() != chunk) {
        dropped(own.hint(chunk));
      }
    } else if (spot != chunk) {
      casSpot(spot, chunk);
    }
  }

  /** Seals this chunk if it is empty: no hint keeps it any more (BG-I3). */
  private void dropped(final @Nullable Chunk hinted) {
    final Chunk first = (Chunk) HEAD.getVolatile(this); // BG-E2
    if (hinted != null && hinted != first) {
      seal(hinted, first);
    }
  }

  @Override
  final void abandoned(final Spread spread) {
    for (int i = 0; i < spread.stripes(); i++) { // without an object: nothing may fail here for want of memory
      dropped(spread.stripe(i).hint(null)); // BG-I3
    }
  }

  /** Adds a chunk whose first place is the caller's: another thread can neither fill it first nor seal it. */
  private C push(final boolean apart, final Places places, final int element) {
    while (true) {
      final C old = first();
      final int capacity = old == null ? FIRST_CAPACITY : Math.min(Chunk.MAX_CAPACITY, GROWTH * old.capacity());
      final C fresh = newChunk(capacity, apart);
      fresh.setNext(old);
      fresh.sealedBehind = old == null ? 0 : old.sealedBehind;
      places.placed(element, fresh, fresh.takeFirst());
      if (HEAD.compareAndSet(this, old, fresh)) { // BG-E1 release, BG-E2; BG-I1, BG-I2
        if (old != null && !isKept(old)) {
          seal(old, fresh); // only the head may stay while empty, and a chunk that a hint keeps
        }
        remember(fresh);
        return fresh;
      }
    }
  }

  /** Gives back a place whose entry is already empty, and seals the chunk if that was its last element. */
  final void giveBack(final Chunk chunk, final int place) {
    final boolean empty = chunk.clear(place); // BG-E2
    final Chunk first = (Chunk) HEAD.getVolatile(this); // BG-E2
    if (!empty || chunk == first || isKept(chunk)) {
      remember(chunk);
    } else {
      seal(chunk, first);
    }
  }

  /** Whether the chunk may stay while it is empty, because a stripe is going to use it again (BG-I3). */
  private boolean isKept(final Chunk chunk) {
    while (true) {
      final Object spot = spotVolatile(); // BG-E2
      if (!(spot instanceof Spread spread) || !spread.hasHintFor(chunk)) {
        return false;
      }
      if (spotVolatile() == spot) { // BG-E2: who takes the Spread out looks at its hints afterwards
        return true;
      }
    }
  }

  private void seal(final Chunk chunk, final @Nullable Chunk first) {
    if (chunk.seal() && first != null && ++first.sealedBehind > SEALED_AT_MOST) { // BG-I2
      first.sealedBehind = 0;
      unlinkSealed();
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
