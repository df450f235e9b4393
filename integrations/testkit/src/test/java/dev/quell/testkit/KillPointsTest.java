package dev.quell.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.testkit.KillPoint.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts that stop, and hosts that do not. */
class KillPointsTest {
  private static final Owner ALICE = Owner.of("alice", "app", Role.of("read", "app"));

  /** The patience of tests that use it up: long enough for a thread to start on a busy machine. */
  private static final Duration SHORT = Duration.ofMillis(200);

  private final KillCore core = KillCore.create();
  private final KillPoints points = KillPoints.in(core);
  private final AtomicInteger swallowed = new AtomicInteger();

  @AfterEach
  void close() {
    core.close();
  }

  private static List<Door> doors(final KillPointsReport report) {
    return report.points().stream().map(KillPoint::door).toList();
  }

  private static String onlyFault(final KillPointsReport report) {
    assertEquals(1, report.faults().size(), report::toString);
    return report.faults().get(0).toString();
  }

  // ---- the doors

  @Test
  void shouldKillAtEachPoll() throws Exception {
    final List<Integer> stopped = new ArrayList<>();

    final KillPointsReport report = points.run(() -> {
      int done = 0;
      try (Operation operation = core.begin("find")) {
        for (; done < 5; done++) {
          operation.check();
        }
      } finally {
        stopped.add(done);
      }
    });

    assertEquals(List.of(5, 0, 1, 2, 3, 4, 5), stopped);
    assertEquals(5, report.points().size());
    assertEquals(5, report.killed());
    assertEquals(List.of(), report.notReached());
  }

  @Test
  void shouldSeeEachRunOfAKeptObject() throws Exception {
    final Operation kept = core.operation();
    final Session session = core.startSession(ALICE);

    final KillPointsReport report = points.run(() -> {
      for (int i = 0; i < 2; i++) {
        session.begin(kept, "page");
        try {
          kept.check();
        } finally {
          kept.close();
        }
      }
    });

    assertEquals(
        List.of(new KillPoint("page", 1, Door.CHECK), new KillPoint("page#2", 1, Door.CHECK)), report.points());
  }

  @Test
  void shouldTakeAQuestionForAPoll() throws Exception {
    final KillPointsReport report = points.run(() -> {
      try (Operation operation = core.begin("find")) {
        int rows = 0;
        while (rows < 3 && !operation.isKilled()) {
          rows++;
        }
        return operation.killCause().isPresent() ? -1 : rows;
      }
    });

    assertEquals(List.of(Door.QUESTION, Door.QUESTION, Door.QUESTION, Door.QUESTION), doors(report));
  }

  @Test
  void shouldKillBeforeAndWithinABlockingCall() throws Exception {
    final List<Boolean> interrupted = new ArrayList<>();

    final KillPointsReport report = points.run(() -> {
      try (Operation operation = core.begin("take")) {
        operation.interruptibly(() -> {
          interrupted.add(Thread.currentThread().isInterrupted());
          Thread.sleep(1);
          return null;
        });
      }
    });

    assertEquals(List.of(Door.WAIT, Door.BLOCKED), doors(report));
    assertEquals(List.of(false, true, false), interrupted); // the run that counts, the second point, the last run
  }

