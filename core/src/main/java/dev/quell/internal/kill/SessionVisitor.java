package dev.quell.internal.kill;

import dev.quell.internal.slots.Segment;

/** Is shown the sessions that match. */
interface SessionVisitor {
  /**
   * One session.
   *
   * @param word the operation word of its slot, LIVE, read before it was found to match
   * @param counted whether an earlier step has counted the session, if it was open then
   * @return false, and nothing done, if the word has changed, so that it is not sure any more whose slot this is
   */
  boolean session(Segment segment, int offset, long word, boolean counted);

  /** So many sessions, none of which meets an earlier selector, in which there is nothing to kill. */
  void bare(long count);
}
