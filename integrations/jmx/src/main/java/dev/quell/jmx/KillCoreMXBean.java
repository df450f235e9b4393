package dev.quell.jmx;

import java.util.List;

/**
 * A core as JMX shows it. Attributes are numbers; what is listed, explained or killed are operations.
 *
 * <p><b>Patterns</b> are text, in the form in which Quell itself shows them in reports, explanations and Flight
 * Recorder: {@code {users: [alice@app], roles: [read@app], labels: {app=billing}, minIdle: PT5M}}. The fields are
 * {@code lsid: {id: ..., uid: ...}}, {@code uid}, {@code users}, {@code roles}, {@code labels}, {@code minIdle} and
 * {@code minAge}. What contains a comma, a bracket or a quotation mark stands in double quotation marks, with a
 * backslash before a quotation mark or backslash. Several patterns are separated by commas. {@code {}} is everybody's
 * work; an empty text is refused.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} for what cannot be read or is out of range, {@link
 * IllegalStateException} if the core is closed, {@link UnsupportedOperationException} for a kill by a bean that was
 * registered for reading only. No exception carries a class that a console does not have.
 *
 * <p><b>Threads:</b> any. <b>Cost:</b> the attributes of one second share one look at the core.
 */
public interface KillCoreMXBean {

  /** The most elements that a listing returns. */
  int MOST = 10_000;

  /**
   * Sessions that are open now.
   *
   * @return how many
   */
  long getSessions();

  /**
   * Operations that run now, killed or not.
   *
   * @return how many
   */
  long getOperationsRunning();

  /**
   * Cursors that are open now.
   *
   * @return how many
   */
  long getCursorsOpen();

  /**
   * Kills whose victims have not all stopped.
   *
   * @return how many
   */
  long getKillsPending();

  /**
   * Kills by pattern so far.
   *
   * @return how many
   */
  long getKills();

  /**
   * Operations that kills have claimed so far, of whatever kind.
   *
   * @return how many
   */
  long getOperationsKilled();

  /**
   * Cursors that kills have claimed so far.
   *
   * @return how many
   */
  long getCursorsKilled();

  /**
   * Openings of sessions that a limit has refused so far.
   *
   * @return how many
   */
  long getSessionsRefused();

  /**
   * Exceptions of the host's code so far.
   *
   * @return how many
   */
  long getHostErrors();

  /**
   * The 99th percentile of the time that kills by pattern of the last minute took.
   *
   * @return microseconds; zero if there were none
   */
  double getKillMicrosP99();

  /**
   * The 99th percentile of the time that victims took to stop, of those that stopped in the last minute.
   *
   * @return microseconds; zero if there were none
   */
  double getStopMicrosP99();

  /**
   * Whether this bean kills, or was registered for reading only.
   *
   * @return true if it kills
   */
  boolean isKilling();

  /**
   * Lists running operations: all of them, killed or not, if the pattern is empty; else those that a kill would hit.
   *
   * @param pattern a pattern, or an empty text
   * @param most from 1 to {@link #MOST}
   * @return at most so many, in no order
   */
  List<OperationRow> listOperations(String pattern, int most);

  /**
   * Lists sessions: all of them if the pattern is empty, else those that match.
   *
   * @param pattern a pattern, or an empty text
   * @param most from 1 to {@link #MOST}
   * @return at most so many, in no order
   */
  List<SessionRow> listSessions(String pattern, int most);

  /**
   * Lists open cursors: all of them if the pattern is empty, else those that a kill would hit.
   *
   * @param pattern a pattern, or an empty text
   * @param most from 1 to {@link #MOST}
   * @return at most so many, in no order
   */
  List<CursorRow> listCursors(String pattern, int most);

  /**
   * Says what a kill would hit, and kills nothing.
   *
   * @param pattern a pattern
   * @return a line for the whole, and one for each step with the index that it uses
   */
  List<String> explain(String pattern);

  /**
   * Kills all operations and cursors in the sessions that the pattern matches.
   *
   * @param pattern a pattern; {@code {}} for everybody's work
   * @param reason why, for the victims; may be empty
   * @return what was killed, as a line
   */
  String kill(String pattern, String reason);

  /**
   * Kills the operations in sessions that the pattern matches which have run for longer than a time. Cursors stay open.
   *
   * @param pattern a pattern; {@code {}} for everybody's work
   * @param seconds zero or more
   * @param reason why, for the victims; may be empty
   * @return what was killed, as a line
   */
  String killRunningFor(String pattern, long seconds, String reason);

  /**
   * Kills one operation.
   *
   * @param id from {@link #listOperations}
   * @param reason why, for the victim; may be empty
   * @return false if there is no such operation any more, or it was killed before
   */
  boolean killOperation(int id, String reason);

  /**
   * Kills one cursor, and the operation that has it pinned.
   *
   * @param id from {@link #listCursors}
   * @param reason why, for that operation; may be empty
   * @return false if there is no such cursor any more, or it was killed or closed before
   */
  boolean killCursor(long id, String reason);
}
