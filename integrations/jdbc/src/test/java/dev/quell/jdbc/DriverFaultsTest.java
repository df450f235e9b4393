package dev.quell.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drivers that block, are late, cancel nothing or lie: each as a real one does at times. */
class DriverFaultsTest {
  private static final Owner ANN = Owner.of("ann", "app");

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final KillCore core = KillCore.builder().errorHandler(errors::add).build();
  private final Operation op = core.startSession(ANN).begin("query");
  private final FakeDriver driver = new FakeDriver();
  private final List<Connection> discarded = new CopyOnWriteArrayList<>();
  private final KillableJdbc jdbc = KillableJdbc.builder().discard(discarded::add).build();

  @AfterEach
  void close() {
    op.close();
    core.close();
  }

  private CompletableFuture<Void> start(final KillableJdbc by) {
    final CompletableFuture<Void> run =
        CompletableFuture.runAsync(() -> {
          try {
            by.run(op, driver.statement, s -> s.execute("work"));
          } catch (final SQLException e) {
            throw new CompletionException(e);
          }
        });
    driver.executing.join();
    return run;
  }

  private static OperationKilledException killed(final CompletableFuture<Void> run) {
    return (OperationKilledException) assertThrows(CompletionException.class, run::join).getCause();
  }

  @Test
  void shouldNotHoldUpAKillWhoseCancelBlocks() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    driver.onCancel = () -> {
      release.await();
      driver.fail(new SQLException("cancelled"));
    };
    final CompletableFuture<Void> run = start(jdbc);

    assertEquals(1, core.kill(KillPattern.owner(ANN.uid())).operationsKilled()); // returns, though the cancel does not

