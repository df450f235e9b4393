package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who closes the resources of killed cursors, and that neither executors nor resources keep it from that. */
class CursorClosingTest {
  private static final int MANY = 500;

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    goOn.countDown();
  }

  /** A core with a thread and closers of its own. */
  private KillCore ownCore() {
    return KillCore.builder().errorHandler(errors::add).build();
  }

  /** A resource that blocks until the test is over. */
  private AutoCloseable blocking(final AtomicInteger inside) {
    return () -> {
      inside.incrementAndGet();
      goOn.await();
    };
  }

  private static List<Probe> open(final KillCore core, final int count) {
    final Session session = core.startSession(ANN);
    final List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      probes.add(new Probe());
      session.openCursor(probes.get(i));
    }
    return probes;
  }

  private static boolean allClosed(final List<Probe> probes) {
    return probes.stream().allMatch(probe -> probe.closes() > 0);
  }

  private static long closes(final List<Probe> probes) {
    return probes.stream().mapToInt(Probe::closes).sum();
  }

  // ---- the executor of the host

  @Test
  void shouldCallTheExecutorOnTheThreadOfTheAgent() {
    final AtomicReference<Thread> called = new AtomicReference<>();
    try (VirtualCore virtual =
        new VirtualCore(builder -> builder.cursorExecutor(task -> called.set(Thread.currentThread())))) {
      open(virtual.core, 1);
      virtual.core.kill();
      virtual.work();
      assertSame(Thread.currentThread(), called.get());
    }
  }

  @Test
  void shouldNotCloseBeforeTheExecutorRunsTheTask() {
    final Queue<Runnable> tasks = new ArrayDeque<>();
    try (VirtualCore virtual = new VirtualCore(builder -> builder.cursorExecutor(tasks::add))) {
      final List<Probe> probes = open(virtual.core, 1);
      virtual.core.kill();
      virtual.work();
      assertEquals(0, closes(probes));
      tasks.remove().run();
      assertEquals(1, closes(probes));
    }
  }

  @Test
  void shouldGiveTheExecutorOneTaskForEachCursor() {
    final Queue<Runnable> tasks = new ArrayDeque<>();
    try (VirtualCore virtual = new VirtualCore(builder -> builder.cursorExecutor(tasks::add))) {
      final List<Probe> probes = open(virtual.core, MANY);
      virtual.core.kill();
      virtual.work();
      virtual.core.kill();
      virtual.work();
      assertEquals(MANY, tasks.size());
      tasks.forEach(Runnable::run);
      assertEquals(MANY, closes(probes));
    }
  }

  @Test
  void shouldCloseEachOnceOnTheThreadsOfAnExecutor() {
    final ExecutorService pool = Executors.newFixedThreadPool(3);
    try (VirtualCore virtual = new VirtualCore(builder -> builder.cursorExecutor(pool))) {
      final List<Probe> probes = open(virtual.core, MANY);
      virtual.core.kill();
      virtual.work();
      Worker.until(() -> allClosed(probes));
      assertEquals(MANY, closes(probes));
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void shouldNotNeedTheExecutorForACursorThatIsClosedByItsUser() {
    final AtomicInteger tasks = new AtomicInteger();
    try (VirtualCore virtual =
        new VirtualCore(builder -> builder.cursorExecutor(task -> tasks.incrementAndGet()))) {
      virtual.core.openCursor(new Probe()).close();
      virtual.work();
      assertEquals(0, tasks.get());
    }
  }

  @Test
  void shouldCloseEachOnceThoughTheExecutorRejectsAll() {
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  throw new RejectedExecutionException("shut down");
                }))) {
      final List<Probe> probes = open(virtual.core, MANY);
      virtual.core.kill();
      Worker.until(
          () -> {
            virtual.work();
            return allClosed(probes);
          });
      assertEquals(MANY, closes(probes));
    }
  }

  @Test
  void shouldCloseEachOnceThoughTheExecutorRejectsEveryOther() {
    final AtomicInteger calls = new AtomicInteger();
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  if (calls.incrementAndGet() % 2 == 0) {
                    throw new RejectedExecutionException("full");
                  }
                  task.run();
                }))) {
      final List<Probe> probes = open(virtual.core, MANY);
      virtual.core.kill();
      Worker.until(
          () -> {
            virtual.work();
            return allClosed(probes);
          });
      assertEquals(MANY, closes(probes));
    }
  }

  @Test
  void shouldCloseWhatTheExecutorFailedToTakeWithAnError() {
    final Error thrown = new OutOfMemoryError("no thread");
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  throw thrown;
                }))) {
      final List<Probe> probes = open(virtual.core, 1);
      virtual.core.kill();
      virtual.work();
      Worker.until(() -> allClosed(probes));
      assertSame(thrown, virtual.errors.get(0));
    }
  }

  @Test
  void shouldReportTheRefusalOfTheExecutor() {
    final RejectedExecutionException refusal = new RejectedExecutionException("shut down");
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  throw refusal;
                }))) {
      open(virtual.core, 1);
      virtual.core.kill();
      virtual.cycle();
      assertEquals(List.of(refusal), virtual.errors);
    }
  }

  @Test
  void shouldNotCloseOnTheThreadOfTheAgentWhatTheExecutorRefuses() {
    final AtomicReference<Thread> closer = new AtomicReference<>();
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  throw new RejectedExecutionException("shut down");
                }))) {
      virtual.session(1, ANN).openCursor(() -> closer.set(Thread.currentThread()));
      virtual.core.kill();
      virtual.work();
      Worker.until(() -> closer.get() != null);
      assertNotSame(Thread.currentThread(), closer.get());
    }
  }

  @Test
  void shouldCloseOnceThoughTheExecutorThrowsAfterItRanTheTask() {
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  task.run();
                  throw new IllegalStateException("after the task");
                }))) {
      final List<Probe> probes = open(virtual.core, 1);
      virtual.core.kill();
      virtual.work();
      assertEquals(1, closes(probes));
      assertEquals(1, virtual.core.telemetry().cursorsClosed());
    }
  }

  @Test
  void shouldCloseOnceThoughTheExecutorRunsTheTaskTwice() {
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  task.run();
                  task.run();
                }))) {
      final List<Probe> probes = open(virtual.core, 1);
      virtual.core.kill();
      virtual.work();
      assertEquals(1, closes(probes));
    }
  }

  @Test
  void shouldGoOnWithDeadlinesThoughTheExecutorThrows() {
    try (VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  throw new IllegalStateException("executor");
                }))) {
      open(virtual.core, 10);
      virtual.core.kill();
      final Operation operation = virtual.core.begin("x").deadline(Duration.ofSeconds(1));
      virtual.advance(Duration.ofSeconds(1));
      assertTrue(operation.isKilled());
    }
  }

  // ---- closers of the core

  @Test
  void shouldCloseOnADaemonThreadOfTheCore() {
    final AtomicReference<Thread> closer = new AtomicReference<>();
    try (KillCore core = ownCore()) {
      core.startSession(ANN).openCursor(() -> closer.set(Thread.currentThread()));
      core.kill();
      Worker.until(() -> closer.get() != null);
    }
    assertTrue(closer.get().isDaemon());
    assertNotSame(Thread.currentThread(), closer.get());
  }

  @Test
  void shouldCloseManyOnceEach() {
    try (KillCore core = ownCore()) {
      final List<Probe> probes = open(core, 10_000);
      core.kill();
      Worker.until(() -> allClosed(probes));
      assertEquals(10_000, closes(probes));
    }
  }

  @Test
  void shouldCloseTheOthersThoughAResourceBlocks() {
    try (KillCore core = ownCore()) {
      final AtomicInteger inside = new AtomicInteger();
      core.startSession(ANN).openCursor(blocking(inside));
      core.kill();
      Worker.until(() -> inside.get() == 1);
      final List<Probe> probes = open(core, MANY);
      core.kill();
      Worker.until(() -> allClosed(probes));
      assertEquals(MANY, closes(probes));
      goOn.countDown();
    }
  }

  @Test
  void shouldCloseTheOthersThoughManyResourcesBlock() {
    try (KillCore core = ownCore()) {
      final AtomicInteger inside = new AtomicInteger();
      for (int i = 0; i < 10; i++) {
        core.startSession(ANN).openCursor(blocking(inside));
      }
      final List<Probe> probes = open(core, MANY);
      core.kill();
      Worker.until(() -> allClosed(probes) && inside.get() == 10);
      assertEquals(MANY, closes(probes));
      goOn.countDown();
    }
  }

  @Test
  void shouldGoOnWithDeadlinesThoughAResourceBlocks() {
    try (KillCore core = ownCore()) {
      final AtomicInteger inside = new AtomicInteger();
      core.startSession(ANN).openCursor(blocking(inside));
      core.kill();
      Worker.until(() -> inside.get() == 1);
      final Operation operation = core.begin("x").deadline(Duration.ZERO);
      Worker.until(operation::isKilled);
      goOn.countDown();
    }
  }

  @Test
  void shouldCloseTheOthersThoughResourcesThrow() {
    try (KillCore core = ownCore()) {
      final Session session = core.startSession(ANN);
      for (int i = 0; i < 10; i++) {
        session.openCursor(
            () -> {
              throw new OutOfMemoryError("resource");
            });
      }
      final List<Probe> probes = open(core, MANY);
      core.kill();
      Worker.until(() -> allClosed(probes) && errors.size() == 10);
      assertEquals(MANY + 10, core.telemetry().cursorsClosed());
    }
  }

  @Test
  void shouldCloseTheOthersThoughTheErrorHandlerThrows() {
    try (KillCore core =
        KillCore.builder()
            .errorHandler(
                error -> {
                  throw new IllegalStateException("handler");
                })
            .build()) {
      core.startSession(ANN)
          .openCursor(
              () -> {
                throw new IllegalStateException("resource");
              });
      final List<Probe> probes = open(core, MANY);
      core.kill();
      Worker.until(() -> allClosed(probes));
      assertEquals(MANY, closes(probes));
    }
  }

  @Test
  void shouldCloseWhatAResourceOpensAndKillsWhenItCloses() {
    final Probe nested = new Probe();
    try (KillCore core = ownCore()) {
      core.startSession(ANN)
          .openCursor(
              () -> {
                core.startSession(ANN).openCursor(nested);
                core.kill();
              });
      core.kill();
      Worker.until(() -> nested.closes() == 1);
    }
    assertEquals(1, nested.closes());
  }

  // ---- close of the core

  @Test
  void shouldHaveClosedEverythingWhenTheCloseOfTheCoreReturns() {
    final KillCore core = ownCore();
    final List<Probe> probes = open(core, MANY);
    core.close();
    assertEquals(MANY, closes(probes));
  }

  @Test
  void shouldCallTheExecutorOnTheThreadThatClosesTheCore() {
    final List<Thread> called = new CopyOnWriteArrayList<>();
    final VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  called.add(Thread.currentThread());
                  task.run();
                }));
    open(virtual.core, 2);
    virtual.close();
    assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), called);
  }

  @Test
  void shouldReturnFromTheCloseOfTheCoreThoughAResourceBlocks() {
    final KillCore core = ownCore();
    final AtomicInteger inside = new AtomicInteger();
    core.openCursor(blocking(inside));
    core.close();
    assertEquals(1, inside.get());
  }

  @Test
  void shouldCloseTheOthersWithTheCoreThoughResourcesBlock() {
    final KillCore core = ownCore();
    final AtomicInteger inside = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      core.openCursor(blocking(inside));
    }
    final List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      probes.add(new Probe());
      core.openCursor(probes.get(i));
    }
    core.close();
    Worker.until(() -> allClosed(probes));
    assertEquals(MANY, closes(probes));
  }

  @Test
  void shouldCloseThousandsWithTheCoreOnFewThreads() {
    final Set<Thread> closers = ConcurrentHashMap.newKeySet();
    final CountDownLatch left = new CountDownLatch(2_000);
    final KillCore core = ownCore();
    for (int i = 0; i < 2_000; i++) {
      core.openCursor(
          () -> {
            closers.add(Thread.currentThread());
            left.countDown();
            goOn.await(); // until the test lets all of them go
          });
    }
    core.close();
    final int threads = closers.size();
    goOn.countDown();
    Worker.until(() -> left.getCount() == 0);
    assertTrue(threads <= 256, () -> threads + " threads");
  }

  @Test
  void shouldReturnFromTheCloseOfTheCoreThoughTheExecutorRejects() {
    final VirtualCore virtual =
        new VirtualCore(
            builder -> builder.cursorExecutor(
                task -> {
                  throw new RejectedExecutionException("shut down");
                }));
    final List<Probe> probes = open(virtual.core, MANY);
    virtual.close();
    assertEquals(MANY, closes(probes));
  }

  @Test
  void shouldCloseEachOnceWhenTheCoreIsClosedRightAfterAKill() {
    for (int round = 0; round < 50; round++) {
      final KillCore core = ownCore();
      final List<Probe> probes = open(core, 20);
      core.kill();
      core.close();
      Worker.until(() -> allClosed(probes));
      assertEquals(20, closes(probes));
    }
  }
}
