package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InterruptOnKillTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Session session = virtual.session(1, ANN);

  @AfterEach
  void close() {
    assertFalse(Thread.interrupted(), "a test left an interrupt");
    virtual.close();
  }

  private static Thread me() {
    return Thread.currentThread();
  }

  private static void block() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @TestFactory
  Stream<DynamicTest> shouldInterruptTheThread() {
    return Worker.forEachKindOfThread(
        starter -> {
          final Operation operation = session.begin("x");
          try (Worker worker =
              Worker.start(
                  starter,
                  () -> {
                    operation.interruptOnKill(me());
                    assertThrows(InterruptedException.class, InterruptOnKillTest::block);
                    operation.close();
                    assertFalse(Thread.interrupted());
                  })) {
            worker.untilBlocked();
            core.kill();
          }
        });
  }

  @Test
  void shouldInterruptAtOnceWhenItWasKilledBefore() {
    final Operation operation = session.begin("x");
    operation.kill(50, "", "");
    operation.interruptOnKill(me());
    assertTrue(Thread.interrupted());
    operation.close();
  }

  @Test
  void shouldInterruptEachOfSeveralThreads() {
    final Operation operation = session.begin("x");
    final CountDownLatch ready = new CountDownLatch(4);
    try (Worker killer =
        Worker.start(
            () -> {
              ready.await();
              core.kill();
            })) {
      Worker.together(
          4,
          number -> {
            operation.interruptOnKill(me());
            ready.countDown();
            assertThrows(InterruptedException.class, InterruptOnKillTest::block);
          });
      killer.join();
    }
  }

  @Test
  void shouldNotInterruptWhatIsNotKilled() {
    final Operation operation = session.begin("x");
    operation.interruptOnKill(me());
    core.begin("other").kill(50, "", "");
    operation.close();
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldNotInterruptForTheNextRun() {
    final Operation operation = session.begin("x");
    operation.interruptOnKill(me());
    operation.close();
    session.begin(operation);
    core.kill();
    assertFalse(Thread.interrupted());
  }

  // ---- taken back

  @Test
  void shouldTakeTheInterruptBackFromTheThreadThatCloses() {
    final Operation operation = session.begin("x");
    operation.interruptOnKill(me());
    core.kill();
    assertTrue(me().isInterrupted());
    operation.close();
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldLeaveAnotherThreadInterrupted() {
    final Operation operation = session.begin("x");
    final CountDownLatch ready = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    try (Worker worker =
        Worker.start(
            () -> {
              operation.interruptOnKill(me());
              ready.countDown();
              while (closed.getCount() > 0) {
                Thread.onSpinWait(); // not until(), which the interrupt would end
              }
              assertTrue(Thread.interrupted());
            })) {
      Worker.until(() -> ready.getCount() == 0);
      core.kill();
      operation.close();
      closed.countDown();
      worker.join();
    }
  }

  @Test
  void shouldNotInterruptAfterTheRegistrationWasClosed() {
    final Operation operation = session.begin("x");
    operation.interruptOnKill(me()).close();
    core.kill();
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldTakeTheInterruptBackWithTheRegistration() {
    final Operation operation = session.begin("x");
    final Registration registration = operation.interruptOnKill(me());
    core.kill();
    registration.close();
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldNotTakeBackWhatOthersInterruptLater() {
    final Operation operation = session.begin("x");
    final Registration registration = operation.interruptOnKill(me());
    core.kill();
    registration.close();
    me().interrupt();
    registration.close();
    operation.close();
    assertTrue(Thread.interrupted());
  }

  @Test
  void shouldNotTakeBackWhatWasNotTheKills() {
    final Operation operation = session.begin("x");
    operation.interruptOnKill(me());
    me().interrupt();
    operation.close();
    assertTrue(Thread.interrupted());
  }

  @Test
  void shouldLeaveTheInterruptOfTheBlockingCallAround() {
    final Operation outer = session.begin("outer");
    assertThrows(
        OperationKilledException.class,
        () -> outer.interruptibly(
            () -> {
              final Operation inner = session.begin("inner");
              inner.interruptOnKill(me());
              core.kill();
              inner.close();
              block();
              return null;
            }));
  }

  @Test
  void shouldKeepTheInterruptWhenAnotherOperationOfTheThreadLeavesItsCall() throws Exception {
    final Operation mine = session.begin("registered");
    final Operation other = session.begin("calls");
    mine.interruptOnKill(me());
    other.interruptibly(
        () -> {
          core.kill();
          return null;
        });
    assertTrue(me().isInterrupted(), "the other's call took it");
    mine.close();
    assertFalse(me().isInterrupted());
  }

  @Test
  void shouldKeepTheInterruptWhenAnotherOperationOfTheThreadEnds() {
    final Operation mine = session.begin("mine");
    final Operation other = session.begin("other");
    mine.interruptOnKill(me());
    other.interruptOnKill(me());
    core.kill();
    other.close();
    assertTrue(me().isInterrupted(), "the other's close took it");
    mine.close();
    assertFalse(me().isInterrupted());
  }

  @Test
  void shouldNotRestoreTheInterruptOfAnOperationThatHasEnded() throws Exception {
    final Operation mine = session.begin("mine");
    final Operation other = session.begin("other");
    mine.interruptOnKill(me());
    mine.kill(50, "", "");
    mine.close();
    other.interruptibly(
        () -> {
          core.kill();
          return null;
        });
    assertFalse(me().isInterrupted());
  }

  @Test
  void shouldCloseTheRegistrationAfterTheRun() {
    final Operation operation = session.begin("x");
    final Registration registration = operation.interruptOnKill(me());
    operation.close();
    session.begin(operation).interruptOnKill(me());
    registration.close();
    core.kill();
    assertTrue(me().isInterrupted(), "the next run's registration stays");
    operation.close();
  }

  // ---- with waits

  /** A wait of the operation. */
  @FunctionalInterface
  private interface Wait {
    void run(Operation operation) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> shouldTellAWaitThatItWasTheKill() {
    final Map<String, Wait> waits = new LinkedHashMap<>();
    waits.put("sleep", operation -> operation.sleep(LONG));
    waits.put("condition", operation -> operation.await(() -> false, LONG));
    waits.put("future", operation -> operation.await(new CompletableFuture<>()));
    waits.put(
        "blocking call",
        operation -> operation.interruptibly(
            () -> {
              block();
              return null;
            }));
    return waits.entrySet().stream().map(
        wait -> DynamicTest.dynamicTest(wait.getKey(), () -> shouldTellTheWaitThatItWasTheKill(wait.getValue())));
  }

  private void shouldTellTheWaitThatItWasTheKill(final Wait wait) {
    for (int i = 0; i < 50; i++) {
      final Operation operation = session.begin("x");
      try (Worker worker =
          Worker.start(
              () -> {
                operation.interruptOnKill(me());
                assertThrows(OperationKilledException.class, () -> wait.run(operation));
                operation.close();
                assertFalse(Thread.interrupted());
              })) {
        worker.untilBlocked();
        core.kill();
      }
    }
  }

  @Test
  void shouldTellAWaitThatItWasSomebodyElse() {
    final Operation operation = session.begin("x");
    try (Worker worker =
        Worker.start(
            () -> {
              operation.interruptOnKill(me());
              assertThrows(InterruptedException.class, () -> operation.sleep(LONG));
              core.kill();
              assertTrue(me().isInterrupted(), "it is still armed");
              operation.close();
            })) {
      worker.untilBlocked().thread().interrupt();
    }
  }

  // ---- bad input

  @Test
  void shouldRefuseNoThread() {
    final Operation operation = session.begin("x");
    assertEquals(
        "thread", assertThrows(NullPointerException.class, () -> operation.interruptOnKill(null)).getMessage());
  }

  @Test
  void shouldRefuseWhatDoesNotRun() {
    final Operation operation = session.begin("x");
    operation.close();
    assertThrows(IllegalStateException.class, () -> operation.interruptOnKill(me()));
    assertThrows(IllegalStateException.class, () -> core.operation().interruptOnKill(me()));
  }
}
