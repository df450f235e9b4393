package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold with every real database. The pool has one connection, so all work of a test uses that one. */
abstract class JdbcContract {
  private static final Owner ANN = Owner.of("ann", "app");

  final KillCore core = KillCore.create();
  final Session session = core.startSession(ANN);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  HikariDataSource pool;
  KillableJdbc jdbc;

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

  @Test
  void shouldNeverLetALateCancelHitTheNextStatement() throws Exception {
    int killed = 0;
    try (Connection db = pool.getConnection()) {
      for (int round = 0; round < 300; round++) {
        final Operation op = session.begin("short");
        final OperationRef ref = op.ref();
        final long pause = ThreadLocalRandom.current().nextLong(300_000);
        final Future<?> killer =
            threads.submit(() -> {
              LockSupport.parkNanos(pause);
              return ref.kill(KillCode.INTERRUPTED, "race", "");
            });
        try (PreparedStatement query = db.prepareStatement("SELECT 1")) {
          jdbc.run(op, query, q -> q.executeQuery().close());
        } catch (final OperationKilledException e) {
          killed++;
        }
        assertEquals(1, selectOne(db), "the statement after round " + round);
        op.close();
        killer.get();
      }
    }
    assertTrue(killed > 0, "no kill came in time");
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

  @Test
  void shouldFetchFromACursorInLaterOperations() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    try (Operation op = session.begin("getMore")) {
      final int sum =
          jdbc.fetch(op, session.findCursor(cursor.id()).orElseThrow(), rows -> {
            int total = 0;
            while (rows.next()) {
              total += rows.getInt(1);
            }
            return total;
          });
      assertEquals(6, sum);
    }
    cursor.close();
    assertUsable();
  }

  @Test
  void shouldGiveTheConnectionBackWhenTheCursorIsKilled() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();

    core.kill(KillPattern.owner(ANN.uid()));

    assertUsable(); // the pool waits for the only connection
    assertTrue(cursor.resource().resultSet().isClosed());
  }

  @Test
  void shouldGiveTheConnectionBackWhenTheCoreCloses() throws Exception {
    openNumbers();

    core.close();

    assertUsable();
  }

  @Test
  void shouldGiveTheConnectionBackWhenTheHostHasClosedTheRows() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    try (Operation op = session.begin("getMore")) {
      jdbc.fetch(op, cursor, rows -> {
        rows.close();
        return 0;
      });
    }

    cursor.close();

    assertUsable();
  }

  @Test
  void shouldCloseTheCursorIfAFetchIsKilled() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    try (Operation op = session.begin("getMore")) {
      assertThrows(OperationKilledException.class, () -> jdbc.fetch(op, cursor, rows -> {
        op.kill(KillCode.INTERRUPTED, "", "");
        op.check();
        return 0;
      }));
    }

    assertUsable();
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldRefuseACursorOfSomethingElse() {
    try (Operation op = session.begin("getMore")) {
      final Cursor<AutoCloseable> other = session.openCursor(() -> {});
      assertThrows(IllegalArgumentException.class, () -> jdbc.fetch(op, other, rows -> 0));
    }
  }

  @Test
  void shouldRefuseAFetchFromAClosedCursor() throws Exception {
    final Cursor<OpenRows> cursor = openNumbers();
    cursor.close();
    try (Operation op = session.begin("getMore")) {
      assertThrows(CursorException.class, () -> jdbc.fetch(op, cursor, rows -> 0));
    }
  }

  @Test
  void shouldGiveTheConnectionBackIfNoCursorCanBeOpened() throws Exception {
    try (Operation op = session.begin("query")) {
      session.end();
      assertThrows(
          SessionEndedException.class,
          () -> jdbc.openCursor(op, pool, db -> db.prepareStatement("SELECT 1")));
    }
    assertUsable();
  }

  @Test
  void shouldGiveTheConnectionBackIfTheQueryCannotBePrepared() throws Exception {
    try (Operation op = session.begin("query")) {
      assertThrows(
          CompletionException.class,
          () -> jdbc.openCursor(op, pool, db -> {
            throw new CompletionException("refused", null);
          }));
    }
    assertUsable();
  }

  private Cursor<OpenRows> openNumbers() throws SQLException {
    try (Operation op = session.begin("query")) {
      return jdbc.openCursor(op, pool, db -> {
        db.setAutoCommit(false);
        final PreparedStatement query = db.prepareStatement("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3");
        query.setFetchSize(2);
        return query;
      });
    }
  }

  final void assertUsable() throws SQLException {
    try (Connection db = pool.getConnection()) {
      assertEquals(1, selectOne(db));
    }
    assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
  }

  private static int selectOne(final Connection db) throws SQLException {
    try (PreparedStatement query = db.prepareStatement("SELECT 1"); ResultSet rows = query.executeQuery()) {
      assertTrue(rows.next());
      return rows.getInt(1);
    }
  }
}
