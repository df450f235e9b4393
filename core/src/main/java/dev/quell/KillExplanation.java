package dev.quell;

import java.util.List;
import java.util.Objects;

/**
 * How a kill would be carried out and what it would hit. Immutable, so safe to share between threads. Work goes on
 * meanwhile, so a kill that is really carried out may hit something else.
 *
 * @param steps one for each group of patterns that one index serves
 * @param sessions sessions that the kill would match, each counted once
 * @param operations operations that the kill would claim
 * @param cursors cursors that the kill would claim
 */
public record KillExplanation(List<Step> steps, long sessions, long operations, long cursors) {

  /**
   * Makes an explanation; the core calls this.
   *
   * @param steps the steps in the order in which the kill would take them, copied
   * @param sessions how many sessions the kill would match
   * @param operations how many operations the kill would claim
   * @param cursors how many cursors the kill would claim
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
    /** Each owner's list of sessions. */
    OWNER,
    /** Each role's list of owners, and each owner's list of sessions. */
    ROLE,
    /** Each label's lists of sessions, operation objects and cursors that carry it. */
    LABEL,
    /** A walk over all slots. */
    ALL
  }

  /**
   * One step of a kill.
   *
   * @param patterns the patterns that it serves, as text
   * @param index what finds its candidates
   * @param candidates how many sessions that index yields; for labels, operation objects and cursors count too
   * @param sessions how many of them meet the rest of the pattern and belong to no earlier step
   * @param operations operations that this step would claim
   * @param cursors cursors that this step would claim
   */
  public record Step(String patterns, Index index, long candidates, long sessions, long operations, long cursors) {

    /**
     * Makes a step; the core calls this.
     *
     * @param patterns the patterns in the shape of MongoDB's command
     * @param index what finds its candidates
     * @param candidates how many sessions that index yields
     * @param sessions how many of them count for this step
     * @param operations how many operations this step would claim
     * @param cursors how many cursors this step would claim
     */
    public Step {
      Objects.requireNonNull(patterns, "patterns");
      Objects.requireNonNull(index, "index");
    }
  }
}
