package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reviewer broke once, each as the smallest program that broke it. */
class ReviewFindingsTest {
  private static final Role R1 = Role.of("r1", "db");
  private static final Role R2 = Role.of("r2", "db");
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
    final Cursor cursor = session.openCursor(
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
}
