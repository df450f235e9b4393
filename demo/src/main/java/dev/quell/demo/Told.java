package dev.quell.demo;

import java.util.List;
import org.bson.BsonDocument;

/**
 * What the server says that a kill did, or would do.
 *
 * @param indexes what found the candidates, one for each step of the plan; empty in a report
 * @param sessions how many matched
 * @param operations how many were killed
 * @param cursors how many were killed
 */
record Told(List<String> indexes, long sessions, long operations, long cursors) {
  static final String NONE = "NONE";
  static final String SESSION_ID = "SESSION_ID";
  static final String OWNER = "OWNER";
  static final String ROLE = "ROLE";
  static final String ALL = "ALL";

  /** The reply to {@code explain}. */
  static Told explanation(final BsonDocument reply) {
    final List<String> indexes = reply.getArray("steps").stream()
        .map(step -> step.asDocument().getString("index").getValue())
        .toList();
    return new Told(indexes, number(reply, "sessions"), number(reply, "operations"), number(reply, "cursors"));
  }

  /** The reply to a kill with {@code report: true}. */
  static Told report(final BsonDocument reply) {
    final BsonDocument report = reply.getDocument("report");
    return new Told(List.of(), number(report, "sessionsMatched"), number(report, "operationsKilled"),
        number(report, "cursorsKilled"));
  }

  /**
   * The same as a report may have it. A getMore that sees its kill at once closes its cursor itself, and then there is
   * none left for the kill to count.
   *
   * @param idle the cursors that nothing but the kill can close
   * @param reported how many the report has
   */
  Told reported(final long idle, final long reported) {
    final boolean possible = reported >= idle && reported <= cursors;
    return new Told(List.of(), sessions, operations, possible ? reported : cursors);
  }

  private static long number(final BsonDocument document, final String field) {
    return document.getNumber(field).longValue();
  }
}
