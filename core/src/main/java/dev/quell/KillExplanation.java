package dev.quell;

import java.util.List;

/**
 * How a kill would be carried out and what it would hit, had it been called instead of explained.
 *
 * @param steps one for each group of patterns that one index serves
 * @param sessions sessions that would be matched, each counted once
 * @param operations operations that would be killed
 * @param cursors cursors that would be killed
 */
public record KillExplanation(List<Step> steps, long sessions, long operations, long cursors) {

  /** Copies the list. */
  public KillExplanation {
    steps = List.copyOf(steps);
  }

  /** What finds the candidates of a step. */
  public enum Index {
    /** No session can match. */
    NONE,
    /** The hash table by UUID. */
    SESSION_ID,
    /** Each owner's own list of sessions. */
    OWNER,
    /** Each role's list of owners, and their lists of sessions. */
    ROLE,
    /** The bitmaps of live sessions. */
    ALL
  }

  /**
   * One step.
   *
   * @param patterns the patterns it serves, as text
   * @param index what finds its candidates
   * @param candidates how many sessions that index yields
   * @param sessions how many of them meet the rest of the pattern and no earlier step's
   * @param operations operations that would be killed by this step
   * @param cursors cursors that would be killed by this step
   */
  public record Step(String patterns, Index index, long candidates, long sessions, long operations, long cursors) {}
}
