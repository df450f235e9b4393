package dev.quell.jdbc;

import dev.quell.KillCode;
import dev.quell.Operation;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of one piece of work: the shorter of the statement's query timeout and what the operation has left.
 * The operation gets it as its deadline, so that the kill at the deadline cancels the statement. The driver gets it
 * with one to two seconds more, in case that cancel does not help.
 */
final class TimeLimit {
  /** The SQLSTATE for a statement that was cancelled. */
  private static final String QUERY_CANCELED = "57014";
  /** Makes an operation forget its deadline. */
  private static final Duration NEVER = Duration.ofDays(100_000);

  /** What drivers that count in milliseconds take. */
  private static final int LONGEST_SECONDS = Integer.MAX_VALUE / 1_000;

  private final Operation operation;
  private final Statement statement;
  private final long start = System.nanoTime();
  /** In seconds, as the host set it; zero for none, -1 if the driver has none. */
  private final int queryTimeout;
  private final Optional<Duration> left;
  private final @Nullable Duration limit;

  private TimeLimit(final Operation operation, final Statement statement) throws SQLException {
    this.operation = operation;
    this.statement = statement;
    queryTimeout = queryTimeout(statement);
    left = operation.info().timeLeft();
    final Duration timeout = queryTimeout > 0 ? Duration.ofSeconds(queryTimeout) : null;
    if (timeout != null && (left.isEmpty() || timeout.compareTo(left.get()) < 0)) {
      limit = timeout;
    } else {
      limit = left.orElse(null);
    }
  }

  private static int queryTimeout(final Statement statement) throws SQLException {
    try {
      return statement.getQueryTimeout();
    } catch (final SQLFeatureNotSupportedException e) {
      return -1;
    }
  }

  /** Sets the limit for what is to come. */
  static TimeLimit start(final Operation operation, final Statement statement) throws SQLException {
    final TimeLimit made = new TimeLimit(operation, statement);
    if (made.limit != null) {
      if (made.queryTimeout >= 0) {
        statement.setQueryTimeout((int) Math.min(made.limit.toSeconds() + 2, LONGEST_SECONDS));
      }
      if (made.isTighter()) {
        operation.deadline(made.limit);
      }
    }
    return made;
  }

  private boolean isTighter() {
    return limit != null && (left.isEmpty() || limit.compareTo(left.get()) < 0);
  }

  /** Gives operation and statement the limits back that they had. */
  void end() throws SQLException {
    if (isTighter() && operation.isRunning()) {
      final Duration before = left.map(time -> time.minusNanos(System.nanoTime() - start)).orElse(NEVER);
      operation.deadline(before.isNegative() ? Duration.ZERO : before);
    }
    if (limit != null && queryTimeout >= 0 && !statement.isClosed()) {
      statement.setQueryTimeout(queryTimeout);
    }
  }

  /** Kills the operation if the driver stopped the statement at its limit before the core did. */
  void killIfPassed(final Throwable failure) {
    if (limit != null
        && failure instanceof SQLException sql
        && (sql instanceof SQLTimeoutException || QUERY_CANCELED.equals(sql.getSQLState()))
        && System.nanoTime() - start >= limit.toNanos()
        && operation.isRunning()) {
      operation.kill(KillCode.MAX_TIME_MS_EXPIRED, "query timeout", "");
    }
  }
}
