package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

/** The background work, on a thread of the core or run by the host, and the end of both. */
class BackgroundTest {

  // ---- run by the host

  @Test
  void shouldGiveItsAgentToAHostThatRunsIt() {
    try (VirtualCore virtual = new VirtualCore()) {
      assertSame(virtual.core.agent(), virtual.core.agent());
    }
  }

  @Test
  void shouldRefuseItsAgentWhenTheCoreRunsItItself() {
    try (KillCore core = KillCore.create()) {
      assertThrows(IllegalStateException.class, core::agent);
    }
  }

  @Test
  void shouldRefuseItsAgentWhenTheCoreRanItItselfAndIsClosed() {
    final KillCore core = KillCore.create();
    core.close();
    assertThrows(IllegalStateException.class, core::agent);
  }

  @Test
  void shouldGiveEachCoreAnAgentOfItsOwn() {
    try (VirtualCore one = new VirtualCore();
        VirtualCore other = new VirtualCore()) {
      final Operation operation = one.core.begin("x").deadline(Duration.ofSeconds(1));
      one.pass(Duration.ofSeconds(2));
      other.work();
      assertFalse(operation.isKilled());
    }
  }

  @Test
  void shouldLetTimeStandStillUntilTheHostRunsTheAgent() {
    try (VirtualCore virtual = new VirtualCore()) {
      final Operation operation = virtual.core.begin("x").deadline(Duration.ofSeconds(1));
      virtual.pass(Duration.ofDays(1));
      assertFalse(operation.isKilled());
    }
  }

  @Test
  void shouldKillWhatIsOverdueInOneDutyCycle() {
    try (VirtualCore virtual = new VirtualCore()) {
      final Operation operation = virtual.core.begin("x").deadline(Duration.ofSeconds(1));
      virtual.pass(Duration.ofSeconds(1));
      virtual.cycle();
      assertEquals(KillCode.MAX_TIME_MS_EXPIRED, operation.killCause().orElseThrow().code());
    }
  }

  @Test
  void shouldSayThatThereWasWork() throws Exception {
    try (VirtualCore virtual = new VirtualCore()) {
      virtual.core.begin("x").deadline(Duration.ZERO);
      assertNotEquals(0, virtual.core.agent().doWork());
    }
  }

  @Test
  void shouldSayThatThereWasNoWork() throws Exception {
    try (VirtualCore virtual = new VirtualCore()) {
      assertEquals(0, virtual.core.agent().doWork());
    }
  }

  @Test
  void shouldRunByTheInvokerOfAHost() {
    try (VirtualCore virtual = new VirtualCore();
        AgentInvoker invoker = new AgentInvoker(virtual.errors::add, null, virtual.core.agent())) {
      invoker.start();
      final Operation operation = virtual.core.begin("x").deadline(Duration.ofSeconds(1));
      virtual.pass(Duration.ofSeconds(1));
      invoker.invoke();
      assertTrue(operation.isKilled());
      assertEquals(List.of(), virtual.errors);
    }
  }

  @Test
  void shouldRunOnAThreadOfTheHost() {
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    try (VirtualCore virtual = new VirtualCore();
        AgentRunner runner = new AgentRunner(new YieldingIdleStrategy(), errors::add, null, virtual.core.agent())) {
      AgentRunner.startOnThread(runner);
      final Operation operation = virtual.core.begin("x").deadline(Duration.ZERO);
      Worker.until(operation::isKilled);
    }
    assertEquals(List.of(), errors);
  }

  @Test
  void shouldHaveNothingToDoAfterTheCloseOfTheCore() throws Exception {
    final VirtualCore virtual = new VirtualCore();
    virtual.session(1, ANN).begin("x").deadline(Duration.ofSeconds(1));
    virtual.core.openCursor(new Probe());
    virtual.close();
    virtual.advance(Duration.ofDays(1));
    assertEquals(0, virtual.core.agent().doWork());
  }

  @Test
  void shouldCloseWhileTheHostRunsTheAgent() {
    for (int round = 0; round < 300; round++) {
      final VirtualCore virtual = new VirtualCore();
      final Probe probe = new Probe();
      virtual.session(1, ANN).openCursor(probe);
      virtual.core.kill();
      Worker.together(
          2,
          number -> {
            if (number == 0) {
              virtual.close();
            } else {
              virtual.work();
            }
          });
      virtual.work();
      assertEquals(1, probe.closes());
    }
  }

  // ---- on a thread of the core

  @Test
  void shouldKillByDeadlineOnItsOwn() {
    try (KillCore core = KillCore.create()) {
      final Operation operation = core.begin("x").deadline(Duration.ofMillis(2));
      assertEquals(
          KillCode.MAX_TIME_MS_EXPIRED,
          assertThrows(OperationKilledException.class, () -> operation.sleep(Duration.ofDays(1))).code());
    }
  }

