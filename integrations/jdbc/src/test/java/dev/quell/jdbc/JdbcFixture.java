package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A core with a session, and a pool with one connection to a real database, so all work of a test uses that one. */
abstract class JdbcFixture {
  static final Owner ANN = Owner.of("ann", "app");

  final KillCore core = KillCore.create();
  final Session session = core.startSession(ANN);
  final ExecutorService threads = Executors.newCachedThreadPool();
  HikariDataSource pool;
  KillableJdbc jdbc;

  /** A pool with one connection. */
  abstract HikariDataSource newPool() throws Exception;

  abstract StatementCanceller canceller();

  /** A query that runs until it is cancelled. */
  abstract String endless();

  /** Waits until the database runs the endless query. */
  abstract void awaitEndless() throws Exception;

  @BeforeEach
  void open() throws Exception {
    pool = newPool();
    jdbc = KillableJdbc.builder().canceller(canceller()).discard(pool::evictConnection).build();
  }

  @AfterEach
  void close() throws Exception {
    core.close();
    pool.close();
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
  }

  final void assertUsable() throws SQLException {
    try (Connection db = pool.getConnection()) {
      assertEquals(1, selectOne(db));
    }
    assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
  }

  static int selectOne(final Connection db) throws SQLException {
    try (PreparedStatement query = db.prepareStatement("SELECT 1"); ResultSet rows = query.executeQuery()) {
      assertTrue(rows.next());
      return rows.getInt(1);
    }
  }
}
