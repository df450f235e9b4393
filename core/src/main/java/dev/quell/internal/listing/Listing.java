package dev.quell.internal.listing;

import dev.quell.CursorInfo;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveCursor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Streams of what there is. Weakly consistent: whatever is there from start to end is listed once, what comes or goes
 * meanwhile may or may not be. Lazy, without a lock, with memory for some dozens of elements.
 */
public final class Listing {
  private static final int BUCKETS = 64;
  private final LiveContext context;

  public Listing(final LiveContext context) {
    this.context = context;
  }

  public Stream<SessionInfo> sessions() {
    return sessions(Slots.all(context.sessions().slots()));
  }

  /** The sessions with these handles, as far as they have not ended. */
  public Stream<SessionInfo> sessions(final Iterator<Long> handles) {
    return stream(handles).map(context.sessions()::describe).filter(Objects::nonNull);
  }

  public Stream<OperationInfo> operations() {
    return stream(Runs.all(context)).map(run -> run.operation().infoOf(run)).filter(Objects::nonNull);
  }

  public Stream<CursorInfo> cursors() {
    return stream(new Flatten<>(new Buckets(context), Iterable::iterator)).map(LiveCursor::info);
  }

  private static <T> Stream<T> stream(final Iterator<T> iterator) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false);
  }

  /** The open cursors, some buckets of their index at a time. */
  private static final class Buckets implements Iterator<List<LiveCursor>> {
    private final LiveContext context;
    private int next;

    Buckets(final LiveContext context) {
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      return next >= 0;
    }

    @Override
    public List<LiveCursor> next() {
      if (next < 0) {
        throw new NoSuchElementException();
      }
      final List<LiveCursor> cursors = new ArrayList<>();
      next = context.cursors.forEachFrom(next, BUCKETS, cursors::add);
      return cursors;
    }
  }
}