  @Test
  void shouldNotKillByADeadlineInTheFutureOnItsOwn() {
    try (KillCore core = KillCore.create()) {
      final Operation late = core.begin("late").deadline(Duration.ofDays(1));
      final Operation soon = core.begin("soon").deadline(Duration.ZERO);
      Worker.until(soon::isKilled);
      assertFalse(late.isKilled());
    }
  }

  @Test
  void shouldExpireSessionsOnItsOwn() {
    final AtomicLong nanos = new AtomicLong();
    try (KillCore core = KillCore.builder().nanoClock(nanos::get).build()) {
      final Session session = core.startSession(ANN);
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      Worker.until(() -> core.telemetry().sessionsExpired() == 1); // counted after it has ended
      assertFalse(session.isOpen());
    }
  }

  @Test
  void shouldExpireCursorsOnItsOwn() {
    final AtomicLong nanos = new AtomicLong();
    try (KillCore core = KillCore.builder().nanoClock(nanos::get).build()) {
      final Cursor<?> cursor = core.openCursor(new Probe());
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      Worker.until(() -> core.telemetry().cursorsExpired() == 1); // counted after it was claimed
      assertFalse(cursor.isOpen());
    }
  }

  @Test
  void shouldCloseKilledCursorsOnItsOwn() {
    final Probe probe = new Probe();
    try (KillCore core = KillCore.create()) {
      core.startSession(ANN).openCursor(probe);
      core.kill();
      Worker.until(() -> probe.closes() == 1);
    }
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldRunOnADaemonThread() {
    try (KillCore core = KillCore.create()) {
      assertTrue(backgroundThreadOf(core).isDaemon());
    }
  }

  private static Thread backgroundThreadOf(final KillCore core) {
    Worker.until(() -> core.runner.thread() != null);
    return core.runner.thread();
  }

  @Test
  void shouldHaveStoppedItsThreadWhenTheCloseReturns() {
    final KillCore core = KillCore.create();
    final Thread thread = backgroundThreadOf(core);
    core.close();
    assertFalse(thread.isAlive());
  }

  @Test
  void shouldLeaveTheThreadOfAnotherCoreAloneWhenItCloses() {
    try (KillCore other = KillCore.create()) {
      KillCore.create().close();
      final Operation operation = other.begin("x").deadline(Duration.ZERO);
      Worker.until(operation::isKilled);
      assertTrue(backgroundThreadOf(other).isAlive());
    }
  }

  @Test
  void shouldGoOnAfterACallbackOfADeadlineThrew() {
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final Error thrown = new AssertionError("callback");
    try (KillCore core = KillCore.builder().errorHandler(errors::add).build()) {
      final Operation first = core.begin("x");
      first.onKill(
          cause -> {
            throw thrown;
          });
      first.deadline(Duration.ZERO);
      Worker.until(() -> !errors.isEmpty());
      final Operation second = core.begin("y").deadline(Duration.ZERO);
      Worker.until(second::isKilled);
    }
    assertEquals(List.of(thrown), errors);
  }

  @Test
  void shouldGoOnAfterTheErrorHandlerThrew() {
    final AtomicInteger told = new AtomicInteger();
    try (KillCore core =
        KillCore.builder()
            .errorHandler(
                error -> {
                  told.incrementAndGet();
                  throw new IllegalStateException("handler");
                })
            .build()) {
      for (int i = 1; i <= 3; i++) {
        final int calls = i;
        final Operation operation = core.begin("x");
        operation.onKill(
            cause -> {
              throw new IllegalStateException("callback");
            });
        operation.deadline(Duration.ZERO);
        Worker.until(() -> told.get() == calls);
      }
    }
    assertEquals(3, told.get());
  }

  // ---- close

  @Test
  void shouldCloseOnceWhenThreadsCloseItAtOnce() {
    for (int round = 0; round < 50; round++) {
      final Probe probe = new Probe();
      final KillCore core = KillCore.create();
      core.startSession(ANN).openCursor(probe);
      final Operation operation = core.begin("x");
      Worker.together(4, number -> core.close());
      Worker.until(() -> probe.closes() == 1); // a second close does not wait for the first
      assertEquals(1, core.telemetry().operationsKilled());
      operation.close();
    }
  }

  @Test
  void shouldCloseFromACallbackOnItsOwnThread() {
    final KillCore core = KillCore.create();
    final CountDownLatch closed = new CountDownLatch(1);
    final AtomicReference<Thread> thread = new AtomicReference<>();
    final Operation operation = core.begin("x");
    operation.onKill(
        cause -> {
          thread.set(Thread.currentThread());
          core.close();
          closed.countDown();
        });
    operation.deadline(Duration.ZERO);
    Worker.until(() -> closed.getCount() == 0);
    Worker.until(() -> !thread.get().isAlive());
    assertThrows(ClosedCoreException.class, core::kill);
  }

  @Test
  void shouldCloseFromAResourceThatItCloses() {
    final KillCore core = KillCore.builder().cursorExecutor(Runnable::run).build();
    final CountDownLatch closed = new CountDownLatch(1);
    final Probe other = new Probe();
    core.startSession(ANN).openCursor(
        () -> {
          core.close();
          closed.countDown();
        });
    core.startSession(ANN).openCursor(other);
    core.kill();
    Worker.until(() -> closed.getCount() == 0);
    Worker.until(() -> other.closes() == 1);
    assertThrows(ClosedCoreException.class, core::kill);
  }

  @Test
  void shouldCloseFromAListener() {
    final VirtualCore virtual = new VirtualCore();
    virtual.core.addListener(report -> virtual.close());
    final Operation operation = virtual.core.begin("x");
    virtual.core.kill();
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldCloseOnAThreadThatIsInterruptedAndLeaveItSo() {
    final KillCore core = KillCore.create();
    final Operation operation = core.begin("x");
    try (Worker worker =
        Worker.start(
            () -> {
              Thread.currentThread().interrupt();
              core.close();
              assertTrue(Thread.currentThread().isInterrupted());
            })) {
      assertTrue(worker.thread().isDaemon());
    }
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldPrintNothingWhenItClosesOnAThreadThatIsInterrupted() {
    final PrintStream err = System.err;
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (Worker worker =
        Worker.start(
            () -> {
              Thread.currentThread().interrupt();
              KillCore.create().close();
            })) {
      worker.join();
    } finally {
      System.setErr(err);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void shouldNotWaitForOperationsWhenItCloses() {
    final KillCore core = KillCore.create();
    final Operation operation = core.startSession(ANN).begin("x");
    core.close();
    assertTrue(operation.isRunning());
    operation.close();
  }

  @Test
  void shouldRefuseOrKillWhatBeginsWhileItCloses() {
    long alive = 0;
    for (int round = 0; round < 300; round++) {
      final VirtualCore virtual = new VirtualCore();
      final Session session = virtual.session(1, ANN);
      Worker.together(
          3,
          number -> {
            if (number == 0) {
              virtual.close();
              return;
            }
            try {
              final Operation operation = number == 1 ? virtual.core.begin("x") : session.begin("y");
              Worker.until(operation::isKilled); // sooner or later: the close is under way
              operation.close();
            } catch (final ClosedCoreException | OperationKilledException e) {
              // the close came first
            }
          });
      alive += virtual.core.operations().count();
    }
    assertEquals(0, alive);
  }

  @Test
  void shouldSayThatTheCoreIsClosedWhenACursorComesTooLate() {
    final AtomicInteger wrong = new AtomicInteger();
    for (int round = 0; round < 500; round++) {
      final VirtualCore virtual = new VirtualCore();
      final Session session = virtual.session(1, ANN);
      Worker.together(
          2,
          number -> {
            if (number == 0) {
              virtual.close();
              return;
            }
            try {
              for (int i = 0; i < 1_000; i++) {
                session.openCursor(new Probe()).close();
              }
            } catch (final ClosedCoreException e) {
              // as Session.openCursor says: whenever the session ended
            } catch (final SessionEndedException e) {
              wrong.incrementAndGet();
            }
          });
    }
    assertEquals(0, wrong.get());
  }

  @Test
  void shouldRefuseOrCloseTheCursorThatOpensWhileItCloses() {
    int wrong = 0;
    for (int round = 0; round < 300; round++) {
      final VirtualCore virtual = new VirtualCore();
      final Session session = virtual.session(1, ANN);
      final Probe[] probes = {null, new Probe(), new Probe()};
      final int[] expected = new int[3];
      Worker.together(
          3,
          number -> {
            if (number == 0) {
              virtual.close();
              return;
            }
            try {
              final Cursor<?> cursor =
                  number == 1 ? virtual.core.openCursor(probes[1]) : session.openCursor(probes[2]);
              expected[number] = 1;
              Worker.until(() -> !cursor.isOpen());
            } catch (final ClosedCoreException | SessionEndedException e) {
              // the close came first, and the resource is the caller's
            }
          });
      Worker.until(() -> probes[1].closes() >= expected[1] && probes[2].closes() >= expected[2]);
      wrong += probes[1].closes() == expected[1] && probes[2].closes() == expected[2] ? 0 : 1;
    }
    assertEquals(0, wrong);
  }
}
