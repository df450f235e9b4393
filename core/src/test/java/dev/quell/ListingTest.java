package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.CYD;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.WRITE;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the listings of sessions, operations and cursors show while nothing else goes on. */
class ListingTest {
  private static final int MANY = 200_000;
  /** How far ahead of its reader a listing may have looked: some dozens. */
  private static final int AHEAD = 100;

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  /** The low halves of the UUIDs listed, each session's as often as it is listed, in order. */
  private static List<Long> ids(final Stream<SessionInfo> sessions) {
    return sessions.map(info -> info.id().getLeastSignificantBits()).sorted().toList();
  }

  private void openSix() {
    virtual.session(1, ANN);
    virtual.session(2, ANN);
    virtual.session(3, BOB);
    virtual.session(4, BOB);
    virtual.session(5, CYD);
    virtual.session(1, CYD);
  }

  // ---- sessions

  @Test
  void shouldListNoSessionWhereThereIsNone() {
    assertEquals(List.of(), core.sessions().toList());
  }

  @Test
  void shouldListAllSessions() {
    openSix();
    assertEquals(List.of(1L, 1L, 2L, 3L, 4L, 5L), ids(core.sessions()));
  }

  @Test
  void shouldListAllSessionsForNoPattern() {
    openSix();
    assertEquals(List.of(1L, 1L, 2L, 3L, 4L, 5L), ids(core.sessions(new KillPattern[0])));
  }

  @Test
  void shouldListAllSessionsForThePatternThatIsEmpty() {
    openSix();
    assertEquals(List.of(1L, 1L, 2L, 3L, 4L, 5L), ids(core.sessions(KillPattern.all())));
  }

  @Test
  void shouldListTheSessionsOfAnOwner() {
    openSix();
    assertEquals(List.of(1L, 5L), ids(core.sessions(KillPattern.owner(CYD.uid()))));
  }

  @Test
  void shouldListTheSessionsOfUsers() {
    openSix();
    assertEquals(
        List.of(1L, 1L, 2L, 5L),
        ids(core.sessions(KillPattern.users(new UserName("ann", "app"), new UserName("cyd", "app")))));
  }

  @Test
  void shouldListTheSessionsOfARole() {
    openSix();
    assertEquals(List.of(1L, 2L, 3L, 4L), ids(core.sessions(KillPattern.roles(READ))));
  }

  @Test
  void shouldListTheSessionsOfAnOwnerWithSeveralOfTheRolesOnce() {
    openSix();
    assertEquals(List.of(1L, 2L, 3L, 4L), ids(core.sessions(KillPattern.roles(READ, WRITE))));
  }

  @Test
  void shouldListTheSessionsOfAUuid() {
    openSix();
    assertEquals(List.of(1L, 1L), ids(core.sessions(KillPattern.session(id(1)))));
  }

  @Test
  void shouldListTheOneSessionOfAnLsid() {
    openSix();
    assertEquals(CYD, core.sessions(KillPattern.session(id(1), CYD.uid())).toList().get(0).owner());
  }

  @Test
  void shouldListASessionThatMeetsSeveralPatternsOnce() {
    openSix();
    assertEquals(
        List.of(1L, 1L, 2L),
        ids(core.sessions(KillPattern.owner(ANN.uid()), KillPattern.session(id(1)), KillPattern.roles(WRITE))));
  }

  @Test
  void shouldListNoSessionForNobody() {
    openSix();
    assertEquals(List.of(), ids(core.sessions(KillPattern.users(List.of()), KillPattern.roles(ADMIN))));
  }

  @Test
  void shouldListTheSessionsThatHaveBeenIdleForLong() {
    openSix();
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(2, ANN).touch();
    assertEquals(
        List.of(1L, 1L, 3L, 4L, 5L), ids(core.sessions(KillPattern.all().idleFor(Duration.ofMinutes(5)))));
  }

  /** Found in review: it came to meet the pattern that it was passed over for, so that the other one left it out. */
  @Test
  void shouldListASessionThatMeetsAnotherPatternBeforeItsTurnComes() {
    openSix();
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(2, ANN).touch();
    final Iterator<SessionInfo> listed =
        core.sessions(KillPattern.owner(ANN.uid()).idleFor(Duration.ofMinutes(5)),
            KillPattern.session(id(2), ANN.uid()))
            .iterator();
    listed.next();
    virtual.advance(Duration.ofMinutes(10));
    assertEquals(2, 1 + count(listed));
  }

