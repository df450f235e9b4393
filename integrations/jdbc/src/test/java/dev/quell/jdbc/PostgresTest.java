package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quell.Cursor;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The contract with a real PostgreSQL, behind HikariCP. Its cancel hits whatever the connection runs. */
class PostgresTest extends JdbcContract {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = PostgresFilter.start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Override
  HikariDataSource newPool() {
    final HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  @Override
  StatementCanceller canceller() {
    return statement -> statement.getConnection().unwrap(PGConnection.class).cancelQuery();
  }

  @Override
  String endless() {
    return "SELECT pg_sleep(1000)";
  }

  @Override
  void awaitEndless() throws SQLException {
    try (Connection db = postgres.getPostgresDatabase().getConnection();
        PreparedStatement query =
            db.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
      while (true) {
        try (ResultSet rows = query.executeQuery()) {
          if (rows.next() && rows.getInt(1) == 1) {
            return;
          }
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shouldCancelAFetchOfFurtherRows() throws Exception {
    final Cursor<OpenRows> cursor;
    try (Operation op = session.begin("query")) {
      cursor =
          jdbc.openCursor(op, pool, db -> {
            db.setAutoCommit(false);
            final PreparedStatement query =
                db.prepareStatement("SELECT i, CASE WHEN i > 2 THEN pg_sleep(1000) END FROM generate_series(1, 9) i");
            query.setFetchSize(2);
            return query;
          });
    }
    final CompletableFuture<Integer> fetch =
        CompletableFuture.supplyAsync(() -> {
          try (Operation op = session.begin("getMore")) {
            return jdbc.fetch(op, cursor, rows -> {
              int count = 0;
              while (rows.next()) {
                count++;
              }
              return count;
            });
          } catch (final SQLException e) {
            throw new CompletionException(e);
          }
        });
    awaitEndless();

    core.kill(KillPattern.all());

    final Throwable told = assertThrows(CompletionException.class, fetch::join).getCause();
    assertInstanceOf(SQLException.class, assertInstanceOf(OperationKilledException.class, told).getCause());
    assertUsable(); // cancelled, rolled back, and given back by the close of the cursor
  }

  @Test
  void shouldTellTheHostIfSomebodyElseCancelled() throws Exception {
    final CompletableFuture<Boolean> other =
        CompletableFuture.supplyAsync(() -> {
          try {
            awaitEndless();
            try (Connection db = postgres.getPostgresDatabase().getConnection();
                ResultSet rows =
                    db.createStatement().executeQuery(
                        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
              return rows.next();
            }
          } catch (final SQLException e) {
            throw new CompletionException(e);
          }
        });
    try (Operation op = session.begin("query"); Connection db = pool.getConnection();
        PreparedStatement query = db.prepareStatement(endless())) {
      query.setQueryTimeout(1_000);
      final SQLException told =
          assertThrows(SQLException.class, () -> jdbc.call(op, query, PreparedStatement::executeQuery));
      assertEquals("57014", told.getSQLState());
    }
    assertTrue(other.join());
  }
}
