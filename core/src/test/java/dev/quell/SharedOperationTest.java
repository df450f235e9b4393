package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One operation that several threads work on and wait in at once. */
class SharedOperationTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final VirtualCore virtual = new VirtualCore();
  private final Session session = virtual.session(1, ANN);
  private final Operation operation = session.begin("shared");

  @AfterEach
  void close() {
    virtual.close();
  }

  private static String block() throws InterruptedException {
    new CountDownLatch(1).await();
    return null;
  }

  private Worker killed(final Function<Runnable, Thread> starter, final Worker.Task wait) {
    return Worker.start(
        starter, () -> assertEquals(50, assertThrows(OperationKilledException.class, wait::run).code())).untilBlocked();
  }

  @TestFactory
  Stream<DynamicTest> shouldWakeAllItsThreadsWhateverTheyWaitFor() {
    return Worker.forEachKindOfThread(
        starter -> {
          final Operation shared = session.begin("shared by all");
          final AtomicInteger calls = new AtomicInteger();
          final List<Worker> workers = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            workers.add(killed(starter, () -> shared.sleep(LONG)));
            workers.add(killed(starter, () -> shared.await(() -> false, LONG)));
            workers.add(killed(starter, () -> shared.await(new CompletableFuture<>())));
            workers.add(killed(starter, () -> shared.interruptibly(SharedOperationTest::block)));
            shared.onKill(cause -> calls.incrementAndGet());
          }
          shared.kill(50, "", "");
          workers.forEach(Worker::join);
          assertEquals(2, calls.get());
        });
  }

  @Test
  void shouldCancelTheFutureOfEachThread() {
    final CompletableFuture<String> one = new CompletableFuture<>();
    final CompletableFuture<String> two = new CompletableFuture<>();
    try (Worker first = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.await(one)));
        Worker second = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.await(two)))) {
      first.untilBlocked();
      second.untilBlocked();
      operation.kill(50, "", "");
    }
    assertTrue(one.isCancelled() && two.isCancelled());
  }

  @Test
  void shouldSignalEachThread() {
    final AtomicBoolean ready = new AtomicBoolean();
    try (Worker one = Worker.start(() -> assertTrue(operation.await(ready::get, LONG)));
        Worker two = Worker.start(() -> assertTrue(operation.await(ready::get, LONG)))) {
      one.untilBlocked();
      two.untilBlocked();
      ready.set(true);
      operation.signal();
    }
  }

  @Test
  void shouldLetOneThreadLeaveWithoutTheOthers() throws Exception {
    try (Worker sleeper = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)));
        Worker caller =
            Worker.start(
                () -> assertThrows(
                    OperationKilledException.class, () -> operation.interruptibly(SharedOperationTest::block)))) {
      sleeper.untilBlocked();
      caller.untilBlocked();
      assertFalse(operation.await(() -> false, Duration.ofNanos(1)));
      operation.sleep(Duration.ofNanos(1));
      assertEquals(1, operation.interruptibly(() -> 1));
      assertEquals(2, operation.await(CompletableFuture.completedFuture(2)));
      operation.onKill(cause -> {}).close();
      operation.kill(50, "", "");
    }
  }

  @Test
  void shouldInterruptOneThreadWithoutTheOthers() {
    try (
        Worker sleeper =
            Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)))) {
      sleeper.untilBlocked();
      try (Worker other = Worker.start(() -> assertThrows(InterruptedException.class, () -> operation.sleep(LONG)))) {
        other.untilBlocked().thread().interrupt();
      }
      assertFalse(operation.isKilled());
      operation.kill(50, "", "");
    }
  }
}