  /** Found in review: used meanwhile, it was listed for each pattern. */
  @Test
  void shouldListASessionOnceThatIsUsedMeanwhile() {
    openSix();
    virtual.advance(Duration.ofMinutes(10));
    final Iterator<SessionInfo> listed =
        core.sessions(KillPattern.owner(ANN.uid()).idleFor(Duration.ofMinutes(5)),
            KillPattern.session(id(2), ANN.uid()))
            .iterator();
    listed.next();
    listed.next();
    virtual.session(2, ANN).touch();
    assertEquals(2, 2 + count(listed));
  }

  private static int count(final Iterator<?> rest) {
    int count = 0;
    for (; rest.hasNext(); rest.next()) {
      count++;
    }
    return count;
  }

  @Test
  void shouldListTheRolesAnOwnerHoldsNow() {
    virtual.session(1, ANN);
    core.replaceRoles(ANN.withRoles(ADMIN));
    assertEquals(Set.of(ADMIN), core.sessions().toList().get(0).owner().roles());
  }

  @Test
  void shouldNotListASessionThatHasEnded() {
    openSix();
    virtual.session(3, BOB).end();
    assertEquals(List.of(1L, 1L, 2L, 4L, 5L), ids(core.sessions()));
  }

  @Test
  void shouldNotListASessionThatHasEndedWhileItsOperationRunsOn() {
    final Session session = virtual.session(1, ANN);
    try (Operation operation = session.begin("x")) {
      session.end();
      assertTrue(operation.isRunning());
      assertEquals(List.of(), ids(core.sessions()));
    }
  }

  @Test
  void shouldListASessionAsItDescribesItself() {
    final Session session = virtual.session(1, ANN);
    virtual.advance(Duration.ofSeconds(5));
    try (Operation operation = session.begin("x"); Cursor<?> cursor = session.openCursor(new Probe())) {
      assertTrue(operation.isRunning() && cursor.isOpen());
      assertEquals(List.of(session.info()), core.sessions().toList());
    }
  }

  // ---- operations

  @Test
  void shouldListOperationsInSessionsAndWithout() {
    final Session session = virtual.session(1, ANN);
    session.begin("first");
    session.begin("further");
    core.begin("alone");
    assertEquals(
        List.of("alone", "first", "further"), core.operations().map(OperationInfo::description).sorted().toList());
  }

  @Test
  void shouldListAnOperationWithItsId() {
    final Operation operation = virtual.session(1, ANN).begin("x");
    assertEquals(operation.id(), core.operations().toList().get(0).id());
  }

  @Test
  void shouldListEachOperationWithAnIdOfItsOwnThatKillsIt() {
    final Session session = virtual.session(1, ANN);
    for (int i = 0; i < 100; i++) {
      session.begin("x");
    }
    final Set<Integer> ids = new HashSet<>(core.operations().map(OperationInfo::id).toList());
    assertEquals(100, ids.size());
    ids.forEach(id -> assertTrue(core.killOperation(id, 50, "", "")));
  }

  @Test
  void shouldListAnOperationWithTheSameIdEachTime() {
    virtual.session(1, ANN).begin("x");
    assertEquals(core.operations().map(OperationInfo::id).toList(), core.operations().map(OperationInfo::id).toList());
  }

  @Test
  void shouldListHowLongAnOperationHasRun() {
    core.begin("x");
    virtual.advance(Duration.ofSeconds(90));
    assertEquals(Duration.ofSeconds(90), core.operations().toList().get(0).running());
  }

  @Test
  void shouldListAnOperationWithItsSession() {
    virtual.session(7, ANN).begin("x");
    final OperationInfo info = core.operations().toList().get(0);
    assertEquals(Optional.of(id(7)), info.sessionId());
    assertEquals(Optional.of(ANN.uid()), info.uid());
  }

  @Test
  void shouldListThatAnOperationWasKilled() {
    virtual.session(1, ANN).begin("x");
    core.begin("y");
    final KillReport report = core.kill(KillRequest.of().reason("maintenance").by("ops"));
    final List<OperationInfo> killed = core.operations().filter(OperationInfo::killPending).toList();
    assertEquals(1, killed.size());
    assertEquals(Optional.of(report.cause()), killed.get(0).killed());
  }

  @Test
  void shouldListAnOperationWhoseSessionHasEnded() {
    final Session session = virtual.session(1, ANN);
    session.begin("first");
    session.begin("further");
    session.end();
    assertEquals(2, core.operations().count());
  }

  @Test
  void shouldNotListAnOperationThatHasEnded() {
    virtual.session(1, ANN).begin("x").close();
    core.begin("y").close();
    assertEquals(0, core.operations().count());
  }

  @Test
  void shouldListAnExemptOperation() {
    core.begin(core.operation().exempt(true), "x");
    assertTrue(core.operations().toList().get(0).exempt());
  }

