package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners hear of every kill, whatever made it happen, and of what it hit. */
class KillsToldTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Session session = virtual.session(1, ANN);
  private final List<KillReport> told = new CopyOnWriteArrayList<>();
  private final List<Thread> tellers = new CopyOnWriteArrayList<>();

  KillsToldTest() {
    core.addListener(
        report -> {
          told.add(report);
          tellers.add(Thread.currentThread());
        });
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  /** Trigger, target, sessions, operations, cursors of all that was told, in short. */
  private String told() {
    return told.stream().map(KillsToldTest::text).collect(Collectors.joining("; "));
  }

  private static String text(final KillReport report) {
    return report.trigger() + " " + (report.target().isPresent() ? report.target().getAsLong() : "-") + " "
        + report.sessionsMatched() + " " + report.operationsKilled() + " " + report.cursorsKilled();
  }

  private static String cause(final KillReport report) {
    return report.cause().code() + " " + report.cause().reason() + " " + report.cause().by();
  }

  // ---- by pattern

  @Test
  void shouldTellOfAKillByPatternWhateverItHits() {
    final KillReport report = core.kill();
    assertEquals("PATTERN - 1 0 0", told());
    assertSame(report, told.get(0));
    assertSame(Thread.currentThread(), tellers.get(0));
  }

  // ---- by operation

  @Test
  void shouldTellOfAKillByIdOfAnOperation() {
    final Operation victim = session.begin("x");
    final int id = victim.id();
    assertTrue(core.killOperation(id, 99, "why", "who"));
    assertEquals("OPERATION " + id + " 0 1 0", told());
    assertEquals("99 why who", cause(told.get(0)));
    assertEquals(victim.killCause().orElseThrow(), told.get(0).cause());
    assertSame(Thread.currentThread(), tellers.get(0));
  }

  @Test
  void shouldTellOfAKillOfAnOperationObject() {
    final Operation victim = core.begin("x");
    assertTrue(victim.kill(99, "why", "who"));
    assertEquals("OPERATION " + victim.id() + " 0 1 0", told());
    assertEquals(victim.killCause().orElseThrow(), told.get(0).cause());
  }

  @Test
  void shouldTellOfAKillByReference() {
    final Operation victim = session.begin("x");
    assertTrue(victim.ref().kill(99, "why", "who"));
    assertEquals("OPERATION " + victim.id() + " 0 1 0", told());
  }

  @Test
  void shouldNameTheIdThatTheOperationHasAlready() {
    final Operation one = session.begin("x");
    final Operation two = core.begin("y");
    final int id = one.id();
    final int other = two.id();
    one.kill(99, "", "");
    two.ref().kill(99, "", "");
    assertEquals("OPERATION " + id + " 0 1 0; OPERATION " + other + " 0 1 0", told());
  }

  @Test
  void shouldNotNameTheIdOfAnEarlierRun() {
    final Operation kept = session.begin("x");
    final int earlier = kept.id();
    kept.close();
    session.begin(kept);
    kept.kill(99, "", "");
    assertNotEquals(OptionalLong.of(earlier), told.get(0).target());
  }

  @Test
  void shouldNotTellOfAKillOfAnOperationThatLost() {
    final Operation victim = session.begin("x");
    final int id = victim.id();
    core.kill();
    told.clear();
    assertFalse(core.killOperation(id, 99, "", ""));
    assertFalse(victim.kill(99, "", ""));
    final OperationRef ref = victim.ref();
    victim.close();
    assertFalse(ref.kill(99, "", ""));
    assertFalse(core.killOperation(id, 99, "", ""));
    assertFalse(core.killOperation(12_345, 99, "", ""));
    assertEquals("", told());
  }

  @Test
  void shouldTellAfterTheCallbacksOfTheVictim() {
    final AtomicReference<String> toldAtCallback = new AtomicReference<>();
    final Operation victim = session.begin("x");
    victim.onKill(cause -> toldAtCallback.set(told()));
    core.killOperation(victim.id(), 99, "", "");
    assertEquals("", toldAtCallback.get());
    assertEquals(1, told.size());
  }

  // ---- by cursor

  @Test
  void shouldTellOfAKillOfAnIdleCursor() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    assertTrue(core.killCursor(cursor.id(), "why", "who"));
    assertEquals("CURSOR " + cursor.id() + " 0 0 1", told());
    assertEquals(KillCode.CURSOR_KILLED + " why who", cause(told.get(0)));
  }

  @Test
  void shouldTellOfAKillOfACursorWithItsUser() {
    final Operation user = session.begin("getMore");
    final Cursor<Probe> cursor = core.openCursor(new Probe());
    try (Pin<Probe> pin = cursor.use(user)) {
      assertTrue(core.killCursor(cursor.id(), "why", "who"), pin::toString);
    }
    assertEquals("CURSOR " + cursor.id() + " 0 1 1", told());
    assertEquals(user.killCause().orElseThrow(), told.get(0).cause());
  }

  @Test
  void shouldNotCountTheUserThatWasKilledBefore() {
    final Operation user = session.begin("getMore");
    final Cursor<Probe> cursor = core.openCursor(new Probe());
    user.kill(99, "", "");
    told.clear();
    try (Pin<Probe> pin = cursor.use(user)) {
      assertTrue(core.killCursor(cursor.id(), "", ""), pin::toString);
    }
    assertEquals("CURSOR " + cursor.id() + " 0 0 1", told());
  }

  @Test
  void shouldNotTellOfAKillOfACursorThatLost() {
    final Cursor<Probe> cursor = core.openCursor(new Probe());
    cursor.close();
    assertFalse(core.killCursor(cursor.id(), "", ""));
    assertFalse(core.killCursor(1, "", ""));
    assertEquals("", told());
  }

  // ---- by deadline

  private void untilTold() {
    Worker.until(
        () -> {
          virtual.cycle();
          return !told.isEmpty();
        });
  }

  @Test
  void shouldTellOfTheDeadlinesOfOneLookTogetherAndNotOnTheAgent() {
    for (int i = 0; i < 5; i++) {
      virtual.session(i, BOB).begin("x").deadline(Duration.ofMillis(5));
    }
    core.begin("x").deadline(Duration.ofMillis(5));
    virtual.advance(Duration.ofMillis(50));
    untilTold();
    assertEquals("DEADLINE - 0 6 0", told());
    assertEquals(KillCode.MAX_TIME_MS_EXPIRED, told.get(0).cause().code());
    assertNotSame(Thread.currentThread(), tellers.get(0));
  }

  @Test
  void shouldNotTellOfADeadlineThatHitsNothing() {
    final Operation killed = session.begin("x").deadline(Duration.ofMillis(5));
    killed.kill(99, "", "");
    session.begin("y").deadline(Duration.ofMillis(5)).close();
    told.clear();
    virtual.advance(Duration.ofMillis(50));
    virtual.work();
    core.begin("z").deadline(Duration.ofMillis(5));
    virtual.advance(Duration.ofMillis(50));
    untilTold();
    assertEquals("DEADLINE - 0 1 0", told());
  }

  @Test
  void shouldGoOnWhileAListenerOfADeadlineBlocks() {
    final AtomicReference<Thread> blocked = new AtomicReference<>();
    final java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    core.addListener(
        report -> {
          blocked.set(Thread.currentThread());
          Worker.until(() -> release.getCount() == 0);
        });
    session.begin("x").deadline(Duration.ofMillis(5));
    virtual.advance(Duration.ofMillis(50));
    Worker.until(
        () -> {
          virtual.cycle();
          return blocked.get() != null;
        });
    final Operation next = core.begin("y").deadline(Duration.ofMillis(5));
    virtual.advance(Duration.ofMillis(50));
    assertTrue(next.isKilled());
    release.countDown();
  }

  // ---- by the close

  @Test
  void shouldTellOfTheCloseOnceAndLast() {
    virtual.session(2, BOB).openCursor(new Probe());
    final Cursor<Probe> pinned = core.openCursor(new Probe());
    core.openCursor(new Probe());
    session.begin("first");
    session.begin("further");
    session.begin(core.operation().exempt(true));
    pinned.pin(core.begin("without a session"));
    core.close();
    core.close();
    assertEquals("SHUTDOWN - 2 4 3", told());
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, told.get(0).cause().code());
    assertEquals(4, core.telemetry().operationsKilled());
    assertEquals(3, core.telemetry().cursorsKilled());
  }

  @Test
  void shouldTellOfTheCloseOfAnEmptyCore() {
    session.end();
    core.close();
    assertEquals("SHUTDOWN - 0 0 0", told());
  }

  @Test
  void shouldCloseThoughAListenerThrows() {
    core.addListener(
        report -> {
          throw new IllegalStateException("listener");
        });
    final Operation operation = session.begin("x");
    core.close();
    assertTrue(operation.isKilled());
    assertEquals(1, virtual.errors.size());
  }

  // ---- all

  @Test
  void shouldGiveAPatternThatMatchesNobodyToKillsWithoutOne() {
    session.begin("x").kill(99, "why", "who");
    final KillRequest request = told.get(0).request();
    assertEquals("99 why who", request.code() + " " + request.reason() + " " + request.by());
    session.begin("y");
    assertEquals(0, core.kill(request).sessionsMatched());
  }

  @Test
  void shouldGiveEachKillANumberOfItsOwn() {
    final Operation one = session.begin("x");
    final Operation two = session.begin("y");
    one.kill(1, "", "");
    two.kill(1, "", "");
    assertNotEquals(told.get(0).cause().killId(), told.get(1).cause().killId());
  }

  @Test
  void shouldLetAListenerAwaitTheVictimOfAnyKill() throws InterruptedException {
    final Operation victim = session.begin("x");
    victim.kill(99, "", "");
    final KillReport report = told.get(0);
    assertEquals(1, report.pending());
    assertEquals("x", report.stragglers().get(0).operation().description());
    assertFalse(report.await(Duration.ZERO));
    victim.close();
    assertTrue(report.await(Duration.ZERO));
    assertTrue(report.whenStopped().toCompletableFuture().isDone());
  }

  @Test
  void shouldAddUpToWhatWasKilled() {
    final List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      operations.add(virtual.session(i, ANN).begin("x"));
      virtual.session(i, ANN).openCursor(new Probe());
      core.openCursor(new Probe());
    }
    operations.get(0).kill(1, "", "");
    operations.get(1).ref().kill(1, "", "");
    core.killOperation(operations.get(2).id(), 1, "", "");
    core.cursors().limit(7).toList().forEach(info -> core.killCursor(info.id(), "", ""));
    core.kill(KillPattern.session(VirtualCore.id(3)));
    operations.get(4).deadline(Duration.ZERO);
    virtual.advance(Duration.ofMillis(5));
    core.close();
    assertEquals(20, told.stream().mapToLong(KillReport::operationsKilled).sum());
    assertEquals(40, told.stream().mapToLong(KillReport::cursorsKilled).sum());
    assertEquals(20, core.telemetry().operationsKilled());
    assertEquals(40, core.telemetry().cursorsKilled());
  }

  @Test
  void shouldTellNobodyWhenTheListenerIsTakenBack() {
    try (VirtualCore other = new VirtualCore()) {
      other.core.addListener(told::add).close();
      other.session(1, ANN).begin("x").kill(1, "", "");
      other.core.killCursor(other.core.openCursor(new Probe()).id(), "", "");
    }
    assertEquals("", told());
  }
}
