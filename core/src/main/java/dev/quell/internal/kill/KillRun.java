package dev.quell.internal.kill;

import dev.quell.KillCause;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.live.Claimer;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.LiveSession;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionWord;
import dev.quell.internal.slots.Words;

/**
 * One kill being carried out: shown the sessions that match, it claims what runs and what is open in them.
 *
 * <p>Every claim is a compare-and-set on the victim's own word (operation) or state (cursor), so two kills never claim the same
 * (K4). An operation whose begin returned before the kill was called is found: its word was RUNNING, or it was in the session's
 * overflow, before the walk started (K1). One that begins after the kill returned has a later sequence in its word than any this
 * kill has seen (K2). A session costs the line that holds its two words, and no more unless something is to be claimed (K6).
 */
final class KillRun implements SessionWalker.Visitor, Claimer {
  static final long NO_CUT_OFF = Long.MAX_VALUE;

  private final LiveContext context;
  private final KillCause cause;
  private final long calledNanos;
  private final long cutOff;
  private KillRecord record; // registered with the first victim
  private long sessions;
  private long operations;
  private long cursors;

  KillRun(final LiveContext context, final KillRequest request, final long calledNanos) {
    this.context = context;
    this.cause = new KillCause(request.code(), request.reason(), request.by(), context.nextKillId());
    this.calledNanos = calledNanos;
    this.cutOff = request.cutOff().orElse(NO_CUT_OFF);
  }

  @Override
  public void session(final Segment segment, final int offset, final int generation, final boolean counted) {
    final long operationWord = segment.operationWordAcquire(offset);
    final long sessionWord = segment.sessionWordAcquire(offset); // after the operation word: see Segment I2
    if (!SessionWord.isOpen(sessionWord, generation)) {
      return;
    }
    if (!counted) {
      sessions++;
    }
    if (OperationWord.isClaimable(operationWord)) {
      primary(segment, offset, operationWord);
    }
    if (SessionWord.hasAttached(sessionWord)) {
      final LiveSession session = (LiveSession) segment.session(offset);
      if (session != null && segment.stillIn(offset, generation)) { // K3
        session.offerAttached(this);
      }
    }
  }

  @Override
  public void group(final Segment segment, final int firstOffset, final long live) {
    long open = 0;
    for (int offset = firstOffset; offset < firstOffset + Segment.GROUP; offset++) {
      final long operationWord = segment.operationWordAcquire(offset);
      final long sessionWord = segment.sessionWordAcquire(offset);
      if (SessionWord.isOpen(sessionWord)) { // then its live bit is set too
        if (OperationWord.isClaimable(operationWord) || SessionWord.hasAttached(sessionWord)) {
          session(segment, offset, SessionWord.generation(sessionWord), false);
        } else {
          open++;
        }
      }
    }
    sessions += open;
  }

  private void primary(final Segment segment, final int offset, final long word) {
    final int index = Segment.operationIndex(offset);
    final long ticket = OperationWord.ticket(word);
    if (cutOff == NO_CUT_OFF || stampOf(segment, offset, index, ticket) <= cutOff) {
      claimPrimary(segment, offset, word, index, ticket);
    }
  }

  /** Core time at which the primary operation began; later than everything if its begin has not returned. */
  static long stampOf(final Segment segment, final int offset, final int index, final long ticket) {
    final LiveOperation operation = (LiveOperation) segment.operation(offset);
    return operation == null ? Long.MAX_VALUE : operation.stampOf(segment.words(), index, ticket);
  }

  private void claimPrimary(
      final Segment segment, final int offset, final long seen, final int index, final long ticket) {
    final KillRecord claimed = record();
    long word = seen;
    while (!segment.casOperationWord(offset, word, OperationWord.withCause(word, claimed.index()))) { // K1, K3, K4
      word = segment.operationWordAcquire(offset);
      if (!OperationWord.belongsTo(word, ticket) || !OperationWord.isClaimable(word)) {
        return; // it has ended, or another kill has it
      }
    }
    operations++;
    if ((word & OperationWord.WAITING) != 0) {
      final LiveOperation operation = (LiveOperation) segment.operation(offset);
      if (operation != null) {
        operation.wake(segment.words(), index, ticket, cause);
      }
    }
  }

  @Override
  public void operation(
      final LiveOperation operation, final long[] words, final int index, final long ticket, final long stamp) {
    if (stamp <= cutOff && isClaimable(words, index) && context.claim(operation, words, index, ticket, record())) {
      operations++;
    }
  }

  private static boolean isClaimable(final long[] words, final int index) {
    return OperationWord.isClaimable(Words.getAcquire(words, index));
  }

  @Override
  public void cursor(final LiveCursor cursor) {
    if (cursor.openedStamp() <= cutOff && cursor.kill()) {
      cursors++;
    }
  }

  private KillRecord record() {
    if (record == null) {
      record = context.ledger.register(cause, calledNanos);
    }
    return record;
  }

  /** The kill is done. */
  KillReport finish(final KillRequest request) {
    if (record != null) {
      context.ledger.finish(record, operations);
    }
    final long nanos = context.clock.nanoTime() - calledNanos;
    context.counters.kills.increment();
    context.counters.recordKill(nanos);
    if (operations > 0) {
      context.counters.operationsKilled.add(operations);
    }
    return new FinishedKill(
        context, request, cause, operations == 0 ? null : record, sessions, operations, cursors, calledNanos, nanos);
  }
}