  @Test
  void shouldCallTheSupplierOfADescriptionForAListingOnly() {
    final AtomicInteger calls = new AtomicInteger();
    try (Operation operation = virtual.session(1, ANN).begin(() -> "call " + calls.incrementAndGet())) {
      operation.isKilled();
      core.sessions().forEach(info -> {});
      core.explain(KillRequest.of());
      core.kill();
      virtual.work();
    }
    assertEquals(0, calls.get());
  }

  @Test
  void shouldCallTheSupplierOfADescriptionOnceForEachListing() {
    final AtomicInteger calls = new AtomicInteger();
    virtual.session(1, ANN).begin(() -> "call " + calls.incrementAndGet());
    assertEquals("call 1", core.operations().toList().get(0).description());
    assertEquals("call 2", core.operations().toList().get(0).description());
  }

  @Test
  void shouldCallTheSupplierOfADescriptionOnTheThreadThatPulls() {
    core.begin(() -> Thread.currentThread().getName());
    final Stream<OperationInfo> listing = core.operations();
    try (Worker worker =
        Worker.start(
            () -> assertEquals(Thread.currentThread().getName(), listing.toList().get(0).description()))) {
      assertTrue(worker.thread().isDaemon());
    }
  }

  @Test
  void shouldListTheOthersThoughASupplierThrows() {
    final Session session = virtual.session(1, ANN);
    session.begin("first");
    session.begin(
        () -> {
          throw new IllegalStateException("no description");
        });
    session.begin("third");
    assertEquals(3, core.operations().count());
  }

  @Test
  void shouldReportWhatASupplierThrows() {
    final Error thrown = new AssertionError("no description");
    core.begin(
        () -> {
          throw thrown;
        });
    core.operations().forEach(info -> {});
    assertSame(thrown, virtual.errors.get(0));
    assertEquals(1, core.telemetry().hostErrors());
  }

  @Test
  void shouldListWithoutADescriptionIfTheSupplierHasNone() {
    core.begin(() -> null);
    assertEquals(1, core.operations().count());
  }

  @Test
  void shouldListThoughASupplierUsesTheCore() {
    final Session session = virtual.session(1, ANN);
    session.begin(
        () -> {
          session.begin("begun by the supplier").close();
          return "there are " + core.sessions().count();
        });
    assertEquals("there are 1", core.operations().toList().get(0).description());
  }

  // ---- cursors

  @Test
  void shouldListCursorsInSessionsAndWithout() {
    final Cursor<?> one = virtual.session(1, ANN).openCursor(new Probe());
    final Cursor<?> two = core.openCursor(new Probe());
    assertEquals(
        Set.of(one.id(), two.id()), new HashSet<>(core.cursors().map(CursorInfo::id).toList()));
  }

  @Test
  void shouldListACursorAsItDescribesItself() {
    final Cursor<?> cursor = virtual.session(1, ANN).openCursor(new Probe());
    assertEquals(List.of(cursor.info()), core.cursors().toList());
  }

  @Test
  void shouldListWhetherACursorIsPinned() {
    final Cursor<?> idle = core.openCursor(new Probe());
    final Cursor<?> pinned = core.openCursor(new Probe());
    pinned.pin(core.begin("x"));
    assertFalse(listed(idle).pinned());
    assertTrue(listed(pinned).pinned());
  }

  @Test
  void shouldListWhenACursorWasOpenedAndLastUsed() {
    final Cursor<?> cursor = core.openCursor(new Probe());
    cursor.pin(core.begin("x"));
    virtual.advance(Duration.ofSeconds(30));
    cursor.unpin();
    virtual.advance(Duration.ofSeconds(30));
    assertEquals(Duration.ofSeconds(30), Duration.between(listed(cursor).openedAt(), listed(cursor).lastUse()));
  }

  @Test
  void shouldListADoomedCursorUntilItsUnpin() {
    final Cursor<?> cursor = virtual.session(1, ANN).openCursor(new Probe());
    cursor.pin(core.begin("x"));
    core.kill();
    assertTrue(listed(cursor).pinned());
    cursor.unpin();
    assertEquals(0, core.cursors().count());
  }

  @Test
  void shouldNotListAnIdleCursorThatWasKilled() {
    virtual.session(1, ANN).openCursor(new Probe());
    core.kill();
    assertEquals(0, core.cursors().count());
  }

  private CursorInfo listed(final Cursor<?> cursor) {
    return core.cursors().filter(info -> info.id() == cursor.id()).findFirst().orElseThrow();
  }

  // ---- lazy and bounded

