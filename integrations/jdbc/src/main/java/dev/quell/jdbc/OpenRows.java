package dev.quell.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Rows that outlive the operation that queried them: the resource of a cursor. It owns the result set, its statement
 * and its connection, and its close closes all three: the connection goes back to its pool.
 *
 * <p><b>Threads:</b> as for a {@link ResultSet}, one at a time. A pin of the cursor sees to that.
 */
public final class OpenRows implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;
  private final ResultSet resultSet;

  OpenRows(final Connection connection, final Statement statement, final ResultSet resultSet) {
    this.connection = connection;
    this.statement = statement;
    this.resultSet = resultSet;
  }

  /**
   * The rows. Use them only while the cursor is pinned.
   *
   * @return the result set that the query gave
   */
  public ResultSet resultSet() {
    return resultSet;
  }

  Connection connection() {
    return connection;
  }

  Statement statement() {
    return statement;
  }

  /**
   * Closes the result set, the statement and the connection, each even if the one before fails. The core calls this
   * once; a second call does nothing, as JDBC asks.
   *
   * @throws SQLException the first failure; later ones are suppressed in it
   */
  @Override
  public void close() throws SQLException {
    closeAll(resultSet, statement, connection);
  }

  /** Closes what there is, in this order, each even if the one before fails. */
  static void closeAll(final @Nullable AutoCloseable... resources) throws SQLException {
    SQLException failure = null;
    for (final AutoCloseable resource : resources) {
      try {
        if (resource != null) {
          resource.close();
        }
      } catch (final Exception e) { // of a pool, it may be anything
        if (failure == null) {
          failure = e instanceof SQLException sql ? sql : new SQLException("could not close " + resource, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
