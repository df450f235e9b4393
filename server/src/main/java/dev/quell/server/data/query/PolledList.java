package dev.quell.server.data.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;

/**
 * An array that polls while it is walked: one document can hold a million elements, and a query can walk them again and
 * again.
 */
final class PolledList extends ArrayList<Object> {
  private static final long serialVersionUID = 1L;

  private final transient Poll poll;

  PolledList(final Poll poll) {
    this.poll = poll;
  }

  @Override
  public Iterator<Object> iterator() {
    final Iterator<Object> all = super.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Object next() {
        poll.check();
        return all.next();
      }

      @Override
      public void remove() {
        all.remove();
      }
    };
  }

  /** What streams go by. */
  @Override
  public Spliterator<Object> spliterator() {
    return Spliterators.spliterator(iterator(), size(), Spliterator.ORDERED);
  }

  @Override
  public void forEach(final Consumer<? super Object> action) {
    iterator().forEachRemaining(action);
  }
}