  @Test
  void shouldKillInTheOtherWaits() throws Exception {
    final KillPointsReport report = points.run(() -> {
      try (Operation operation = core.begin("waits")) {
        operation.sleep(Duration.ofNanos(1));
        final AtomicInteger asked = new AtomicInteger();
        operation.await(() -> asked.incrementAndGet() > 3, Duration.ofMillis(1));
        final CompletableFuture<String> future = new CompletableFuture<>();
        final CompletableFuture<Void> completed = CompletableFuture.runAsync(() -> future.complete("done"));
        operation.await(future);
        completed.join();
        final FutureTask<String> task = new FutureTask<>(() -> "done");
        task.run();
        operation.await(task);
        operation.check();
      }
    });

    final List<Door> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.addAll(List.of(Door.WAIT, Door.BLOCKED));
    }
    all.add(Door.CHECK);
    assertEquals(all, doors(report));
  }

  @Test
  void shouldKillWhereACallbackIsRegistered() throws Exception {
    final List<String> called = new ArrayList<>();

    final KillPointsReport report = points.throwing(IOException.class).run(() -> {
      try (Operation operation = core.begin("call")) {
        final CompletableFuture<String> reply = new CompletableFuture<>();
        operation.onKill(cause -> {
          called.add(cause.by());
          reply.completeExceptionally(new IOException("cancelled"));
        });
        reply.complete("answer");
        if (reply.isCompletedExceptionally()) {
          reply.join();
        }
      } catch (final CompletionException e) {
        throw e.getCause();
      }
    });

    assertEquals(List.of(Door.REGISTERED), doors(report));
    assertEquals(List.of("KillPoints"), called);
  }

  @Test
  void shouldKillAWholeFamilyOnSeveralThreads() throws Exception {
    final ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      final KillPointsReport report = points.run(() -> {
        try (Operation operation = core.begin("report")) {
          final List<Future<Integer>> parts = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            final int shard = i;
            parts.add(pool.submit(() -> {
              try (Operation part = operation.child("shard " + shard)) {
                part.check();
                part.check();
                return shard;
              }
            }));
          }
          int sum = 0;
          for (final Future<Integer> part : parts) {
            sum += operation.await(part);
          }
          return sum;
        }
      });

      assertEquals(3, report.points().stream().filter(point -> point.door() == Door.CHILD).count());
      assertEquals(6, report.points().stream().filter(point -> point.operation().startsWith("shard")).count());
      assertEquals(List.of(), report.notReached());
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shouldKillAsTheHostSays() throws Exception {
    final Session session = core.startSession(ALICE);

    points.killing((where, operation) -> where.kill(KillPattern.owner(ALICE.uid()))).run(() -> {
      try (Operation first = session.begin("first"); Operation second = session.begin("second")) {
        first.check();
        second.check();
      }
    });
    final AssertionError nobody =
        assertThrows(
            AssertionError.class,
            () -> points.killing((where, operation) -> {}).run(() -> {
              try (Operation operation = session.begin("find")) {
                operation.check();
              }
            }));

    assertTrue(nobody.getMessage().contains("did not kill it"), nobody::getMessage);
  }

  // ---- what it finds

  @Test
  void shouldFindWorkThatNeverPolls() throws Exception {
    final KillPointsReport report = points.explore(() -> core.begin("find").close());

    assertTrue(onlyFault(report).contains("never polls"), report::toString);
  }

  @Test
  void shouldFindWorkThatSwallowsTheKill() throws Exception {
    final KillPointsReport report = points.explore(() -> {
      try (Operation operation = core.begin("find")) {
        for (int i = 0; i < 50; i++) {
          try {
            operation.check();
          } catch (final OperationKilledException e) {
            swallowed.incrementAndGet();
          }
        }
      }
      return "all rows";
    });

    assertTrue(
        report.faults().get(0).toString().contains("'find' went on 49 polls after it knew of the kill"),
        report::toString);
  }

  @Test
  void shouldFindWorkThatReturnsAsIfNothingWas() throws Exception {
    final KillPointsReport report = points.explore(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
      } catch (final OperationKilledException e) {
        return "no rows";
      }
      return "all rows";
    });

    assertTrue(onlyFault(report).contains("swallowed the kill"), report::toString);
    assertEquals(List.of(), points.returning("no rows"::equals).explore(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
      } catch (final OperationKilledException e) {
        return "no rows";
      }
      return "all rows";
    }).faults());
  }

  @Test
  void shouldFindWorkThatNeverEnds() throws Exception {
    final KillPointsReport report = points.maxPoints(100).maxRuns(10).explore(() -> {
      try (Operation operation = core.begin("tail")) {
        while (true) {
          operation.check();
        }
      }
    });

    assertEquals(List.of(), report.faults());
    assertTrue(report.cutShort());
    assertEquals(100, report.points().size());
    assertEquals(10, report.killed());
  }

  @Test
  void shouldEndWorkThatWaitsForEver() throws Exception {
    final KillPointsReport report = points.patience(SHORT).explore(() -> {
      try (Operation operation = core.begin("take")) {
        operation.interruptibly(() -> {
          new CountDownLatch(1).await();
          return null;
        });
      }
    });

    assertEquals(List.of(), report.faults());
    assertTrue(report.cutShort());
    assertEquals(List.of(Door.WAIT, Door.BLOCKED), doors(report));
  }

  @Test
  void shouldStopWorkThatSwallowsTheKillForEver() throws Exception {
    final KillPointsReport report = points.maxPoints(10).patience(SHORT).explore(() -> {
      try (Operation operation = core.begin("tail")) {
        while (true) {
          try {
            operation.check();
          } catch (final OperationKilledException e) {
            swallowed.incrementAndGet();
          }
        }
      }
    });

    assertTrue(report.faults().get(0).toString().contains("'tail' went on 1011 polls"), report::toString);
  }

  @Test
  void shouldGiveUpWorkThatCatchesEverything() throws Exception {
    final KillPointsReport report = points.maxPoints(10).patience(SHORT).explore(() -> {
      try (Operation operation = core.begin("tail")) {
        while (true) {
          try {
            operation.check();
          } catch (final Throwable e) {
            swallowed.incrementAndGet();
          }
        }
      }
    });

    assertTrue(onlyFault(report).contains("'tail' went on"), report::toString);
    assertEquals(0, report.killed());
  }

  @Test
  void shouldGiveUpWorkThatTriesAgainForEver() throws Exception {
    final KillPointsReport report = points.maxPoints(10).patience(SHORT).explore(() -> {
      while (true) {
        try (Operation operation = core.begin("try")) {
          operation.check();
        } catch (final Throwable e) {
          swallowed.incrementAndGet();
        }
      }
    });

    assertTrue(report.faults().get(0).toString().contains("it did not end"), report::toString);
  }

  @Test
  void shouldEndARunThatDoesNotComeToItsPoint() throws Exception {
    final AtomicInteger runs = new AtomicInteger();

    final KillPointsReport report = points.maxPoints(10).explore(() -> {
      final int run = runs.getAndIncrement();
      try (Operation operation = core.begin(run == 0 ? "first" : "other")) {
        while (true) {
          operation.check();
        }
      }
    });

    assertEquals(10, report.notReached().size());
    assertEquals(List.of(), report.faults());
  }

  @Test
  void shouldGiveUpWorkThatBeginsAndEndsForEver() throws Exception {
    final KillPointsReport report = points.patience(SHORT).explore(() -> {
      while (!Thread.interrupted()) {
        core.begin("nothing").close();
      }
    });

    assertTrue(onlyFault(report).contains("it did not end: no poll for 200 ms"), report::toString);
  }

  @Test
  void shouldFindWorkThatHangsAfterTheKill() throws Exception {
    final KillPointsReport report = points.patience(SHORT).explore(() -> {
      try (Operation operation = core.begin("find")) {
        try {
          operation.check();
        } catch (final OperationKilledException e) {
          hang();
          throw e;
        }
      }
    });

    assertTrue(report.faults().get(0).toString().contains("did not end: no poll for 200 ms"), report::toString);
    assertTrue(report.faults().get(0).toString().contains("hang"), report::toString);
  }

  private static void hang() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  @Test
  void shouldFindALockThatIsKept() throws Exception {
    final Semaphore lock = new Semaphore(1);

    final KillPointsReport report =
        points.patience(SHORT).holds("the lock is free", () -> lock.availablePermits() == 1).explore(() -> {
          try (Operation operation = core.begin("update")) {
            operation.check();
            lock.acquire();
            operation.check(); // no finally
            lock.release();
          }
        });

    assertTrue(onlyFault(report).contains("killed at check 2 of 'update'"), report::toString);
    assertTrue(onlyFault(report).contains("at dev.quell.testkit/dev.quell.testkit.KillPointsTest")
        || onlyFault(report).contains("at dev.quell.testkit.KillPointsTest"), report::toString);
    assertTrue(onlyFault(report).contains("does not hold that the lock is free"), report::toString);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // the fault to be found
  void shouldFindALockThatIsKeptWithAConditionThatWaitsForIt() throws Exception {
    final ReentrantLock lock = new ReentrantLock();

    final KillPointsReport report = points.patience(SHORT).holds("the lock is free", () -> {
      lock.lock();
      lock.unlock();
      return true;
    }).explore(() -> {
      try (Operation operation = core.begin("update")) {
        lock.lock();
        operation.check(); // no finally
        lock.unlock();
      }
    });

    assertTrue(onlyFault(report).contains("nobody can tell whether the lock is free: it has not"), report::toString);
    assertTrue(onlyFault(report).contains("ReentrantLock"), report::toString);
  }

  @Test
  void shouldGiveUpAStepBeforeTheWorkThatHangs() throws Exception {
    final KillPointsReport report =
        points.patience(SHORT).before(KillPointsTest::hang).explore(() -> core.begin("find"));

    assertTrue(
        report.faults().get(0).toString().contains("what is done before a run did not end"), report::toString);
    assertTrue(report.faults().get(0).toString().contains("hang"), report::toString);
  }

  @Test
  void shouldGiveUpACheckThatHangs() throws Exception {
    final KillPointsReport report =
        points.patience(SHORT).check("is tidy", KillPointsTest::hang).explore(() -> {
          try (Operation operation = core.begin("find")) {
            operation.check();
          }
        });

    assertTrue(report.faults().get(0).toString().contains("is tidy: it has not returned for 401 ms"), report::toString);
  }

  @Test
  void shouldGiveUpAKillThatHangs() throws Exception {
    final KillPointsReport report = points.patience(SHORT).killing((where, operation) -> hang()).explore(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
      }
    });

    assertTrue(report.faults().get(0).toString().contains("did not end"), report::toString);
    assertTrue(report.faults().get(0).toString().contains("hang"), report::toString);
  }

  @Test
  void shouldFindAnOperationThatIsNotClosed() throws Exception {
    final KillPointsReport report = points.patience(SHORT).explore(() -> {
      final Operation operation = core.begin("leak");
      operation.check(); // no finally
      operation.close();
    });

    assertTrue(onlyFault(report).contains("'leak' still runs"), report::toString);
  }

  @Test
  void shouldFindACursorThatIsLeftOpen() throws Exception {
    final KillPointsReport report = points.patience(SHORT).leavesNothing().explore(() -> {
      try (Operation operation = core.begin("find")) {
        final var cursor = core.openCursor(() -> {});
        operation.check();
        cursor.close();
      }
    });

    assertTrue(onlyFault(report).contains("cursor "), report::toString);
  }

  @Test
  void shouldFindAnExceptionThatHidesTheKill() throws Exception {
    final KillPointsReport report = points.explore(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
      } catch (final OperationKilledException e) {
        throw new IOException("broken"); // without its cause
      }
    });

    assertTrue(onlyFault(report).contains("it threw java.io.IOException: broken"), report::toString);
    assertEquals(List.of(), points.throwing(IOException.class).explore(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
      } catch (final OperationKilledException e) {
        throw new IOException("broken");
      }
    }).faults());
  }

  @Test
  void shouldFailTheTestWithAllThatItFound() {
    final AssertionError error =
        assertThrows(AssertionError.class, () -> points.check("is right", () -> {
          throw new AssertionError("is wrong");
        }).run(() -> {
          try (Operation operation = core.begin("find")) {
            operation.check();
          }
        }));

    assertTrue(error.getMessage().startsWith("1 points, 1 tried with a kill, 2 faults"), error::getMessage);
    assertTrue(error.getMessage().contains("without a kill: is right: is wrong"), error::getMessage);
    assertEquals("is wrong", error.getCause().getMessage());
  }

  @Test
  void shouldSayWhichPointsItDidNotMeetAgain() throws Exception {
    final AtomicInteger runs = new AtomicInteger();

    final KillPointsReport report = points.explore(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
        if (runs.getAndIncrement() == 0) {
          operation.check();
        }
      }
    });

    assertEquals(List.of(new KillPoint("find", 2, Door.CHECK)), report.notReached());
  }

  // ---- the longest stretch

  @Test
  void shouldReportTheLongestStretchWithoutAPoll() throws Exception {
    final KillPointsReport report = points.run(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
        beforeTheStretch(operation);
        final long start = System.nanoTime();
        while (System.nanoTime() - start < 5_000_000) {
          Thread.onSpinWait();
        }
        operation.check();
      }
    });

    final KillPointsReport.Stretch longest = report.longestStretch().orElseThrow();
    assertTrue(longest.length().toMillis() >= 5, longest::toString);
    assertEquals(2, longest.from().orElseThrow().number());
    assertEquals(3, longest.to().orElseThrow().number());
    assertEquals("beforeTheStretch", longest.stack().get(0).getMethodName());
  }

  private static void beforeTheStretch(final Operation operation) {
    operation.check();
  }

  @Test
  void shouldNotCountTheTimeInAWait() throws Exception {
    final KillPointsReport report = points.run(() -> {
      try (Operation operation = core.begin("find")) {
        operation.sleep(Duration.ofMillis(150));
        operation.check();
      }
    });

    assertTrue(report.longestStretch().orElseThrow().length().toMillis() < 150, report::toString);
  }

  // ---- bad input

  @Test
  void shouldThrowWhatTheWorkThrowsByItself() {
    assertThrows(IOException.class, () -> points.run(() -> {
      throw new IOException("broken");
    }));
    assertThrows(IOException.class, () -> points.before(() -> {
      throw new IOException("no fixture");
    }).run(() -> {}));
  }

  @Test
  void shouldRefuseWrongSettings() {
    assertThrows(IllegalArgumentException.class, () -> points.pollsAfterKill(-1));
    assertThrows(IllegalArgumentException.class, () -> points.maxPoints(0));
    assertThrows(IllegalArgumentException.class, () -> points.maxRuns(1));
    assertThrows(IllegalArgumentException.class, () -> points.patience(Duration.ZERO));
    assertThrows(NullPointerException.class, () -> points.holds(null, () -> true));
    assertThrows(NullPointerException.class, () -> KillPoints.in(null));
  }

  @Test
  void shouldRefuseASecondLookAtTheSameCore() throws Exception {
    final List<Throwable> thrown = new ArrayList<>();

    points.run(() -> {
      if (thrown.isEmpty()) {
        thrown.add(assertThrows(IllegalStateException.class, () -> KillPoints.in(core).run(() -> {})));
      }
      try (Operation operation = core.begin("find")) {
        operation.check();
      }
    });

    assertTrue(thrown.get(0).getMessage().contains("another KillPoints"));
  }

  @Test
  void shouldLookAtSomeOperationsOnly() throws Exception {
    try (Operation heartbeat = core.begin("heartbeat")) {
      final KillPointsReport report = points.only(description -> !description.startsWith("heart")).run(() -> {
        heartbeat.check();
        core.begin("heart of another run"); // is not waited for
        try (Operation operation = core.begin("find")) {
          operation.check();
        }
      });

      assertEquals(List.of(new KillPoint("find", 1, Door.CHECK)), report.points());
      assertFalse(heartbeat.isKilled());
    }
  }

  @Test
  void shouldLeaveOtherCoresAlone() throws Exception {
    try (KillCore other = KillCore.create(); Operation elsewhere = other.begin("elsewhere")) {
      points.run(() -> {
        elsewhere.check();
        try (Operation operation = core.begin("find")) {
          operation.check();
        }
      });
      assertFalse(elsewhere.isKilled());
    }
  }

  @Test
  void shouldSeeTheEndOfTheCore() throws Exception {
    final KillPointsReport report = points.killing((where, operation) -> where.close()).run(() -> {
      try (Operation operation = core.begin("find")) {
        operation.check();
        operation.check();
      }
    });

    assertEquals(2, report.points().size());
    assertEquals(1, report.killed()); // then there is no core to go on in
  }

  @Test
  void shouldCountAnEndByADeadline() throws Exception {
    final AtomicInteger ended = new AtomicInteger();

    final KillPointsReport report = points.returning("late"::equals).run(() -> {
      try (Operation operation = core.begin("find")) {
        operation.await(() -> {
          operation.deadline(Duration.ZERO);
          return false;
        }, Duration.ofSeconds(20));
        return "all rows";
      } catch (final OperationKilledException e) {
        ended.incrementAndGet();
        return "late";
      }
    });

    assertEquals(2, report.killed());
    assertEquals(4, ended.get(), report::toString);
  }
}
