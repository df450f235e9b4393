package dev.quell;

import java.util.List;
import java.util.Objects;

/**
 * How a kill would be carried out and what it would hit, had it been called instead of explained. Immutable, so safe to
 * share between threads. The numbers are those of a moment while work went on, so a kill may find others.
 *
 * @param steps one for each group of patterns that one index serves
 * @param sessions sessions that would be matched, each counted once
 * @param operations operations that would be killed
 * @param cursors cursors that would be killed
 */
public record KillExplanation(List<Step> steps, long sessions, long operations, long cursors) {

  /**
   * Makes an explanation; the core does.
   *
   * @param steps the steps in the order in which they would be carried out, copied
   * @param sessions how many sessions would be matched
   * @param operations how many operations would be killed
   * @param cursors how many cursors would be killed
   * @throws NullPointerException if one of the steps is null
   */
  public KillExplanation {
    steps = List.copyOf(Objects.requireNonNull(steps, "steps"));
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
    /** A walk over all slots. */
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
  public record Step(String patterns, Index index, long candidates, long sessions, long operations, long cursors) {

    /**
     * Makes a step; the core does.
     *
     * @param patterns the patterns in the shape of MongoDB's command
     * @param index where the candidates come from
     * @param candidates how many that index yields
     * @param sessions how many of them count for this step
     * @param operations how many operations this step would kill
     * @param cursors how many cursors this step would kill
     */
    public Step {
      Objects.requireNonNull(patterns, "patterns");
      Objects.requireNonNull(index, "index");
    }
  }
}
