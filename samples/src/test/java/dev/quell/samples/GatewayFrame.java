package dev.quell.samples;

import dev.quell.Operation;
import dev.quell.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;

/** What the JDBC gateway of docs/library.md presumes and declares, in two blocks. */
abstract class GatewayFrame extends LibraryFrame {
  /** Set by the test. */
  Connections dataSource = () -> {
    throw new SQLException("no database");
  };

  /** As much of a data source as the sample needs. */
  interface Connections {
    Connection getConnection() throws SQLException;
  }

  void query(final Operation op, final Session session, final String sql) throws SQLException {
    throw new AssertionError("in the other block");
  }

  void cancel(final Statement statement, final Semaphore usable) {
    throw new AssertionError("in the other block");
  }

  long open(final Session session, final Operation op, final ResultSet rows) {
    throw new AssertionError("in the other block");
  }

  void fetch(final Session session, final Operation op, final long id) throws SQLException {
    throw new AssertionError("in the other block");
  }
}
