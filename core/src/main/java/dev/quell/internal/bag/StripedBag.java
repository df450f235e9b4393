package dev.quell.internal.bag;

import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Stripes;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One bag made of several {@link RefBag}s. Threads spread over them, so that they do not contend for one bitmap.
 *
 * @param <T> the elements
 */
public final class StripedBag<T> extends Apart {
  private static final int MOST = 1 << 10;

  /** A stripe: threads that use other stripes are not disturbed, even if a chunk takes 400 bytes. */
  private static final class ApartBag<T> extends RefBag<T> {
    @Override
    Refs<T> newChunk(final int capacity, final boolean apart) {
      return super.newChunk(capacity, true);
    }
  }

  private final RefBag<T>[] stripes;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public StripedBag() {
    stripes = new RefBag[Stripes.count(MOST)];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new ApartBag<>();
    }
  }

  /** {@link RefBag#reserve}; returns the stripe that {@link #put} and {@link #remove} need. */
  public int reserve(final Member member) {
    final int stripe = Stripes.own(stripes.length);
    stripes[stripe].reserve(member);
    return stripe;
  }

  /** {@link RefBag#put}. */
  public void put(final int stripe, final T element, final Member member) {
    stripes[stripe].put(element, member);
  }

  public void remove(final int stripe, final Member member) {
    stripes[stripe].remove(member);
  }

  /** The stripes, each a bag to walk. */
  public Iterator<RefBag<T>> stripes() {
    return Arrays.asList(stripes).iterator();
  }

  /** Shows the elements to the test until it answers false; false if it did. */
  public boolean forEach(final Predicate<? super T> more) {
    for (final RefBag<T> stripe : stripes) {
      if (!stripe.forEach(more)) {
        return false;
      }
    }
    return true;
  }
}
