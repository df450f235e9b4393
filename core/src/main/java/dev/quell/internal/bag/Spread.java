package dev.quell.internal.bag;

import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Bag} with many holders has for each stripe of threads: a cell with places in its count that those who
 * left have given back, and a hint for a chunk with room. About 160 bytes a stripe; there are four stripes for each
 * processor, 64 at the most.
 */
final class Spread {
  /*
   * States        cells: open -> frozen (for ever).
   * Invariants    SP-I1  a frozen cell does not change, so all who add up the frozen cells get the same sum.
   *               SP-I2  over is set by a thread inside after the mark of this Spread was cleared. Who leaves as the
   *                      last after that takes it out of the bag: HC-I4.
   * Tests         SP-I1, SP-I2  HolderCountLincheckTest.shouldCountUpToTheLimitAndDownToTheLast
   */

  private static final int STRIPES = Stripes.count(64);
  private static final int MOST_IN_A_CELL = 8;
  /** From so many holders on a bag is spread; well above {@link #low}, so that this does not alternate. */
  static final int HIGH = 2 * (STRIPES * MOST_IN_A_CELL + 1);

  private static final VarHandle INSIDE;
  private static final VarHandle OVER;
  private static final int FROZEN = Integer.MIN_VALUE;

  static {
    try {
      INSIDE = MethodHandles.lookup().findVarHandle(Spread.class, "inside", int.class);
      OVER = MethodHandles.lookup().findVarHandle(Spread.class, "over", boolean.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What the threads of one stripe write. */
  static final class Stripe extends Apart {
    private static final VarHandle CELL;
    private static final VarHandle HINT;

    static {
      try {
        CELL = MethodHandles.lookup().findVarHandle(Stripe.class, "cell", int.class);
        HINT = MethodHandles.lookup().findVarHandle(Stripe.class, "hint", Chunk.class);
      } catch (final ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // through CELL
    private int cell;
    @SuppressWarnings("unused") // through HINT
    private @Nullable Chunk hint;
    @SuppressWarnings("unused") // the line behind: Apart
    private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

    /** A chunk that may have room, sealed or not, or null. */
    @Nullable
    Chunk hint() {
      return (Chunk) HINT.getVolatile(this); // BG-I3
    }

    /** Sets the hint; the one before. */
    @Nullable
    Chunk hint(final @Nullable Chunk chunk) {
      return (Chunk) HINT.getAndSet(this, chunk); // BG-I3
    }
  }

  private final Stripe[] stripes;
  private final int mostInACell;
  @SuppressWarnings("unused") // through INSIDE
  private int inside;
  @SuppressWarnings("unused") // through OVER
  private boolean over;

  Spread() {
    this(STRIPES, MOST_IN_A_CELL);
  }

  /** @param stripes a power of two */
  Spread(final int stripes, final int mostInACell) {
    this.stripes = new Stripe[stripes];
    this.mostInACell = mostInACell;
    for (int i = 0; i < stripes; i++) {
      this.stripes[i] = new Stripe();
    }
  }

  /** The least number that is more than all cells can hold (HC-I3). */
  int low() {
    return stripes.length * mostInACell + 1;
  }

  int stripes() {
    return stripes.length;
  }

  /** The stripe of this thread. */
  Stripe own() {
    return stripes[Stripes.own(stripes.length)];
  }

  /** The stripe that is {@code far} stripes from this thread's. */
  Stripe other(final int far) {
    return stripes[Stripes.own(stripes.length) + far & stripes.length - 1];
  }

  /** Whether a stripe has a hint for this chunk. */
  boolean hasHintFor(final Chunk chunk) {
    if (own().hint() == chunk) {
      return true;
    }
    for (final Stripe stripe : stripes) {
      if (stripe.hint() == chunk) {
        return true;
      }
    }
    return false;
  }

  /** Takes a place out of this thread's cell, if it has one and is open. Linearizes at the compare-and-set. */
  boolean take() {
    final Stripe own = own();
    while (true) {
      final int seen = (int) Stripe.CELL.getOpaque(own); // opaque: the CAS decides
      if (seen <= 0) {
        return false; // none, or SP-I1
      }
      if (Stripe.CELL.compareAndSet(own, seen, seen - 1)) { // HC-E1
        return true;
      }
    }
  }

  /** Gives a place to this thread's cell, if it is open and not full. Linearizes at the compare-and-set. */
  boolean giveBack() {
    final Stripe own = own();
    while (true) {
      final int seen = (int) Stripe.CELL.getOpaque(own); // opaque: the CAS decides
      if (seen < 0 || seen == mostInACell) {
        return false; // SP-I1, HC-I3
      }
      if (Stripe.CELL.compareAndSet(own, seen, seen + 1)) { // HC-E1
        return true;
      }
    }
  }

  /** Freezes the cells; the places in them. */
  int freeze() {
    int places = 0;
    for (final Stripe stripe : stripes) {
      places += (int) Stripe.CELL.getAndBitwiseOr(stripe, FROZEN) & ~FROZEN; // SP-I1
    }
    return places;
  }

  /** The places in the cells: an estimate. */
  int places() {
    int places = 0;
    for (final Stripe stripe : stripes) {
      places += (int) Stripe.CELL.getOpaque(stripe) & ~FROZEN; // opaque: an estimate
    }
    return places;
  }

  /** Called by a thread that is about to look whether this is on, to end it. Then it {@link #leave leaves}. */
  void enter() {
    INSIDE.getAndAdd(this, 1); // HC-E3
  }

  /**
   * Leaves; true if this is over and nobody is inside, so that it may be taken out of the bag.
   *
   * @param isOver whether the caller has found that this was on and is not any more
   */
  boolean leave(final boolean isOver) {
    if (isOver) {
      OVER.setVolatile(this, true); // SP-I2
    }
    return (int) INSIDE.getAndAdd(this, -1) == 1 && (boolean) OVER.getVolatile(this); // SP-I2
  }

  Stripe stripe(final int number) {
    return stripes[number];
  }
}
