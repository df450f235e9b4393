package dev.quell.internal.kill;

import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.Segment;

/** Receives the sessions that match, and the operations and cursors that match by their own labels. */
interface SessionVisitor {
  /**
   * Receives one session.
   *
   * @param word the kill word of its slot, LIVE, read before it was found to match
   * @param counted whether an earlier step has counted the session, if it was open then
   * @return false, and nothing done, if the word has changed: the slot may be another session's
   */
  boolean session(
      Segment<OwnerRecord, SessionAnchor, OperationState> segment, int offset, long word, boolean counted);

  /** Whether bare sessions, in which there is nothing to kill, are only to be counted. */
  boolean takesBare();

  /** Receives the number of some bare sessions, none of which meets an earlier selector. */
  void bare(long count);

  /** Whether to show operations and cursors that match by their own labels. */
  boolean takesWork();

  /** Receives a run that matches by its own labels; maybe one in a session that is shown too. */
  void operation(Run run);

  /** Receives a cursor that matches by its own labels; maybe one in a session that is shown too. */
  void cursor(CursorImpl<?> cursor);
}