    release.countDown();
    assertEquals(KillCode.INTERRUPTED, killed(run).code());
  }

  @Test
  void shouldWaitForACancelThatIsUnderWayWhenTheWorkIsOver() throws Exception {
    final List<String> order = new CopyOnWriteArrayList<>();
    final CountDownLatch release = new CountDownLatch(1);
    driver.onCancel = () -> {
      driver.fail(new SQLException("cancelled"));
      release.await();
      order.add("cancel returned");
    };
    final CompletableFuture<Void> run = start(jdbc).whenComplete((v, e) -> order.add("work returned"));
    op.kill(KillCode.INTERRUPTED, "", "");
    driver.awaitWaiting();

    release.countDown();

    killed(run);
    assertEquals(List.of("cancel returned", "work returned"), order);
    assertEquals(List.of(), discarded);
  }

  @Test
  void shouldDiscardAConnectionWhoseCancelDoesNotReturn() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    driver.onCancel = () -> {
      driver.fail(new SQLException("cancelled"));
      release.await();
    };
    final CompletableFuture<Void> run =
        start(KillableJdbc.builder().discard(discarded::add).patience(Duration.ZERO).build());

    op.kill(KillCode.INTERRUPTED, "", "");

    killed(run);
    assertEquals(List.of(driver.connection), discarded);
    release.countDown();
  }

  @Test
  void shouldCancelAgainIfTheFirstCancelCameTooEarly() throws Exception {
    driver.onCancel = () -> {
      if (driver.cancels.get() == 3) {
        driver.fail(new SQLException("cancelled"));
      }
    };
    final CompletableFuture<Void> run = start(jdbc);

    op.kill(KillCode.INTERRUPTED, "", "");

    killed(run);
    assertEquals(3, driver.cancels.get());
  }

  @Test
  void shouldTellTheHostOfACancelThatFails() throws Exception {
    final SQLException refusal = new SQLException("no more connections");
    driver.onCancel = () -> {
      if (driver.cancels.get() > 1) {
        driver.fail(new SQLException("cancelled"));
      } else {
        throw refusal;
      }
    };
    final CompletableFuture<Void> run = start(jdbc);

    op.kill(KillCode.INTERRUPTED, "", "");

    assertSame(refusal, killed(run).getSuppressed()[0]);
    assertSame(refusal, errors.get(0).getCause());
  }

  @Test
  void shouldDiscardAConnectionThatIsNotValidAfterACancel() throws Exception {
    driver.onCancel = () -> driver.fail(new SQLException("connection lost"));
    driver.validAfter = Integer.MAX_VALUE;
    final CompletableFuture<Void> run = start(jdbc);

    op.kill(KillCode.INTERRUPTED, "", "");

    killed(run);
    assertEquals(List.of(driver.connection), discarded);
  }

  @Test
  void shouldLetTheLookAtTheConnectionAbsorbALateCancel() throws Exception {
    driver.onCancel = () -> driver.fail(new SQLException("cancelled"));
    driver.validAfter = 1;
    final CompletableFuture<Void> run = start(jdbc);

    op.kill(KillCode.INTERRUPTED, "", "");

    killed(run);
    assertEquals(List.of(), discarded);
  }

  @Test
  void shouldAbortTheConnectionUnlessTheHostSaysOtherwise() throws Exception {
    driver.onCancel = () -> driver.fail(new SQLException("connection lost"));
    driver.validAfter = Integer.MAX_VALUE;
    final CompletableFuture<Void> run = start(KillableJdbc.create());

    op.kill(KillCode.INTERRUPTED, "", "");

    killed(run);
    assertTrue(driver.aborted);
  }

  @Test
  void shouldNotLookAtTheConnectionWithoutACancel() throws Exception {
    driver.validAfter = Integer.MAX_VALUE;

    jdbc.run(op, driver.statement, s -> {});

    assertEquals(0, driver.looks.get());
  }

  @Test
  void shouldGiveTheResultIfTheKillCameTooLate() throws Exception {
    final String result =
        jdbc.call(op, driver.statement, s -> {
          op.kill(KillCode.INTERRUPTED, "", "");
          return "committed";
        });

    assertEquals("committed", result);
    assertEquals(List.of(), discarded);
  }

  @Test
  void shouldMakeTheDriversOwnTimeoutAKill() throws Exception {
    try (KillCore still = KillCore.builder().hostRunsAgent().build(); Operation timed = still.begin("query")) {
      driver.statement.setQueryTimeout(1);
      final OperationKilledException told =
          assertThrows(
              OperationKilledException.class,
              () -> jdbc.run(timed, driver.statement, s -> {
                Thread.sleep(1_010); // the limit is in whole seconds, and measured in real time
                throw new SQLTimeoutException("the driver's own");
              }));
      assertEquals(KillCode.MAX_TIME_MS_EXPIRED, told.code());
    }
  }

  @Test
  void shouldKeepTheInterruptOfAThreadThatWaitsForACancel() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    driver.onCancel = () -> {
      driver.fail(new SQLException("cancelled"));
      release.await();
    };
    final CompletableFuture<Boolean> interrupted =
        start(jdbc).handle((v, e) -> Thread.currentThread().isInterrupted());
    op.kill(KillCode.INTERRUPTED, "", "");
    driver.awaitWaiting().interrupt();

    release.countDown();

    assertTrue(interrupted.join());
  }

  @Test
  void shouldKeepWhatTheWorkThrowsWithoutAKill() {
    final SQLException own = new SQLException("own");

    assertSame(own, assertThrows(SQLException.class, () -> jdbc.run(op, driver.statement, s -> {
      throw own;
    })));
  }

  @Test
  void shouldRefuseNull() {
    final Statement none = null;
    assertThrows(NullPointerException.class, () -> jdbc.run(null, driver.statement, s -> {}));
    assertThrows(NullPointerException.class, () -> jdbc.run(op, none, s -> {}));
    assertThrows(NullPointerException.class, () -> jdbc.run(op, driver.statement, null));
    assertThrows(NullPointerException.class, () -> jdbc.fetch(op, null, rows -> 0));
    assertThrows(NullPointerException.class, () -> jdbc.openCursor(op, null, db -> null));
    assertThrows(NullPointerException.class, () -> KillableJdbc.builder().executor(null));
    assertThrows(NullPointerException.class, () -> KillableJdbc.builder().canceller(null));
    assertThrows(NullPointerException.class, () -> KillableJdbc.builder().discard(null));
    assertThrows(NullPointerException.class, () -> KillableJdbc.builder().patience(null));
  }

  @Test
  void shouldRefuseANegativePatience() {
    final KillableJdbcBuilder builder = KillableJdbc.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.patience(Duration.ofNanos(-1)));
  }

  @Test
  void shouldRefuseAnOperationThatDoesNotRun() {
    op.close();

    assertThrows(IllegalStateException.class, () -> jdbc.run(op, driver.statement, s -> {}));
  }
}
