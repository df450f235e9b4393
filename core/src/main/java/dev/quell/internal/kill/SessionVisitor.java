package dev.quell.internal.kill;

import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.Segment;

/** Is shown the sessions that match. */
interface SessionVisitor {
  /**
   * One session.
   *
   * @param word the kill word of its slot, LIVE, read before it was found to match
   * @param counted whether an earlier step has counted the session, if it was open then
   * @return false, and nothing done, if the word has changed, so that it is not sure any more whose slot this is
   */
  boolean session(
      Segment<OwnerRecord, SessionAnchor, OperationState> segment, int offset, long word, boolean counted);

  /** Whether it is enough to count the sessions in which there is nothing to kill. */
  boolean takesBare();

  /** So many sessions, none of which meets an earlier selector, in which there is nothing to kill. */
  void bare(long count);
}
