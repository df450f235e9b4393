package dev.quell.internal.kill;

import dev.quell.internal.live.Claimer;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveSession;
import dev.quell.internal.live.Run;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.Words;

/**
 * A kill being explained: shown the sessions that match, it counts what {@link Kill} would claim, and claims nothing.
 */
final class Explanation implements SessionVisitor, Claimer {
  private final long cutOff;
  private long sessions;
  private long operations;
  private long cursors;

  Explanation(final long cutOff) {
    this.cutOff = cutOff;
  }

  @Override
  public boolean session(final Segment segment, final int offset, final long word, final boolean counted) {
    final LiveSession attached = OperationWord.isAttached(word) ? (LiveSession) segment.session(offset) : null;
    final boolean hit =
        OperationWord.isClaimable(word) && (cutOff == Kill.NO_CUT_OFF || Kill.stampOf(segment, offset, word) <= cutOff);
    if (!segment.isStill(offset, word)) {
      return false;
    }
    if (!counted) { // else an earlier step has counted it, with all that is in it
      sessions++;
      operations += hit ? 1 : 0;
      if (attached != null) {
        attached.offerAttached(this);
      }
    }
    return true;
  }

  @Override
  public void bare(final long count) {
    sessions += count;
  }

  @Override
  public void operation(final Run run, final long[] words, final int index, final long ticket, final long stamp) {
    final long word = Words.getAcquire(words, index); // acquire: a look, nothing hangs on it
    if (stamp <= cutOff && OperationWord.belongsTo(word, ticket) && OperationWord.isClaimable(word)) {
      operations++;
    }
  }

  @Override
  public void cursor(final LiveCursor cursor) {
    if (cursor.openedStamp() <= cutOff && cursor.isOpen()) {
      cursors++;
    }
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
