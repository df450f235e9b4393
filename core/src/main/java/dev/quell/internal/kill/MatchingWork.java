package dev.quell.internal.kill;

import dev.quell.internal.bag.ChunkedIterator;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.session.SessionStore;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations or cursors that a kill would claim, each once: the kill's walk, taken chunk by chunk.
 *
 * @param <T> what is listed
 */
final class MatchingWork<T> extends ChunkedIterator<T> {
  private final SessionWalker walker;
  private final Found<T> found;

  private MatchingWork(final SessionStore store, final Selector[] selectors, final Found<T> found) {
    this.walker = new SessionWalker(store, selectors, found);
    this.found = found;
  }

  static Iterator<Run> operations(final SessionStore store, final Selector[] selectors) {
    return new MatchingWork<>(
        store,
        selectors,
        new Found<>(selectors) {
          @Override
          void hit(final @Nullable Run run) {
            if (run != null) {
              add(run);
            }
          }
        });
  }

  static Iterator<CursorImpl<?>> cursors(final SessionStore store, final Selector[] selectors) {
    return new MatchingWork<>(
        store,
        selectors,
        new Found<>(selectors) {
          @Override
          void hit(final CursorImpl<?> cursor) {
            add(cursor);
          }
        });
  }

  @Override
  protected boolean fill(final List<T> into) {
    found.into = into;
    return walker.step();
  }

  /** Collects what a chunk has. */
  private abstract static class Found<T> extends Hits {
    @SuppressWarnings("NullAway.Init") // set before a step
    private List<T> into;

    Found(final Selector[] selectors) {
      super(selectors, CutOffs.EVERYTHING, CutOffs.EVERYTHING);
    }

    final void add(final T element) {
      into.add(element);
    }

    @Override
    void hitSession() {}

    @Override
    void hit(final @Nullable Run run) {}

    @Override
    void hit(final CursorImpl<?> cursor) {}

    @Override
    public void bare(final long count) {}
  }
}
