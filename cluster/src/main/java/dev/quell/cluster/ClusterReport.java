package dev.quell.cluster;

import dev.quell.KillReport;
import dev.quell.KillRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * What a kill did in the cluster so far. It goes on: members that answer later are in it from then on. Any thread may
 * call any method; each call looks anew.
 */
public interface ClusterReport {

  /**
   * The request that the kill was called with.
   *
   * @return the request
   */
  KillRequest request();

  /**
   * What the kill did on the member where it was called.
   *
   * @return the report of the own core, with which one can await the end of its victims
   */
  KillReport local();

  /**
   * How far each member is, of those that were known when the kill was called.
   *
   * @return a new list, the member where the kill was called first
   */
  List<Member> members();

  /**
   * How many sessions met a pattern, on all members that have answered, each member once. A session that is open on two
   * members counts twice.
   *
   * @return zero or more
   */
  default long sessionsMatched() {
    return members().stream().mapToLong(Member::sessionsMatched).sum();
  }

  /**
   * How many operations the kill claimed, on all members that have answered, each member once.
   *
   * @return zero or more
   */
  default long operationsKilled() {
    return members().stream().mapToLong(Member::operationsKilled).sum();
  }

  /**
   * How many cursors the kill claimed, on all members that have answered, each member once.
   *
   * @return zero or more
   */
  default long cursorsKilled() {
    return members().stream().mapToLong(Member::cursorsKilled).sum();
  }

  /**
   * The members that have answered: on these, all that had begun when the kill was called is killed.
   *
   * @return a new list of names
   */
  default List<String> answered() {
    return named(State.ANSWERED);
  }

  /**
   * The members that have answered late: they have killed, but heard so late that they had to spare what began shortly
   * before the call.
   *
   * @return a new list of names
   */
  default List<String> late() {
    return named(State.LATE);
  }

  /**
   * The members that have not answered. They kill when they hear of the kill.
   *
   * @return a new list of names
   */
  default List<String> unanswered() {
    return named(State.UNANSWERED);
  }

  /**
   * The members that have ended, so that nothing which the kill is for is left there.
   *
   * @return a new list of names
   */
  default List<String> gone() {
    return named(State.GONE);
  }

  private List<String> named(final State state) {
    return members().stream().filter(member -> member.state == state).map(Member::name).toList();
  }

  /**
   * Waits until every member has answered or is gone, or the kill has left the log, so that nobody can hear of it any
   * more: see {@link #unanswered} then. No kill needs the thread that waits here.
   *
   * @param timeout how long at most
   * @return whether it is so
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code timeout} is negative
   */
  boolean await(Duration timeout) throws InterruptedException;

  /**
   * A stage that is complete when {@link #await} would return true. What depends on it runs on a thread of the
   * cluster's own, and may block. It stays incomplete while a member is silent and the log has the kill, and when this
   * member leaves the cluster.
   *
   * @return the same stage for every call, which completes with this report and never fails
   */
  CompletionStage<ClusterReport> whenAll();

  /** How far a member is with a kill. */
  enum State {
    /** It has killed all that had begun when the kill was called. */
    ANSWERED,
    /** It has killed, but had to spare what began shortly before the call. */
    LATE,
    /** It was not heard. It kills when it hears of the kill. */
    UNANSWERED,
    /** It has ended. */
    GONE
  }

  /**
   * What the kill did on one member. Immutable.
   *
   * @param name the member's name
   * @param state how far it is
   * @param sessionsMatched how many sessions met a pattern; zero unless it has answered
   * @param operationsKilled how many operations were claimed; zero unless it has answered
   * @param cursorsKilled how many cursors were claimed; zero unless it has answered
   * @param took how long the kill took there; zero unless it has answered
   * @param roundTrip from the call to the answer, on the clock of the caller; zero unless it has answered
   */
  record Member(
      String name,
      State state,
      long sessionsMatched,
      long operationsKilled,
      long cursorsKilled,
      Duration took,
      Duration roundTrip) {

    /**
     * Makes the description.
     *
     * @param name the member's name
     * @param state how far it is
     * @param sessionsMatched how many sessions met a pattern
     * @param operationsKilled how many operations were claimed
     * @param cursorsKilled how many cursors were claimed
     * @param took how long the kill took there
     * @param roundTrip from the call to the answer, on the clock of the caller
     */
    public Member {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(took, "took");
      Objects.requireNonNull(roundTrip, "roundTrip");
    }
  }
}
