package dev.quell.internal.kill;

import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import org.jspecify.annotations.Nullable;

/** The explanation of a kill: it counts what {@link Kill} would claim. */
final class Explanation extends Hits {
  private long sessions;
  private long operations;
  private long cursors;

  /**
   * @param operationsBy see {@link CutOffs#ofOperations}
   * @param cursorsBy see {@link CutOffs#ofCursors}
   */
  Explanation(final Selector[] selectors, final long operationsBy, final long cursorsBy) {
    super(selectors, operationsBy, cursorsBy);
  }

  @Override
  void hitSession() {
    sessions++;
  }

  @Override
  void hit(final @Nullable Run run) {
    operations++;
  }

  @Override
  void hit(final CursorImpl<?> cursor) {
    cursors++;
  }

  @Override
  public void bare(final long count) {
    sessions += count;
  }

  long sessions() {
    return sessions;
  }

  long operations() {
    return operations;
  }

  long cursors() {
    return cursors;
  }
}
