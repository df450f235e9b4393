package dev.quell.internal.listing;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The elements of many iterators, one after the other, each made when its turn comes. Unlike {@code Stream.flatMap} it
 * never holds a whole part in memory, so a listing of millions is as small as its smallest part.
 *
 * @param <P> the parts
 * @param <T> the elements
 */
public final class Flatten<P, T> implements Iterator<T> {
  private final Iterator<? extends P> parts;
  private final Function<? super P, ? extends Iterator<? extends T>> elements;
  private Iterator<? extends T> current;

  public Flatten(final Iterator<? extends P> parts, final Function<? super P, ? extends Iterator<? extends T>> elements) {
    this.parts = parts;
    this.elements = elements;
  }

  @Override
  public boolean hasNext() {
    while (current == null || !current.hasNext()) {
      if (!parts.hasNext()) {
        return false;
      }
      current = elements.apply(parts.next());
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }
}
