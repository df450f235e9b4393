package dev.quell.internal.kill;

import dev.quell.internal.live.Claimer;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.LiveSession;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionWord;
import dev.quell.internal.slots.Words;

/** A kill being explained: shown the sessions that match, it counts what {@link KillRun} would claim, and claims nothing. */
final class ExplainRun implements SessionWalker.Visitor, Claimer {
  private final long cutOff;
  private long sessions;
  private long operations;
  private long cursors;

  ExplainRun(final long cutOff) {
    this.cutOff = cutOff;
  }

  @Override
  public void session(final Segment segment, final int offset, final int generation, final boolean counted) {
    final long operationWord = segment.operationWordAcquire(offset);
    final long sessionWord = segment.sessionWordAcquire(offset);
    if (counted || !SessionWord.isOpen(sessionWord, generation)) {
      return; // counted by an earlier step, with all that is in it
    }
    sessions++;
    if (OperationWord.isClaimable(operationWord) && beganInTime(segment, offset, operationWord)) {
      operations++;
    }
    if (SessionWord.hasAttached(sessionWord)) {
      final LiveSession session = (LiveSession) segment.session(offset);
      if (session != null && segment.stillIn(offset, generation)) {
        session.offerAttached(this);
      }
    }
  }

  private boolean beganInTime(final Segment segment, final int offset, final long word) {
    return cutOff == KillRun.NO_CUT_OFF
        || KillRun.stampOf(segment, offset, Segment.operationIndex(offset), OperationWord.ticket(word)) <= cutOff;
  }

  @Override
  public void operation(
      final LiveOperation operation, final long[] words, final int index, final long ticket, final long stamp) {
    final long word = Words.getAcquire(words, index);
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
