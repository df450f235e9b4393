package dev.quell.internal.bag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A {@link Bag} of non-negative ints, four bytes each. */
public class IntBag extends Bag<IntBag.Ints> {
  /*
   * Invariants    those of Bag and Chunk.
   * Edges         those of Bag and Chunk.
   */

  private static final Chunk OUTSIDE = new Ints(0);

  /** A chunk of ints. */
  public static class Ints extends Chunk {
    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int EMPTY = 0;
    private final int[] entries;

    Ints(final int capacity) {
      entries = new int[capacity];
    }

    @Override
    final int capacity() {
      return entries.length;
    }

    /** The element at this place, or -1 if there is none now. */
    public final int at(final int place) {
      return at(entries, place);
    }

    /** The array behind {@link #at(int)}, for {@link #at(int[], int)}; always the same. */
    public final int[] entries() {
      return entries;
    }

    /** {@link #at(int)} for a caller that has the array. */
    public static int at(final int[] entries, final int place) {
      return (int) ENTRIES.getAcquire(entries, place) - 1; // CH-E1 acquire
    }

    final void fill(final int place, final int element) {
      ENTRIES.setRelease(entries, place, element + 1); // CH-E1 release
    }

    final void empty(final int place) {
      ENTRIES.setOpaque(entries, place, EMPTY); // opaque: CH-E2 follows, and orders it before the next fill
    }
  }

  /** A chunk whose bitmap shares no cache line with that of another one, wherever the collector moves them. */
  @SuppressWarnings("unused") // only takes room: an object and an array of more than a line each
  private static final class Apart extends Ints {
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    Apart() {
      super(MAX_CAPACITY);
    }
  }

  /** A chunk without places, which is in no bag: stands for the place of an element that is kept outside of chunks. */
  protected static Chunk outside() {
    return OUTSIDE;
  }

  @Override
  final Ints newChunk(final int capacity, final boolean apart) {
    return apart ? new Apart() : new Ints(capacity);
  }

  /** Adds the element. It is in the bag when this returns. Linearizes at the store into the entry. */
  public void add(final int element, final Places places) {
    takePlace(places, element).fill(places.place(element), element);
  }

  /** Removes the element that is at this place. Once, by one thread. Linearizes at the store into the entry. */
  public void remove(final int element, final Places places) {
    final Chunk chunk = places.chunk(element);
    final int place = places.place(element);
    ((Ints) chunk).empty(place);
    giveBack(chunk, place);
  }

  /** {@link #remove(int, Places)} of the one element of {@code member}. */
  public final void remove(final Member member) {
    remove(0, member);
  }
}
