package dev.quell.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

/** Has the database stop what a statement does. {@link Statement#cancel} is one, and the default. */
@FunctionalInterface
public interface StatementCanceller {

  /**
   * Cancels. It may block, and it may be called when the statement has nothing to cancel.
   *
   * @param statement the statement whose operation was killed; another thread uses it at the same time
   * @throws SQLException if the driver cannot cancel
   */
  void cancel(Statement statement) throws SQLException;
}
