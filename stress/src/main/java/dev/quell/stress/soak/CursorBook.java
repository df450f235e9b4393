package dev.quell.stress.soak;

import dev.quell.Cursor;
import dev.quell.Labels;
import dev.quell.Session;
import dev.quell.stress.soak.Names.Name;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One cursor and its resource, which sees for itself when it is closed. Moments are those of {@link Books#now}. */
final class CursorBook implements AutoCloseable {
  private final Books books;
  /** The session it was opened in; null for none. */
  final Name name;
  final Session session;
  /** Those of the operation that opened it, if one did. */
  final Labels labels;

  // Written by its opener before others are told of it.
  Cursor<?> cursor;
  long openReturned;

  /** Who has it pinned, from the return of the pin to the call of the unpin. */
  final AtomicReference<Thread> user = new AtomicReference<>();
  private final AtomicInteger closes = new AtomicInteger();
  private volatile Thread closing;

  CursorBook(final Books books, final Name name, final Session session, final Labels labels) {
    this.books = books;
    this.name = name;
    this.session = session;
    this.labels = labels;
  }

  /** Called by the core. */
  @Override
  public void close() {
    closing = Thread.currentThread();
    final Thread by = user.get();
    if (by != null) {
      books.violations.add("K7", this + " was closed while " + by.getName() + " had it pinned");
    }
    if (closes.incrementAndGet() > 1) {
      books.violations.add("K7", this + " was closed again");
    }
    books.counts.cursorsClosed.increment();
    books.stalls.point(Stalls.Place.RESOURCE);
  }

  int closes() {
    return closes.get();
  }

  /** Whether the present thread closed the resource, inside a call of its own. */
  boolean wasClosedHere() {
    return closing == Thread.currentThread();
  }

  @Override
  public String toString() {
    return "cursor " + (cursor == null ? "not open yet" : cursor.id())
        + " in " + (name == null ? "no session" : name) + (labels.isEmpty() ? "" : ", " + labels);
  }
}
