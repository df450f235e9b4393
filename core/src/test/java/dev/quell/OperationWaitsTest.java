package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OperationWaitsTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private Session session;

  @BeforeEach
  void open() {
    session = virtual.session(1, ANN);
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  /** A wait that ends with what a kill makes of it. */
  @FunctionalInterface
  private interface Wait {
    void run(Operation operation) throws Throwable;
  }

  /** Blocks an operation on a thread, kills its session, and answers the code with which the wait ended. */
  private int codeAfterKill(final Function<Runnable, Thread> starter, final Operation operation, final Wait wait) {
    final AtomicInteger code = new AtomicInteger();
    try (Worker worker =
        Worker.start(
            starter,
            () -> code.set(assertThrows(OperationKilledException.class, () -> wait.run(operation)).code()))) {
      worker.untilBlocked();
      core.kill();
    }
    return code.get();
  }

  // ---- woken by a kill

  @TestFactory
  Stream<DynamicTest> shouldWakeFromSleep() {
    return Worker.forEachKindOfThread(
        starter -> assertEquals(11601, codeAfterKill(starter, session.begin("x"), operation -> operation.sleep(LONG))));
  }

  @TestFactory
  Stream<DynamicTest> shouldWakeFromSleepBesideAnotherOperation() {
    session.begin("first");
    return Worker.forEachKindOfThread(
        starter -> assertEquals(11601, codeAfterKill(starter, session.begin("x"), operation -> operation.sleep(LONG))));
  }

  @TestFactory
  Stream<DynamicTest> shouldWakeFromACondition() {
    return Worker.forEachKindOfThread(
        starter -> assertEquals(
            11601, codeAfterKill(starter, session.begin("x"), operation -> operation.await(() -> false, LONG))));
  }

  @TestFactory
  Stream<DynamicTest> shouldWakeFromAFuture() {
    return Worker.forEachKindOfThread(
        starter -> assertEquals(
            11601,
            codeAfterKill(starter, session.begin("x"), operation -> operation.await(new CompletableFuture<>()))));
  }

  @TestFactory
  Stream<DynamicTest> shouldWakeFromABlockingCall() {
    return Worker.forEachKindOfThread(
        starter -> assertEquals(
            11601,
            codeAfterKill(
                starter,
                session.begin("x"),
                operation -> operation.interruptibly(
                    () -> {
                      new CountDownLatch(1).await();
                      return null;
                    }))));
  }

  @Test
  void shouldWakeWithoutASessionWhenKilledById() {
    final Operation operation = core.begin("x");
    final int id = operation.id();
    try (
        Worker worker = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)))) {
      worker.untilBlocked();
      assertTrue(core.killOperation(id, 11601, "", ""));
    }
  }

  @Test
  void shouldWakeWhenItsTimeHasPassed() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(1));
    try (
        Worker worker = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)))) {
      worker.untilBlocked();
      virtual.advance(Duration.ofSeconds(2));
    }
    assertEquals(50, operation.killCause().orElseThrow().code());
  }

  @Test
  void shouldWakeWhenTheCoreCloses() {
    final Operation operation = session.begin("x");
    try (
        Worker worker = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)))) {
      worker.untilBlocked();
      core.close();
    }
    assertEquals(11600, operation.killCause().orElseThrow().code());
  }

  @Test
  void shouldWakeThoughItsSessionHasEnded() {
    final Operation operation = session.begin("x");
    final int id = operation.id();
    session.end();
    try (
        Worker worker = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)))) {
      worker.untilBlocked();
      assertTrue(core.killOperation(id, 11601, "", ""));
    }
  }

  @Test
  void shouldWakeEveryThreadThatWaitsForTheOperation() {
    final Operation operation = session.begin("x");
    try (Worker one = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)));
        Worker two =
            Worker
                .start(() -> assertThrows(OperationKilledException.class, () -> operation.await(() -> false, LONG)))) {
      one.untilBlocked();
      two.untilBlocked();
      core.kill();
    }
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldWakeInTheNextRunOfTheSameObject() {
    final Operation operation = session.begin("x");
    assertThrows(
        OperationKilledException.class,
        () -> {
          operation.kill(50, "", "");
          operation.sleep(LONG);
        });
    operation.close();
    session.begin(operation);
    try (
        Worker worker = Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.sleep(LONG)))) {
      worker.untilBlocked();
      core.kill();
    }
    assertTrue(operation.isKilled());
  }

  // ---- killed before

  @Test
  void shouldNotSleepWhenKilledBefore() {
    final Operation operation = session.begin("x");
    core.kill();
    assertThrows(OperationKilledException.class, () -> operation.sleep(LONG));
  }

  @Test
  void shouldNotAwaitWhenKilledBeforeThoughTheConditionHolds() {
    final Operation operation = session.begin("x");
    core.kill();
    assertThrows(OperationKilledException.class, () -> operation.await(() -> true, LONG));
  }

  @Test
  void shouldNotAwaitAFutureWhenKilledBefore() {
    final Operation operation = session.begin("x");
    core.kill();
    assertThrows(OperationKilledException.class, () -> operation.await(new CompletableFuture<>()));
  }

  @Test
  void shouldNotCallWhenKilledBefore() {
    final Operation operation = session.begin("x");
    final AtomicBoolean called = new AtomicBoolean();
    core.kill();
    assertThrows(OperationKilledException.class, () -> operation.interruptibly(() -> called.getAndSet(true)));
    assertFalse(called.get());
  }

  // ---- without a kill

  @Test
  void shouldReturnFromSleepWhenTheTimeHasPassed() throws InterruptedException {
    final Operation operation = session.begin("x");
    operation.sleep(Duration.ofMillis(1));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldReturnTrueWhenTheConditionHoldsAtTheStart() throws InterruptedException {
    assertTrue(session.begin("x").await(() -> true, Duration.ZERO));
  }

  @Test
  void shouldReturnFalseWhenTheTimePassesFirst() throws InterruptedException {
    assertFalse(session.begin("x").await(() -> false, Duration.ofMillis(1)));
  }

  @TestFactory
  Stream<DynamicTest> shouldLookAgainWhenSignalled() {
    return Worker.forEachKindOfThread(
        starter -> {
          final Operation operation = session.begin("x");
          final AtomicBoolean ready = new AtomicBoolean();
          final AtomicBoolean result = new AtomicBoolean();
          try (Worker worker = Worker.start(starter, () -> result.set(operation.await(ready::get, LONG)))) {
            worker.untilBlocked();
            ready.set(true);
            operation.signal();
          }
          assertTrue(result.get());
        });
  }

  @Test
  void shouldNotReturnWhenSignalledThoughTheConditionDoesNotHold() {
    final Operation operation = session.begin("x");
    final AtomicInteger looks = new AtomicInteger();
    final BooleanSupplier third = () -> looks.incrementAndGet() == 3;
    try (Worker worker = Worker.start(() -> operation.await(third, LONG))) {
      worker.untilBlocked();
      while (looks.get() < 3) {
        operation.signal();
      }
    }
    assertEquals(3, looks.get());
  }

  @Test
  void shouldSignalNobodyWithoutHarm() {
    final Operation operation = session.begin("x");
    operation.signal();
    assertTrue(operation.isRunning());
  }

  @Test
  void shouldThrowWhenTheSleepingThreadIsInterrupted() {
    final Operation operation = session.begin("x");
    try (Worker worker = Worker.start(() -> assertThrows(InterruptedException.class, () -> operation.sleep(LONG)))) {
      worker.untilBlocked().thread().interrupt();
    }
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldThrowWhatTheConditionThrows() {
    final Operation operation = session.begin("x");
    assertThrows(
        ArithmeticException.class,
        () -> operation.await(
            () -> {
              throw new ArithmeticException();
            },
            LONG));
  }

  @Test
  void shouldRefuseANegativeTime() {
    final Operation operation = session.begin("x");
    assertThrows(IllegalArgumentException.class, () -> operation.sleep(Duration.ofNanos(-1)));
  }

  @Test
  void shouldRefuseANullTime() {
    final Operation operation = session.begin("x");
    assertThrows(NullPointerException.class, () -> operation.sleep(null));
  }

  @Test
  void shouldRefuseANullCondition() {
    final Operation operation = session.begin("x");
    assertThrows(NullPointerException.class, () -> operation.await((BooleanSupplier) null, LONG));
  }

  @Test
  void shouldRefuseANullFuture() {
    final Operation operation = session.begin("x");
    assertThrows(NullPointerException.class, () -> operation.await((Future<?>) null));
  }

  @Test
  void shouldRefuseANullCall() {
    final Operation operation = session.begin("x");
    assertThrows(NullPointerException.class, () -> operation.interruptibly(null));
  }

  @Test
  void shouldSleepForAsLongAsThereIsTimeWithoutOverflow() {
    final Operation operation = session.begin("x");
    try (Worker worker =
        Worker.start(
            () -> assertThrows(OperationKilledException.class,
                () -> operation.sleep(Duration.ofSeconds(Long.MAX_VALUE))))) {
      worker.untilBlocked();
      core.kill();
    }
    assertTrue(operation.isKilled());
  }

  // ---- futures

  /** A thread that waits for a CompletableFuture may run other tasks of the common pool meanwhile. */
  @Test
  void shouldNotInterruptAnotherTaskWhileItWaitsForACompletableFuture() {
    final CompletableFuture<String> future = new CompletableFuture<>();
    final Operation operation = session.begin("x");
    final AtomicBoolean interrupted = new AtomicBoolean();
    final Worker waiter =
        Worker.start(
            () -> {
              assertThrows(OperationKilledException.class, () -> operation.await(future));
              interrupted.set(Thread.interrupted());
            });
    waiter.untilBlocked();
    core.kill();
    waiter.join();
    assertTrue(future.isCancelled());
    assertFalse(interrupted.get());
  }

  @Test
  void shouldWaitForATaskOfAForkJoinPool() throws Exception {
    final ForkJoinTask<String> task = ForkJoinPool.commonPool().submit(() -> "result");
    assertEquals("result", session.begin("x").await(task));
  }

  @Test
  void shouldCancelATaskOfAForkJoinPoolWhenKilled() {
    final ForkJoinTask<String> task = ForkJoinTask.adapt(() -> "never started");
    final Operation operation = session.begin("x");
    final Worker waiter =
        Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.await(task)));
    waiter.untilBlocked();
    core.kill();
    waiter.join();
    assertTrue(task.isCancelled());
  }

  /** Found in review: two threads of one operation wait for one future, and the first that is woken cancels it. */
  @Test
  void shouldSayThatItWasKilledToEveryThreadThatWaitsForAFuture() {
    final FutureTask<String> future = new FutureTask<>(() -> "never run");
    final Operation operation = session.begin("x");
    final List<Worker> waiters = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 8; i++) {
      waiters.add(Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.await(future))));
    }
    waiters.forEach(Worker::untilBlocked);
    core.kill();
    waiters.forEach(Worker::join);
  }

  @Test
  void shouldReturnWhatTheFutureHolds() throws Exception {
    assertEquals("y", session.begin("x").await(CompletableFuture.completedFuture("y")));
  }

  @Test
  void shouldThrowWhatTheFutureFailedWith() {
    final Operation operation = session.begin("x");
    final Future<Object> failed = CompletableFuture.failedFuture(new IOException("disk"));
    assertEquals(
        "disk", assertThrows(ExecutionException.class, () -> operation.await(failed)).getCause().getMessage());
  }

  @Test
  void shouldThrowACancellationThatIsNoKill() {
    final Operation operation = session.begin("x");
    final Future<Object> cancelled = new CompletableFuture<>();
    cancelled.cancel(true);
    assertThrows(CancellationException.class, () -> operation.await(cancelled));
  }

  @Test
  void shouldCancelTheFutureWhenKilled() {
    final Operation operation = session.begin("x");
    final Future<Object> future = new CompletableFuture<>();
    try (Worker worker =
        Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.await(future)))) {
      worker.untilBlocked();
      core.kill();
    }
    assertTrue(future.isCancelled());
  }

  @Test
  void shouldInterruptTheTaskOfTheFutureWhenKilled() {
    final Operation operation = session.begin("x");
    final AtomicBoolean interrupted = new AtomicBoolean();
    final FutureTask<Object> task =
        new FutureTask<>(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (final InterruptedException e) {
                interrupted.set(true);
              }
              return null;
            });
    try (Worker runner = Worker.start(task::run)) {
      runner.untilBlocked();
      try (Worker waiter =
          Worker.start(() -> assertThrows(OperationKilledException.class, () -> operation.await(task)))) {
        waiter.untilBlocked();
        core.kill();
      }
    }
    assertTrue(interrupted.get());
  }

  @Test
  void shouldNotCancelAFutureThatIsNoLongerAwaited() {
    final Operation operation = session.begin("x");
    final CompletableFuture<Object> future = new CompletableFuture<>();
    try (Worker worker = Worker.start(() -> assertThrows(InterruptedException.class, () -> operation.await(future)))) {
      worker.untilBlocked().thread().interrupt();
    }
    core.kill();
    assertFalse(future.isCancelled());
  }

  // ---- blocking calls

  @Test
  void shouldReturnWhatTheCallAnswers() throws Exception {
    assertEquals(7, session.begin("x").interruptibly(() -> 7));
  }

  @Test
  void shouldThrowWhatTheCallThrows() {
    final Operation operation = session.begin("x");
    assertThrows(
        IOException.class,
        () -> operation.interruptibly(
            () -> {
              throw new IOException();
            }));
  }

  @Test
  void shouldReturnWhatTheCallAnswersThoughAKillCameTooLate() throws Exception {
    final Operation operation = session.begin("x");
    assertEquals(
        7,
        operation.interruptibly(
            () -> {
              core.kill();
              return 7;
            }));
  }

  @Test
  void shouldNotLeaveTheThreadInterruptedAfterTheCall() throws Exception {
    final Operation operation = session.begin("x");
    operation.interruptibly(
        () -> {
          core.kill();
          return 7;
        });
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldKeepTheInterruptThatWasThereBeforeTheCall() {
    final Operation operation = session.begin("x");
    Thread.currentThread().interrupt();
    assertThrows(
        OperationKilledException.class,
        () -> operation.interruptibly(
            () -> {
              core.kill();
              new CountDownLatch(1).await();
              return null;
            }));
    assertTrue(Thread.interrupted());
  }

  @Test
  void shouldNotTakeTheInterruptOfAKillForOneThatWasThereBefore() throws Exception {
    final Operation outer = session.begin("outer");
    final Operation inner = session.begin("inner");
    outer.interruptibly(
        () -> {
          core.kill();
          return inner.isKilled();
        });
    assertFalse(Thread.interrupted());
    final Operation first = session.begin("first");
    final Operation second = session.begin("second");
    first.interruptibly(
        () -> {
          first.kill(50, "", "");
          return second.interruptibly(() -> second.kill(50, "", ""));
        });
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldInterruptTheThreadDuringTheCall() throws Exception {
    final Operation operation = session.begin("x");
    assertTrue(
        operation.interruptibly(
            () -> {
              core.kill();
              return Thread.currentThread().isInterrupted();
            }));
  }

  @Test
  void shouldNotInterruptTheThreadAfterTheCall() throws Exception {
    final Operation operation = session.begin("x");
    operation.interruptibly(() -> 7);
    core.kill();
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldNotInterruptTheThreadAfterACallThatThrew() {
    final Operation operation = session.begin("x");
    assertThrows(
        IOException.class,
        () -> operation.interruptibly(
            () -> {
              throw new IOException();
            }));
    core.kill();
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldThrowWhatTheCallThrewIfNoKillHadInterruptedIt() {
    final Operation operation = session.begin("x");
    try (Worker worker =
        Worker.start(
            () -> assertThrows(
                InterruptedException.class,
                () -> operation.interruptibly(
                    () -> {
                      new CountDownLatch(1).await();
                      return null;
                    })))) {
      worker.untilBlocked().thread().interrupt();
    }
    assertFalse(operation.isKilled());
  }

  @TestFactory
  Stream<DynamicTest> shouldNeverInterruptAfterTheCallWhateverTheKillsTiming() {
    return Worker.forEachKindOfThread(
        starter -> {
          for (int round = 0; round < 2_000; round++) {
            final Operation operation = session.begin("x");
            final CountDownLatch inside = new CountDownLatch(1);
            final AtomicBoolean interruptedAfter = new AtomicBoolean();
            try (Worker worker =
                Worker.start(
                    starter,
                    () -> {
                      operation.interruptibly(
                          () -> {
                            inside.countDown();
                            return null;
                          });
                      Worker.until(operation::isKilled);
                      interruptedAfter.set(Thread.interrupted());
                    })) {
              inside.await();
              core.kill();
              worker.join();
            }
            operation.close();
            assertFalse(interruptedAfter.get());
          }
        });
  }

  // ---- callbacks

  @Test
  void shouldCallBackWhenKilled() {
    final AtomicReference<KillCause> seen = new AtomicReference<>();
    session.begin("x").onKill(seen::set);
    core.kill(KillRequest.of().code(50).reason("purge"));
    assertEquals("50 purge", seen.get().code() + " " + seen.get().reason());
  }

  @Test
  void shouldCallBackDuringTheKillOnTheKillingThread() {
    final AtomicReference<Thread> seen = new AtomicReference<>();
    session.begin("x").onKill(cause -> seen.set(Thread.currentThread()));
    core.kill();
    assertSame(Thread.currentThread(), seen.get());
  }

  @Test
  void shouldCallBackOnce() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = session.begin("x");
    operation.onKill(cause -> calls.incrementAndGet());
    core.kill();
    core.kill();
    operation.kill(50, "", "");
    operation.close();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldCallBackAtOnceWhenKilledBefore() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = session.begin("x");
    core.kill();
    operation.onKill(cause -> calls.incrementAndGet());
    assertEquals(1, calls.get());
  }

  @Test
  void shouldCallEveryCallbackThatIsRegisteredAfterTheKill() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = session.begin("x");
    core.kill();
    operation.onKill(cause -> calls.incrementAndGet());
    operation.onKill(cause -> calls.incrementAndGet());
    operation.onKill(cause -> calls.incrementAndGet());
    assertEquals(3, calls.get());
  }

  @Test
  void shouldCallBackInTheOrderOfRegistration() {
    final List<Integer> calls = new CopyOnWriteArrayList<>();
    final Operation operation = session.begin("x");
    for (int i = 0; i < 5; i++) {
      final int number = i;
      operation.onKill(cause -> calls.add(number));
    }
    core.kill();
    assertEquals(List.of(0, 1, 2, 3, 4), calls);
  }

  @Test
  void shouldNeverCallBackWhenTheRunEndsAlive() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = session.begin("x");
    operation.onKill(cause -> calls.incrementAndGet());
    operation.close();
    session.begin(operation);
    core.kill();
    assertEquals(0, calls.get());
  }

  @Test
  void shouldNotCallBackWhatWasTakenBack() {
    final AtomicInteger calls = new AtomicInteger();
    session.begin("x").onKill(cause -> calls.incrementAndGet()).close();
    core.kill();
    assertEquals(0, calls.get());
  }

  @Test
  void shouldTakeBackTheFirstTheMiddleAndTheLastCallback() {
    final List<Integer> calls = new CopyOnWriteArrayList<>();
    final Operation operation = session.begin("x");
    final Registration[] registrations = new Registration[6];
    for (int i = 0; i < 6; i++) {
      final int number = i;
      registrations[i] = operation.onKill(cause -> calls.add(number));
    }
    registrations[0].close();
    registrations[3].close();
    registrations[5].close();
    core.kill();
    assertEquals(List.of(1, 2, 4), calls);
  }

  @Test
  void shouldTakeBackOneOfTwoRegistrationsOfOneCallback() {
    final AtomicInteger calls = new AtomicInteger();
    final java.util.function.Consumer<KillCause> callback = cause -> calls.incrementAndGet();
    final Operation operation = session.begin("x");
    final Registration one = operation.onKill(callback);
    operation.onKill(callback);
    one.close();
    one.close();
    core.kill();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldTakeBackAfterTheEndOfTheRunWithoutHarmToTheNext() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = session.begin("x");
    final Registration stale = operation.onKill(cause -> {});
    operation.close();
    session.begin(operation);
    operation.onKill(cause -> calls.incrementAndGet());
    stale.close();
    core.kill();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldReportACallbackThatThrows() {
    session.begin("x").onKill(OperationWaitsTest::fail);
    core.kill();
    assertEquals("callback", virtual.errors.get(0).getMessage());
  }

  @Test
  void shouldCallTheOthersThoughOneThrows() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = session.begin("x");
    operation.onKill(cause -> calls.incrementAndGet());
    operation.onKill(OperationWaitsTest::fail);
    operation.onKill(cause -> calls.incrementAndGet());
    core.kill();
    assertEquals(2, calls.get());
  }

  @Test
  void shouldKillTheOtherOperationsThoughACallbackThrows() {
    session.begin("x").onKill(OperationWaitsTest::fail);
    final Operation beside = session.begin("y");
    core.kill();
    assertTrue(beside.isKilled());
  }

  @Test
  void shouldReportACallbackThatThrowsWhenKilledBefore() {
    final Operation operation = session.begin("x");
    core.kill();
    operation.onKill(OperationWaitsTest::fail);
    assertEquals(1, virtual.errors.size());
  }

  @Test
  void shouldReportASecondCallbackThatThrowsWhenKilledBefore() {
    final Operation operation = session.begin("x");
    core.kill();
    operation.onKill(cause -> {});
    operation.onKill(OperationWaitsTest::fail); // must not throw here
    assertEquals(1, virtual.errors.size());
  }

  private static void fail(final KillCause cause) {
    throw new IllegalStateException("callback");
  }

  @Test
  void shouldLetACallbackUseTheCore() {
    final Session other = virtual.session(2, ANN);
    final Operation victim = other.begin("y");
    session.begin("x").onKill(cause -> core.kill(KillPattern.session(other.id())));
    core.kill(KillPattern.session(session.id()));
    assertTrue(victim.isKilled());
  }

  @Test
  void shouldRefuseANullCallback() {
    final Operation operation = session.begin("x");
    assertThrows(NullPointerException.class, () -> operation.onKill(null));
  }

  @Test
  void shouldCallBackOnceWhateverTheKillsTiming() {
    for (int round = 0; round < 2_000; round++) {
      final AtomicInteger calls = new AtomicInteger();
      final Operation operation = session.begin("x");
      Worker.together(
          2,
          number -> {
            if (number == 0) {
              core.kill();
            } else {
              operation.onKill(cause -> calls.incrementAndGet());
            }
          });
      operation.close();
      assertEquals(1, calls.get());
    }
  }

  @Test
  void shouldWakeWhateverTheKillsTiming() {
    for (int round = 0; round < 2_000; round++) {
      final Operation operation = session.begin("x");
      Worker.together(
          2,
          number -> {
            if (number == 0) {
              core.kill();
            } else {
              assertThrows(OperationKilledException.class, () -> operation.sleep(LONG));
            }
          });
      operation.close();
    }
  }

  @Test
  void shouldCallBackOnceOrNeverWhenTheRunEndsDuringTheKill() {
    for (int round = 0; round < 2_000; round++) {
      final AtomicInteger calls = new AtomicInteger();
      final Operation operation = session.begin("x");
      operation.onKill(cause -> calls.incrementAndGet());
      Worker.together(
          2,
          number -> {
            if (number == 0) {
              core.kill();
            } else {
              operation.close();
            }
          });
      assertEquals(operation.isKilled() ? 1 : 0, calls.get());
    }
  }
}