  /** One test for each listing of sessions; the owner ANN holds all of them. */
  @TestFactory
  Stream<DynamicTest> shouldNotLookAtSessionsThatNobodyHasPulledYet() {
    return Stream.of(
        List.<KillPattern>of(),
        List.of(KillPattern.all()),
        List.of(KillPattern.owner(ANN.uid())),
        List.of(KillPattern.users(new UserName("ann", "app"))),
        List.of(KillPattern.roles(READ)),
        List.of(KillPattern.roles(READ, WRITE)),
        List.of(KillPattern.owner(ANN.uid()), KillPattern.roles(WRITE)))
        .map(
            patterns -> DynamicTest.dynamicTest(
                patterns.isEmpty() ? "no pattern" : patterns.toString(),
                () -> shouldNotLookAhead(patterns.toArray(KillPattern[]::new))));
  }

  /** What has ended before the listing looks at it is not listed: how a test sees how far it has looked. */
  private static void shouldNotLookAhead(final KillPattern... patterns) {
    try (VirtualCore other = new VirtualCore()) {
      for (int i = 0; i < MANY; i++) {
        other.session(i, ANN);
      }
      final Iterator<SessionInfo> listing = other.core.sessions(patterns).iterator();
      for (int i = 0; i < 10; i++) {
        listing.next();
      }
      for (int i = 0; i < MANY; i++) {
        other.find(i, ANN).orElseThrow().end();
      }
      int ahead = 0;
      for (; listing.hasNext(); listing.next()) {
        ahead++;
      }
      assertTrue(ahead <= AHEAD, "it looked " + ahead + " sessions ahead");
    }
  }

  @Test
  void shouldStopAtALimit() {
    for (int i = 0; i < MANY; i++) {
      virtual.session(i, ANN);
    }
    assertEquals(10, core.sessions().limit(10).map(SessionInfo::id).distinct().count());
  }

  @Test
  void shouldDescribeNoMoreOperationsThanArePulled() {
    final AtomicInteger described = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      final Session session = virtual.session(i, ANN);
      session.begin(() -> "first " + described.incrementAndGet());
      session.begin(() -> "further " + described.incrementAndGet());
      core.begin(() -> "alone " + described.incrementAndGet());
    }
    assertEquals(10, core.operations().limit(10).toList().size());
    assertEquals(10, described.get());
  }

  @Test
  void shouldNotLookAtCursorsThatNobodyHasPulledYet() {
    for (int i = 0; i < MANY; i++) {
      core.openCursor(new Probe());
    }
    final Iterator<CursorInfo> listing = core.cursors().iterator();
    for (int i = 0; i < 10; i++) {
      listing.next();
    }
    final List<Long> rest = core.cursors().map(CursorInfo::id).toList();
    rest.forEach(id -> core.findCursor(id).orElseThrow().close());
    int ahead = 0;
    for (; listing.hasNext(); listing.next()) {
      ahead++;
    }
    assertTrue(ahead <= AHEAD, "it looked further ahead than some dozens");
  }

  @Test
  void shouldDoNothingBeforeItIsPulled() {
    final Stream<SessionInfo> sessions = core.sessions();
    final Stream<OperationInfo> operations = core.operations();
    final Stream<CursorInfo> cursors = core.cursors();
    virtual.session(1, ANN).begin("x");
    core.openCursor(new Probe());
    assertEquals(3, sessions.count() + operations.count() + cursors.count());
  }

  @Test
  void shouldBeSequential() {
    assertFalse(core.sessions().isParallel() || core.operations().isParallel() || core.cursors().isParallel());
  }

  // ---- after the close of the core

  @Test
  void shouldListKilledOperationsAfterTheCloseOfTheCoreUntilTheyEnd() {
    final Operation inSession = virtual.session(1, ANN).begin("x");
    final Operation alone = core.begin("y");
    core.close();
    assertEquals(2, core.operations().filter(OperationInfo::killPending).count());
    inSession.close();
    alone.close();
    assertEquals(0, core.operations().count());
  }

  @Test
  void shouldListPinnedCursorsAfterTheCloseOfTheCoreUntilTheirUnpin() {
    final Cursor<?> inSession = virtual.session(1, ANN).openCursor(new Probe());
    final Cursor<?> alone = core.openCursor(new Probe());
    inSession.pin(core.begin("x"));
    alone.pin(core.begin("y"));
    core.close();
    assertEquals(2, core.cursors().filter(CursorInfo::pinned).count());
    inSession.unpin();
    alone.unpin();
    assertEquals(0, core.cursors().count());
  }

  @Test
  void shouldEndAListingThatTheCloseOfTheCoreOvertakes() {
    for (int i = 0; i < 1_000; i++) {
      virtual.session(i, ANN);
    }
    final Iterator<SessionInfo> listing = core.sessions().iterator();
    final Set<UUID> listed = new HashSet<>();
    listed.add(listing.next().id());
    core.close();
    while (listing.hasNext()) {
      listed.add(listing.next().id());
    }
    assertTrue(listed.size() <= AHEAD, "sessions that have ended are not listed");
  }
}
