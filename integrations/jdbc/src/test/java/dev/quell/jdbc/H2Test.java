package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract with H2, in memory, behind HikariCP. */
class H2Test extends JdbcContract {
  private static volatile CountDownLatch started = new CountDownLatch(1);

  /** Public, as the database asks. */
  public static final class Function {
    private Function() {}

    /** Called for each row of the endless query. */
    public static int started() {
      started.countDown();
      return 1;
    }
  }

  @Override
  HikariDataSource newPool() throws SQLException {
    started = new CountDownLatch(1);
    final HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
    config.setMaximumPoolSize(1);
    final HikariDataSource pool = new HikariDataSource(config);
    try (Connection db = pool.getConnection(); Statement statement = db.createStatement()) {
      statement.execute("CREATE ALIAS STARTED FOR \"" + Function.class.getName() + ".started\"");
    }
    return pool;
  }

  @Override
  StatementCanceller canceller() {
    return Statement::cancel;
  }

  @Override
  String endless() {
    return "SELECT SUM(STARTED() + X) FROM SYSTEM_RANGE(1, 1000000000000)";
  }

  @Test
  void shouldHearAKillWhileThePoolHasNoConnection() throws Exception {
    final Operation op = session.begin("waits for a connection");
    try (Connection held = pool.getConnection()) {
      assertTrue(held.isValid(1));
      final Future<Connection> victim = threads.submit(() -> op.interruptibly(pool::getConnection));
      while (pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0) {
        Thread.onSpinWait();
      }
      core.kill(KillPattern.owner(ANN.uid()));

      assertInstanceOf(
          OperationKilledException.class, assertThrows(ExecutionException.class, victim::get).getCause());
    }
    op.close();
    assertUsable();
  }

  @Override
  void awaitEndless() throws InterruptedException {
    assertTrue(started.await(60, TimeUnit.SECONDS), "the query has not started");
  }
}
