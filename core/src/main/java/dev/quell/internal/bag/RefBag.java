package dev.quell.internal.bag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Bag} of objects.
 *
 * @param <T> the elements
 */
public class RefBag<T> extends Bag<RefBag.Refs<T>> {
  /*
   * Invariants    those of Bag and Chunk.
   * Edges         those of Bag and Chunk.
   */

  /**
   * A chunk of objects.
   *
   * @param <T> the elements
   */
  public static class Refs<T> extends Chunk {
    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(Object[].class);
    private final @Nullable Object[] entries;

    Refs(final int capacity) {
      entries = new Object[capacity];
    }

    @Override
    final int capacity() {
      return entries.length;
    }

    /** The element at this place, or null if there is none now. */
    @SuppressWarnings("unchecked") // only elements are ever stored
    public final @Nullable T at(final int place) {
      return (T) ENTRIES.getVolatile(entries, place); // CH-E1 acquire, CH-E4
    }

    final void fill(final int place, final T element) {
      ENTRIES.setVolatile(entries, place, element); // CH-E1 release, CH-E4
    }

    final void empty(final int place) {
      ENTRIES.setRelease(entries, place, null); // OW-E1 release; CH-E2 follows, for the next fill
    }
  }

  /** A chunk whose bitmap shares no cache line with that of another one, wherever the collector moves them. */
  @SuppressWarnings("unused") // only takes room: an object and an array of more than a line each
  private static final class Apart<T> extends Refs<T> {
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;

    Apart() {
      super(MAX_CAPACITY);
    }
  }

  @Override
  Refs<T> newChunk(final int capacity, final boolean apart) {
    return apart ? new Apart<>() : new Refs<>(capacity);
  }

  /** Adds the element. It is in the bag when this returns. Linearizes at the store into the entry. */
  public final void add(final T element, final Member member) {
    takePlace(member, 0).fill(member.place(), element);
  }

  /**
   * Takes a place in which {@link #put} puts the element, so that it needs no memory then. Until that, walks pass over
   * the place; {@link #remove} gives it back unused.
   */
  public final void reserve(final Member member) {
    takePlace(member, 0);
  }

  /** Adds the element at the place reserved. It is in the bag when this returns. Linearizes as {@link #add} does. */
  @SuppressWarnings("unchecked") // its place is in a chunk of this bag
  public final void put(final T element, final Member member) {
    ((Refs<T>) member.chunk()).fill(member.place(), element);
  }

  /** Removes the element of {@code member}. Once, by one thread. Linearizes at the store into the entry. */
  public final void remove(final Member member) {
    remove(member.chunk(), member.place());
  }

  /** Removes the element that is at this place. As {@link #remove(Member)} does. */
  public final void remove(final Chunk chunk, final int place) {
    ((Refs<?>) chunk).empty(place);
    giveBack(chunk, place);
  }

  /**
   * Shows the elements to the test until it answers false; false if it did. If a thread added an element and then
   * missed the caller's last volatile step, this sees the element (CH-E4).
   */
  public final boolean forEach(final Predicate<? super T> more) {
    for (Refs<T> chunk = first(); chunk != null; chunk = after(chunk)) {
      for (long taken = chunk.takenVolatile(); taken != 0; taken &= taken - 1) {
        final T element = chunk.at(Long.numberOfTrailingZeros(taken));
        if (element != null && !more.test(element)) {
          return false;
        }
      }
    }
    return true;
  }
}
