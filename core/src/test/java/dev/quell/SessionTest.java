package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

class SessionTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  @Test
  void shouldOpenASessionThatIsNotThere() {
    assertTrue(core.session(id(1), ANN).isOpen());
  }

  @Test
  void shouldFindTheSessionThatIsThere() {
    final Session opened = core.session(id(1), ANN);
    assertSame(opened, core.session(id(1), ANN));
  }

  @Test
  void shouldFindByTheTwoHalvesOfTheUuid() {
    final Session opened = core.session(new UUID(3, 4), ANN);
    assertSame(opened, core.session(3, 4, ANN));
  }

  @Test
  void shouldTellUuidsApartThatHaveTheirHalvesSwapped() {
    assertNotSame(core.session(3, 4, ANN), core.session(4, 3, ANN));
  }

  @Test
  void shouldFindTheSessionForAnotherOwnerObjectOfTheSameIdentity() {
    final Session opened = core.session(id(1), ANN);
    assertSame(opened, core.session(id(1), Owner.of("ann", "app", ANN.roles().toArray(Role[]::new))));
  }

  @Test
  void shouldKeepTwoSessionsForOneUuidUnderTwoOwners() {
    assertNotSame(core.session(id(1), ANN), core.session(id(1), BOB));
  }

  @Test
  void shouldTakeTheUuidsOfZerosAndOfOnes() {
    core.session(0, 0, ANN);
    core.session(-1, -1, ANN);
    assertEquals(new UUID(-1, -1), core.findSession(new UUID(-1, -1), ANN.uid()).orElseThrow().id());
  }

  @Test
  void shouldTakeTheOwnerOfAServerWithoutAuthentication() {
    final Session session = core.session(id(1), Owner.unauthenticated());
    assertEquals(Uid.UNAUTHENTICATED, session.owner().uid());
  }

  @Test
  void shouldSayItsUuid() {
    assertEquals(id(9), core.session(id(9), ANN).id());
  }

  @Test
  void shouldSayItsOwner() {
    assertEquals(ANN, core.session(id(9), ANN).owner());
  }

  @Test
  void shouldStartWithAUuidOfVersionFour() {
    assertEquals(4, core.startSession(ANN).id().version());
  }

  @Test
  void shouldStartWithAnotherUuidEachTime() {
    final Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(core.startSession(ANN).id());
    }
    assertEquals(1_000, ids.size());
  }

  @Test
  void shouldFindAStartedSession() {
    final Session started = core.startSession(ANN);
    assertSame(started, core.session(started.id(), ANN));
  }

  @Test
  void shouldLookUpWithoutOpening() {
    assertEquals(Optional.empty(), core.findSession(id(1), ANN.uid()));
  }

  @Test
  void shouldLookUpTheSessionOfThatOwnerOnly() {
    core.session(id(1), ANN);
    assertEquals(Optional.empty(), core.findSession(id(1), BOB.uid()));
  }

  @Test
  void shouldLookUpTheSessionThatIsThere() {
    final Session opened = core.session(id(1), ANN);
    assertSame(opened, core.findSession(id(1), ANN.uid()).orElseThrow());
  }

  @Test
  void shouldNotNoteAUseWhenLookedUp() {
    final Session session = core.session(id(1), ANN);
    final Instant before = session.lastUse();
    virtual.advance(Duration.ofSeconds(10));
    core.findSession(id(1), ANN.uid());
    assertEquals(before, session.lastUse());
  }

  @Test
  void shouldNoteAUseWhenFoundByACommand() {
    final Session session = core.session(id(1), ANN);
    final Instant before = session.lastUse();
    virtual.advance(Duration.ofSeconds(10));
    core.session(id(1), ANN);
    assertUsedAbout(before.plusSeconds(10), session);
  }

  @Test
  void shouldNoteAUseWhenTouched() {
    final Session session = core.session(id(1), ANN);
    final Instant before = session.lastUse();
    virtual.pass(Duration.ofSeconds(10)); // a touch reads the clock itself
    session.touch();
    assertUsedAbout(before.plusSeconds(10), session);
  }

  @Test
  void shouldNoteAUseWhenAnOperationBegins() {
    final Session session = core.session(id(1), ANN);
    final Instant before = session.lastUse();
    virtual.advance(Duration.ofSeconds(10));
    session.begin("x").close();
    assertUsedAbout(before.plusSeconds(10), session);
  }

  @Test
  void shouldNoteAUseWhenAnOperationEnds() {
    final Session session = core.session(id(1), ANN);
    final Instant before = session.lastUse();
    final Operation operation = session.begin("x");
    virtual.advance(Duration.ofSeconds(10));
    operation.close();
    assertUsedAbout(before.plusSeconds(10), session);
  }

  @Test
  void shouldNoteAUseWhenASecondOperationBegins() {
    final Session session = core.session(id(1), ANN);
    final Instant before = session.lastUse();
    try (Operation first = session.begin("x")) {
      virtual.advance(Duration.ofSeconds(10));
      session.begin("y").close();
      assertTrue(first.isRunning());
      assertUsedAbout(before.plusSeconds(10), session);
    }
  }

  private static void assertUsedAbout(final Instant expected, final Session session) {
    final Duration off = Duration.between(session.lastUse(), expected).abs();
    assertTrue(off.toMillis() <= 300, () -> "last use is off by " + off);
  }

  @Test
  void shouldDescribeItself() {
    final Session session = core.session(id(1), ANN);
    final Instant opened = session.info().openedAt();
    try (Operation one = session.begin("x"); Operation two = session.begin("y");
        Cursor<?> cursor = session.openCursor(new Probe())) {
      assertTrue(one.isRunning() && two.isRunning() && cursor.isOpen());
      assertEquals(new SessionInfo(id(1), ANN, opened, opened, 2, 1, Labels.none()), session.info());
    }
  }

  @Test
  void shouldDescribeItselfAsIdleWhenAllHasEnded() {
    final Session session = core.session(id(1), ANN);
    final Operation one = session.begin("x");
    final Operation two = session.begin("y");
    session.openCursor(new Probe()).close();
    one.close();
    two.close();
    assertEquals(0, session.info().operations() + session.info().cursors());
  }

  @Test
  void shouldEndOnce() {
    final Session session = core.session(id(1), ANN);
    assertTrue(session.end());
    assertFalse(session.end());
  }

  @Test
  void shouldNotBeFoundAfterItsEnd() {
    core.session(id(1), ANN).end();
    assertEquals(Optional.empty(), core.findSession(id(1), ANN.uid()));
  }

  @Test
  void shouldNotBeOpenAfterItsEnd() {
    final Session session = core.session(id(1), ANN);
    session.end();
    assertFalse(session.isOpen());
  }

  @Test
  void shouldFreeItsUuidAtItsEnd() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    assertNotSame(ended, core.session(id(1), ANN));
  }

  @Test
  void shouldFreeItsUuidAtItsEndEvenIfAnOperationStillRuns() {
    final Session ended = core.session(id(1), ANN);
    try (Operation operation = ended.begin("x")) {
      ended.end();
      assertNotSame(ended, core.session(id(1), ANN));
      assertTrue(operation.isRunning());
    }
  }

  @Test
  void shouldStayEndedWhenItsUuidIsUsedAgain() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    core.session(id(1), ANN);
    assertFalse(ended.isOpen());
  }

  @Test
  void shouldNotEndItsSuccessor() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    final Session successor = core.session(id(1), ANN);
    ended.end();
    assertTrue(successor.isOpen());
  }

  @Test
  void shouldEndOnceIfIdle() {
    final Session session = core.session(id(1), ANN);
    assertTrue(session.endIfIdle());
    assertFalse(session.endIfIdle());
  }

  @Test
  void shouldNotEndForBeingIdleWhileAnOperationRuns() {
    final Session session = core.session(id(1), ANN);
    try (Operation operation = session.begin("x")) {
      assertFalse(session.endIfIdle());
      assertTrue(operation.session().isPresent());
    }
  }

  @Test
  void shouldNotEndForBeingIdleWhileAFurtherOperationRuns() {
    final Session session = core.session(id(1), ANN);
    final Operation first = session.begin("first");
    try (Operation further = session.begin("further")) {
      first.close();
      assertFalse(session.endIfIdle());
      assertTrue(further.session().isPresent());
    }
  }

  @Test
  void shouldEndForBeingIdleAfterItsOperations() {
    final Session session = core.session(id(1), ANN);
    session.begin("first").close();
    assertTrue(session.endIfIdle());
  }

  @Test
  void shouldCloseItsCursorsWhenItEndsForBeingIdle() {
    final Session session = core.session(id(1), ANN);
    final Cursor<?> cursor = session.openCursor(() -> {});
    session.endIfIdle();
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldNotEndItsSuccessorForBeingIdle() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    final Session successor = core.session(id(1), ANN);
    assertFalse(ended.endIfIdle());
    assertTrue(successor.isOpen());
  }

  @Test
  void shouldLetItsOperationsFinish() {
    final Session session = core.session(id(1), ANN);
    try (Operation first = session.begin("x"); Operation further = session.begin("y")) {
      session.end();
      assertFalse(first.isKilled() || further.isKilled());
    }
  }

  @Test
  void shouldCloseItsIdleCursorsAtItsEnd() {
    final Probe probe = new Probe();
    final Session session = core.session(id(1), ANN);
    session.openCursor(probe);
    session.end();
    virtual.work();
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldCloseItsPinnedCursorsAtTheirUnpin() {
    final Probe probe = new Probe();
    final Session session = core.session(id(1), ANN);
    final Cursor<?> cursor = session.openCursor(probe);
    try (Operation operation = session.begin("x")) {
      cursor.pin(operation);
      session.end();
      virtual.work();
      assertEquals(0, probe.closes());
      cursor.unpin();
      virtual.work();
      assertEquals(1, probe.closes());
    }
  }

  @Test
  void shouldNotCountTheCursorsOfItsEndAsKilled() {
    final Session session = core.session(id(1), ANN);
    session.openCursor(new Probe());
    session.end();
    assertEquals(0, core.telemetry().cursorsKilled());
  }

  @TestFactory
  Stream<DynamicTest> shouldThrowWhenUsedAfterItsEnd() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    return uses(ended);
  }

  @TestFactory
  Stream<DynamicTest> shouldThrowWhenUsedAfterItsEndWhileAnOperationStillRuns() {
    final Session ended = core.session(id(1), ANN);
    ended.begin("still running");
    ended.end();
    return uses(ended);
  }

  @TestFactory
  Stream<DynamicTest> shouldThrowWhenUsedAfterItsSlotWasTakenByOthers() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    for (int i = 0; i < 20_000; i++) {
      core.session(id(100 + i), BOB);
    }
    return uses(ended);
  }

  private Stream<DynamicTest> uses(final Session ended) {
    final Map<String, Executable> uses = new LinkedHashMap<>();
    uses.put("id", ended::id);
    uses.put("owner", ended::owner);
    uses.put("begin", () -> ended.begin("x"));
    uses.put("begin with a supplier", () -> ended.begin(() -> "x"));
    uses.put("begin an operation object", () -> ended.begin(core.operation()));
    uses.put("begin an operation object with a text", () -> ended.begin(core.operation(), "x"));
    uses.put("begin an operation object with a supplier", () -> ended.begin(core.operation(), () -> "x"));
    uses.put("openCursor", () -> ended.openCursor(new Probe()));
    uses.put("touch", ended::touch);
    uses.put("lastUse", ended::lastUse);
    uses.put("info", ended::info);
    return uses.entrySet().stream()
        .map(use -> DynamicTest.dynamicTest(use.getKey(),
            () -> assertThrows(SessionEndedException.class, use.getValue())));
  }

  @Test
  void shouldSayTheCodeOfAnEndedSession() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    assertEquals(206, assertThrows(SessionEndedException.class, ended::touch).code());
  }

  @Test
  void shouldLeaveTheOperationObjectIdleWhenItHasEnded() {
    final Session ended = core.session(id(1), ANN);
    ended.end();
    final Operation operation = core.operation();
    assertThrows(SessionEndedException.class, () -> ended.begin(operation));
    assertFalse(operation.isRunning());
  }

  @Test
  void shouldLeaveTheResourceToTheCallerWhenItHasEnded() {
    final Probe probe = new Probe();
    final Session ended = core.session(id(1), ANN);
    ended.end();
    assertThrows(SessionEndedException.class, () -> ended.openCursor(probe));
    virtual.work();
    assertEquals(0, probe.closes());
  }

  @Test
  void shouldNotTouchItsSuccessorWhenItEndsDuringTheTouch() {
    final AtomicLong nanos = new AtomicLong();
    final AtomicReference<Runnable> atTheNextReading = new AtomicReference<>(() -> {});
    final LongSupplier clock =
        () -> {
          atTheNextReading.getAndSet(() -> {}).run();
          return nanos.get();
        };
    try (VirtualCore one = new VirtualCore(builder -> builder.maxSessions(1).nanoClock(clock))) {
      final Session stale = one.session(1, ANN);
      atTheNextReading.set(
          () -> {
            stale.end();
            one.session(2, BOB);
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
          });
      assertThrows(SessionEndedException.class, stale::touch);
      final SessionInfo successor = one.find(2, BOB).orElseThrow().info();
      assertEquals(successor.openedAt(), successor.lastUse());
    }
  }

  @Test
  void shouldReadAsEndedAfterItsEnd() {
    final Session session = core.session(id(1), ANN);
    session.end();
    assertEquals("Session[ended]", session.toString());
  }

  @Test
  void shouldReadAsItsUuid() {
    assertEquals("Session[" + id(1) + "]", core.session(id(1), ANN).toString());
  }

  @Test
  void shouldSurviveAKill() {
    final Session session = core.session(id(1), ANN);
    core.kill();
    assertSame(session, core.session(id(1), ANN));
  }

  @Test
  void shouldRunTheNextOperationNormallyAfterAKill() {
    final Session session = core.session(id(1), ANN);
    try (Operation killed = session.begin("x")) {
      core.kill();
      assertTrue(killed.isKilled());
    }
    try (Operation next = session.begin("y")) {
      assertFalse(next.isKilled());
    }
  }

  @Test
  void shouldBeOneForAllThreadsThatOpenItAtOnce() {
    for (int round = 0; round < 500; round++) {
      final UUID id = id(round);
      final Set<Session> found = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
      Worker.together(4, number -> found.add(core.session(id, ANN)));
      assertEquals(1, found.size());
    }
  }

  @Test
  void shouldBeEndedByOneOfTheThreadsThatEndItAtOnce() {
    for (int round = 0; round < 500; round++) {
      final Session session = core.session(id(round), ANN);
      final Set<Integer> winners = Collections.synchronizedSet(new HashSet<>());
      Worker.together(
          4,
          number -> {
            if (session.end()) {
              winners.add(number);
            }
          });
      assertEquals(1, winners.size());
    }
  }

  @Test
  void shouldHoldManySessionsOfOneOwner() {
    for (int i = 0; i < 100_000; i++) {
      core.session(id(i), ANN);
    }
    assertEquals(100_000, core.kill(KillPattern.owner(ANN.uid())).sessionsMatched());
  }

  @Test
  void shouldFindEachOfManySessions() {
    for (int i = 0; i < 50_000; i++) {
      core.session(id(i), i % 2 == 0 ? ANN : BOB);
    }
    for (int i = 0; i < 50_000; i++) {
      assertEquals(id(i), core.findSession(id(i), i % 2 == 0 ? ANN.uid() : BOB.uid()).orElseThrow().id());
    }
  }

  @Test
  void shouldRefuseNullWithTheArgumentsName() {
    final Session session = core.session(id(1), ANN);
    final Map<String, Executable> uses = new LinkedHashMap<>();
    uses.put("owner", () -> core.session(id(1), null));
    uses.put("id", () -> core.session(null, ANN));
    uses.put("uid", () -> core.findSession(id(1), null));
    uses.put("operation", () -> session.begin((Operation) null));
    uses.put("description", () -> session.begin((Supplier<String>) null));
    uses.put("resource", () -> core.openCursor(null));
    uses.forEach(
        (name, use) -> {
          final String message = assertThrows(NullPointerException.class, use).getMessage();
          assertTrue(message.contains(name), () -> name + " is not named by: " + message);
        });
  }

  @Test
  void shouldRefuseACursorWithoutAResource() {
    final Session session = core.session(id(1), ANN);
    assertThrows(NullPointerException.class, () -> session.openCursor(null));
  }

  @Test
  void shouldNotCountACursorThatWasRefused() {
    final Session session = core.session(id(1), ANN);
    try {
      session.openCursor(null);
    } catch (final NullPointerException e) {
      // refused, see above
    }
    assertEquals(0, session.info().cursors());
  }

  @Test
  void shouldRefuseAnOperationOfAnotherCore() {
    try (VirtualCore other = new VirtualCore()) {
      final Session session = core.session(id(1), ANN);
      final Operation foreign = other.core.operation();
      assertThrows(IllegalArgumentException.class, () -> session.begin(foreign));
    }
  }

  @Test
  void shouldRefuseASupplierOnlyAfterLookingAtNothing() {
    final Session session = core.session(id(1), ANN);
    assertThrows(NullPointerException.class, () -> session.begin((Supplier<String>) null));
    assertEquals(0, session.info().operations());
  }

  @Test
  void shouldThrowWhenTheCoreIsClosed() {
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.session(id(1), ANN));
  }

  @Test
  void shouldThrowClosedWhenItBeginsAfterTheCoreWasClosed() {
    final Session session = core.session(id(1), ANN);
    core.close();
    assertThrows(ClosedCoreException.class, () -> session.begin("x"));
  }

  @Test
  void shouldThrowClosedWhenItOpensACursorAfterTheCoreWasClosed() {
    final Session session = core.session(id(1), ANN);
    core.close();
    assertThrows(ClosedCoreException.class, () -> session.openCursor(new Probe()));
  }

  @Test
  void shouldWorkInOneCoreWithAnOwnerObjectThatAnotherCoreKnows() {
    try (VirtualCore other = new VirtualCore()) {
      other.session(1, ANN);
      final Session here = core.session(id(1), ANN);
      assertNotEquals(Optional.empty(), core.findSession(here.id(), ANN.uid()));
    }
  }
}
