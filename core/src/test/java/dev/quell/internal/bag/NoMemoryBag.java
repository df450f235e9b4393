package dev.quell.internal.bag;

import java.lang.reflect.Field;
import java.util.Arrays;

/**
 * A bag that finds no memory for a chunk.
 *
 * @param <T> the elements
 */
public final class NoMemoryBag<T> extends RefBag<T> {
  @Override
  Refs<T> newChunk(final int capacity, final boolean apart) {
    throw new OutOfMemoryError("no chunk");
  }

  /** Puts such a bag in place of each stripe. Returns what gives it its own stripes back. */
  public static <T> Runnable inPlaceOf(final StripedBag<T> striped) throws ReflectiveOperationException {
    final Field field = StripedBag.class.getDeclaredField("stripes");
    field.setAccessible(true);
    final Object[] stripes = (Object[]) field.get(striped);
    final Object[] own = stripes.clone();
    Arrays.setAll(stripes, i -> new NoMemoryBag<T>());
    return () -> System.arraycopy(own, 0, stripes, 0, own.length);
  }
}
