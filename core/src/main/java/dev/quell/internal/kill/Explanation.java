package dev.quell.internal.kill;

import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;

/** The explanation of a kill: it counts what {@link Kill} would claim in the matching sessions, and claims nothing. */
final class Explanation implements SessionVisitor {
  private final long operationsBy;
  private final long cursorsBy;
  private long sessions;
  private long operations;
  private long cursors;

  /**
   * @param operationsBy see {@link CutOffs#ofOperations}
   * @param cursorsBy see {@link CutOffs#ofCursors}
   */
  Explanation(final long operationsBy, final long cursorsBy) {
    this.operationsBy = operationsBy;
    this.cursorsBy = cursorsBy;
  }

  @Override
  public boolean session(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
      final int offset,
      final long word,
      final boolean counted) {
    final SessionAnchor attached = KillWord.isAttached(word) ? segment.session(offset) : null;
    final boolean hit = KillWord.isClaimable(word) && Kill.isInTime(segment, offset, word, operationsBy);
    if (!segment.isStill(offset, word)) {
      return false;
    }
    if (!counted) { // else an earlier step has counted it and what is in it
      sessions++;
      operations += hit ? 1 : 0;
      if (attached != null) {
        attached.offerFurther(this::further);
        attached.offerCursors(this::cursor);
      }
    }
    return true;
  }

  private void further(final Run run) {
    final long word = run.wordAcquire(); // acquire: only counted, nothing depends on it
    if (run.stamp() <= operationsBy && run.owns(word) && KillWord.isClaimable(word)) {
      operations++;
    }
  }

  private void cursor(final CursorImpl<?> cursor) {
    if (cursor.openedStamp() <= cursorsBy && cursor.isOpen()) {
      cursors++;
    }
  }

  @Override
  public boolean takesBare() {
    return true;
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
