package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold with every real database. */
abstract class JdbcContract extends JdbcCursorContract {
  /** Whatever ends an operation from outside. */
  enum Kill {
    PATTERN(KillCode.INTERRUPTED),
    DISCONNECT(KillCode.CLIENT_DISCONNECT),
    DEADLINE(KillCode.MAX_TIME_MS_EXPIRED),
    CLOSE(KillCode.INTERRUPTED_AT_SHUTDOWN);

    final int code;

    Kill(final int code) {
      this.code = code;
    }

    void kill(final KillCore core, final Operation op, final OperationRef ref) {
      switch (this) {
        case PATTERN -> core.kill(KillPattern.owner(ANN.uid()));
        case DISCONNECT -> ref.kill(KillCode.CLIENT_DISCONNECT, "client went away", "");
        case DEADLINE -> op.deadline(Duration.ZERO);
        case CLOSE -> core.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldStopTheStatementAndTellBothFailures(final Kill kill) throws Exception {
    final CompletableFuture<Operation> begun = new CompletableFuture<>();
    final CompletableFuture<OperationRef> ref = new CompletableFuture<>();
    final Future<?> victim =
        threads.submit(
            () -> {
              try (Operation op = session.begin(endless());
                  Connection db = pool.getConnection();
                  PreparedStatement query = db.prepareStatement(endless())) {
                ref.complete(op.ref());
                begun.complete(op);
                jdbc.run(op, query, PreparedStatement::executeQuery);
              }
              return null;
            });
    awaitEndless();

    kill.kill(core, begun.get(), ref.get());

    final OperationKilledException told =
        assertInstanceOf(OperationKilledException.class, assertThrows(Exception.class, victim::get).getCause());
    assertEquals(kill.code, told.code());
    assertInstanceOf(SQLException.class, told.getCause());
    assertUsable();
  }

  @Test
  void shouldReportTheVictimAsStoppedWhenItsConnectionIsBack() throws Exception {
    final Future<?> victim = threads.submit(this::runEndless);
    awaitEndless();

    final KillReport report = core.kill(KillPattern.owner(ANN.uid()));

    assertEquals(1, report.operationsKilled());
    assertTrue(report.await(Duration.ofSeconds(30)));
    assertThrows(Exception.class, victim::get);
    assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
  }

  private Void runEndless() throws SQLException {
    try (Operation op = session.begin(endless());
        Connection db = pool.getConnection();
        PreparedStatement query = db.prepareStatement(endless())) {
      jdbc.run(op, query, PreparedStatement::executeQuery);
    }
    return null;
  }

  @Test
  void shouldNotExecuteForAnOperationThatWasKilledBefore() throws Exception {
    try (Operation op = session.begin("late"); Connection db = pool.getConnection();
        PreparedStatement query = db.prepareStatement("SELECT 1")) {
      op.kill(KillCode.INTERRUPTED, "", "");

      assertThrows(
          OperationKilledException.class,
          () -> jdbc.run(op, query, q -> {
            throw new AssertionError("executed");
          }));
    }
  }

  @Test
  void shouldLeaveTheDriversExceptionAloneWithoutAKill() throws Exception {
    try (Operation op = session.begin("wrong"); Connection db = pool.getConnection();
        Statement query = db.createStatement()) {
      assertThrows(SQLException.class, () -> jdbc.call(op, query, q -> q.execute("SELECT 1 / 0")));
    }
    assertUsable();
  }

  /**
   * After a kill that came in time the next is sent later; after one that came too late earlier, before the statement
   * if need be. So they stay near its end on a machine of any speed.
   */
  @Test
  void shouldNeverLetALateCancelHitTheNextStatement() throws Exception {
    int killed = 0;
    long delay = 0;
    try (Connection db = pool.getConnection()) {
      for (int round = 0; round < 300 || killed == 0 || killed == round; round++) {
        final Operation op = session.begin("short");
        final OperationRef ref = op.ref();
        final long start = System.nanoTime() + Math.max(0, -delay);
        final long due = start + delay;
        final Future<?> killer =
            threads.submit(() -> {
              spinUntil(due);
              return ref.kill(KillCode.INTERRUPTED, "race", "");
            });
        spinUntil(start);
        final long step = ThreadLocalRandom.current().nextLong(20_000);
        try (PreparedStatement query = db.prepareStatement("SELECT 1")) {
          jdbc.run(op, query, q -> q.executeQuery().close());
          delay -= step;
        } catch (final OperationKilledException e) {
          killed++;
          delay += step;
        }
        assertEquals(1, selectOne(db), "the statement after round " + round);
        op.close();
        killer.get();
      }
    }
  }

  private static void spinUntil(final long time) {
    while (System.nanoTime() - time < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldTakeTheQueryTimeoutAsTheDeadlineOfTheWork() throws Exception {
    try (Operation op = session.begin("timed"); Connection db = pool.getConnection();
        PreparedStatement query = db.prepareStatement("SELECT 1")) {
      query.setQueryTimeout(40);

      final Duration during = jdbc.call(op, query, q -> op.info().timeLeft().orElseThrow());

      assertTrue(during.compareTo(Duration.ofSeconds(41)) < 0, during::toString);
      assertTrue(op.info().timeLeft().isEmpty());
      assertEquals(40, query.getQueryTimeout());
    }
  }

  @Test
  void shouldBoundTheDriverByTheDeadline() throws Exception {
    try (Operation op = session.begin("timed"); Connection db = pool.getConnection();
        PreparedStatement query = db.prepareStatement("SELECT 1")) {
      op.deadline(Duration.ofSeconds(40));

      final int during = jdbc.call(op, query, PreparedStatement::getQueryTimeout);

      assertTrue(during >= 40 && during <= 42, "seconds: " + during);
      assertTrue(op.info().timeLeft().isPresent());
      assertEquals(0, query.getQueryTimeout());
    }
  }

  @Test
  void shouldKeepADeadlineThatIsEarlierThanTheQueryTimeout() throws Exception {
    try (Operation op = session.begin("timed"); Connection db = pool.getConnection();
        PreparedStatement query = db.prepareStatement("SELECT 1")) {
      op.deadline(Duration.ofSeconds(20));
      query.setQueryTimeout(40);

      final Duration during = jdbc.call(op, query, q -> op.info().timeLeft().orElseThrow());

      assertTrue(during.compareTo(Duration.ofSeconds(21)) < 0, during::toString);
      assertEquals(40, query.getQueryTimeout());
    }
  }
}
