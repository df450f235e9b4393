package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationImpl;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reviewer broke once, each as the smallest program that broke it. */
class ReviewFindingsTest {
  private static final Role R1 = Role.of("r1", "db");
  private static final Role R2 = Role.of("r2", "db");
  private static final Owner X = Owner.of("x", "db");
  private final KillCore core = KillCore.create();

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldNotMissAnOwnerThatExchangesOneKilledRoleForAnotherDuringTheKill() {
    final Owner x = Owner.of("x", "db", R1);
    final Owner y = Owner.of("y", "db", R2);
    final Operation ofX = core.startSession(x).begin("x");
    final Operation ofY = core.startSession(y).begin("y");
    ofX.onKill(cause -> core.replaceRoles(y.withRoles(List.of(R1))));
    assertEquals(2, core.kill(KillPattern.roles(R1, R2)).operationsKilled());
    assertTrue(ofY.isKilled());
  }

  @Test
  void shouldInterruptTheOuterOfTwoNestedCalls() {
    final Operation operation = core.begin("nested");
    assertThrows(
        OperationKilledException.class,
        () -> operation.interruptibly(
            () -> {
              operation.interruptibly(() -> operation.kill(KillCode.INTERRUPTED, "", ""));
              TimeUnit.DAYS.sleep(1);
              return null;
            }));
  }

  @Test
  void shouldKillWithACutOffBeforeTheCoreStartedNothing() {
    core.startSession(Owner.unauthenticated()).begin("young");
    assertEquals(0, core.kill(KillRequest.of().startedBefore(0)).operationsKilled());
  }

  @Test
  void shouldCloseACursorThatIsUnpinnedAfterTheCoreWasClosed() throws Exception {
    final AtomicInteger closed = new AtomicInteger();
    final Session session = core.session(UUID.randomUUID(), Owner.unauthenticated());
    final Operation operation = session.begin("user");
    final Cursor<?> cursor = session.openCursor(
        () -> {
          synchronized (closed) {
            closed.incrementAndGet();
            closed.notifyAll();
          }
        });
    cursor.pin(operation);
    core.close();
    cursor.unpin();
    synchronized (closed) {
      while (closed.get() == 0) {
        closed.wait();
      }
    }
    assertEquals(1, closed.get());
  }

  @Test
  void shouldReportNothingWhenItIsClosed() {
    for (int i = 0; i < 50; i++) {
      final AtomicInteger reported = new AtomicInteger();
      KillCore.builder().errorHandler(e -> reported.incrementAndGet()).build().close();
      assertEquals(0, reported.get());
    }
  }

  @Test
  void shouldNotBeginAgainInASessionThatHasEndedUnderAnotherOperation() {
    final Session session = core.startSession(X);
    final Operation first = session.begin(core.operation());
    final Operation further = session.begin(core.operation());
    session.end();
    first.close();
    assertThrows(SessionEndedException.class, () -> session.begin(first));
    further.close();
    assertEquals(0, core.telemetry().sessions());
  }

  @Test
  void shouldBeginByUuidInTheNextSessionOfThatNameAfterOneThatEndedUnderAnotherOperation() {
    core.startSession(X); // keeps the owner
    final UUID id = new UUID(1, 2);
    final Session session = core.session(id, X);
    final Operation first = session.begin(core.operation());
    final Operation further = session.begin(core.operation());
    session.end();
    first.close();
    core.begin(first, 1, 2, X, null);
    assertEquals(1, core.kill(KillPattern.all()).operationsKilled());
    assertTrue(first.isKilled());
    further.close();
  }

  @Test
  void shouldNotBeginAgainInAClosedCore() {
    final Session session = core.startSession(X);
    final Operation first = session.begin(core.operation());
    final Operation further = session.begin(core.operation());
    core.close();
    first.close();
    assertThrows(ClosedCoreException.class, () -> session.begin(first));
    further.close();
  }

  /** The words of both runs count alike, so the two have one ticket. */
  @Test
  void shouldNotShowOneRunWithTheWordOfAnother() {
    core.startSession(X); // takes the first slot
    final Session session = core.startSession(X);
    final OperationImpl operation = (OperationImpl) core.operation();
    final AtomicBoolean done = new AtomicBoolean();
    final AtomicInteger mixed = new AtomicInteger();
    Worker.together(
        2,
        number -> {
          if (number == 0) {
            for (int i = 0; i < 1_000_000; i++) {
              core.begin(operation, (String) null).close();
              session.begin(operation).close();
            }
            done.set(true);
          }
          while (!done.get()) {
            final Run run = operation.present();
            mixed.addAndGet(run != null && run.index() >= run.words().length ? 1 : 0);
          }
        });
    assertEquals(0, mixed.get());
  }

  @Test
  void shouldInterruptTheOuterOperationThoughAnInnerOneWasInterruptedToo() {
    final Operation outer = core.begin("outer");
    final Operation inner = core.begin("inner");
    assertThrows(
        OperationKilledException.class,
        () -> outer.interruptibly(
            () -> {
              assertThrows(
                  OperationKilledException.class,
                  () -> inner.interruptibly(
                      () -> {
                        outer.kill(KillCode.INTERRUPTED, "", "");
                        inner.kill(KillCode.INTERRUPTED, "", "");
                        TimeUnit.DAYS.sleep(1);
                        return null;
                      }));
              TimeUnit.DAYS.sleep(1);
              return null;
            }));
    assertFalse(Thread.interrupted());
  }

  @Test
  void shouldKeepNothingOfAReportThatIsAskedAgainAndAgain() throws Exception {
    final Operation stuck = core.startSession(X).begin("stuck");
    final KillReport report = core.kill(KillPattern.all());
    for (int i = 0; i < 100; i++) {
      assertFalse(report.await(Duration.ofNanos(1 + i % 2)));
    }
    final Field record = report.getClass().getDeclaredField("record");
    record.setAccessible(true);
    final Field waiters = KillRecord.class.getDeclaredField("waiters");
    waiters.setAccessible(true);
    assertNull(waiters.get(record.get(report)));
    stuck.close();
  }

  @Test
  void shouldNotTakeLessThanAMillisecondForNoConstraint() {
    core.startSession(X);
    assertEquals(0, core.kill(KillPattern.all().idleFor(Duration.ofNanos(1))).sessionsMatched());
  }
}
