package dev.quell.command;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The other servers that kills reach, if there are any; see {@link SessionCommands.Builder#members}. Thread-safe. The
 * methods that return rows wait for the members, for as long as whoever made this has set.
 */
public interface Members {

  /**
   * The name of this member.
   *
   * @return as the others know it
   */
  String name();

  /**
   * Kills on every member.
   *
   * @param request what to kill
   * @return complete when every member that is in touch has answered, or the time is up; when this returns, the own
   *     core is done
   */
  CompletionStage<List<Killed>> kill(KillRequest request);

  /**
   * Says what a kill would hit.
   *
   * @param request the kill in question
   * @return one row of each other member
   */
  Answers<Hits> explain(KillRequest request);

  /**
   * Lists operations.
   *
   * @param most how many of each member
   * @return those of the other members
   */
  Answers<OperationInfo> operations(int most);

  /**
   * Lists sessions.
   *
   * @param most how many of each member
   * @param patterns which sessions; none for all
   * @return those of the other members
   */
  Answers<SessionInfo> sessions(int most, KillPattern... patterns);

  /**
   * Kills an operation on a member.
   *
   * @param member its name, perhaps that of this one
   * @param id the operation's id there
   * @param code the error code for the victim
   * @param reason why, or empty
   * @param by the killer, or empty
   * @return whether it was killed by this
   * @throws CommandException with {@link ErrorCode#BAD_VALUE} if there is no such member, with
   *     {@link ErrorCode#HOST_UNREACHABLE} if it does not answer
   */
  boolean killOperation(String member, int id, int code, String reason, String by);

  /** How far a member is with a kill. */
  enum State {
    /** It has killed all that had begun when the kill was called. */
    ANSWERED("answered"),
    /** It has killed, but had to spare what began shortly before the call. */
    LATE("late"),
    /** It was not heard, and kills when it hears of the kill. */
    UNANSWERED("unanswered"),
    /** It has ended. */
    GONE("gone");

    private final String text;

    State(final String text) {
      this.text = text;
    }

    /**
     * The state as reports show it.
     *
     * @return one word in small letters
     */
    public String text() {
      return text;
    }
  }

  /**
   * What a kill did on a member.
   *
   * @param member its name
   * @param state how far it is
   * @param sessions sessions that matched
   * @param operations operations that were killed
   * @param cursors cursors that were killed
   * @param micros how long it took there
   */
  record Killed(String member, State state, long sessions, long operations, long cursors, long micros) {

    /**
     * Makes the description.
     *
     * @param member its name
     * @param state how far it is
     * @param sessions sessions that matched
     * @param operations operations that were killed
     * @param cursors cursors that were killed
     * @param micros how long it took there
     */
    public Killed {
      Objects.requireNonNull(member, "member");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * What a kill would hit on a member.
   *
   * @param sessions sessions that match
   * @param operations operations that it would kill
   * @param cursors cursors that it would kill
   */
  record Hits(long sessions, long operations, long cursors) {}

  /**
   * What the members have answered.
   *
   * @param <T> of what
   * @param rows the answers
   * @param unanswered the members that did not answer in time
   * @param more whether a member has more rows than it was asked for
   */
  record Answers<T>(List<Row<T>> rows, List<String> unanswered, boolean more) {

    /**
     * Makes the answers.
     *
     * @param rows the answers
     * @param unanswered the members that did not answer in time
     * @param more whether a member has more rows than it was asked for
     */
    public Answers {
      rows = List.copyOf(rows);
      unanswered = List.copyOf(unanswered);
    }

    /**
     * Makes answers that are all there is.
     *
     * @param rows the answers
     * @param unanswered the members that did not answer in time
     */
    public Answers(final List<Row<T>> rows, final List<String> unanswered) {
      this(rows, unanswered, false);
    }
  }

  /**
   * An answer.
   *
   * @param <T> of what
   * @param member the name of the member
   * @param value what it answered
   */
  record Row<T>(String member, T value) {

    /**
     * Makes the row.
     *
     * @param member the name of the member
     * @param value what it answered
     */
    public Row {
      Objects.requireNonNull(member, "member");
      Objects.requireNonNull(value, "value");
    }
  }
}
