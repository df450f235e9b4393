package dev.quell.internal.bag;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A lazy iterator over something that is walked chunk by chunk. It holds one chunk at a time. For one thread.
 *
 * @param <T> the elements
 */
public abstract class ChunkedIterator<T> implements Iterator<T> {
  private final List<T> chunk = new ArrayList<>();
  private int next;
  private boolean ended;

  /**
   * Adds the elements of the next chunk, if it has any.
   *
   * @return false, with nothing added, if there is no further chunk
   */
  protected abstract boolean fill(List<T> into);

  @Override
  public final boolean hasNext() {
    while (next == chunk.size() && !ended) {
      chunk.clear();
      next = 0;
      ended = !fill(chunk);
    }
    return next < chunk.size();
  }

  @Override
  public final T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return chunk.get(next++);
  }
}
