package dev.quell.internal.kill;

import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.slots.Segment;

/** Receives the sessions that a walk over one index finds, whether they match or not. */
interface Candidates {
  /**
   * Receives one session.
   *
   * @param word the kill word of its slot, LIVE, read before it was found that the index leads to this session
   * @return false, and nothing done, if the word has changed: then look at the slot again
   */
  boolean candidate(Segment<OwnerRecord, SessionAnchor, OperationState> segment, int offset, long word);

  /** Receives the number of some bare sessions, in which there is nothing to kill. */
  void bare(long count);
}
