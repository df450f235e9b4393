package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The guarantees of the design by their numbers; the proof under every interleaving is the stress tests'. */
class KillGuaranteesTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  private Session session(final long id, final Owner owner) {
    return virtual.session(id, owner);
  }

  /** Complete. */
  @Nested
  class K1 {
    @Test
    void shouldKillEveryOperationOfASession() {
      final Session session = session(1, ANN);
      final List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        operations.add(session.begin("x"));
      }
      core.kill(KillPattern.session(session.id()));
      assertTrue(operations.stream().allMatch(Operation::isKilled));
    }

    @Test
    void shouldKillEveryCursorOfASession() {
      final Session session = session(1, ANN);
      final List<Cursor<?>> cursors = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        cursors.add(session.openCursor(new Probe()));
      }
      core.kill(KillPattern.session(session.id()));
      assertTrue(cursors.stream().noneMatch(Cursor::isOpen));
    }

    @Test
    void shouldKillInEverySessionThereIs() {
      final List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 30_000; i++) {
        operations.add(session(i, i % 2 == 0 ? ANN : BOB).begin("x"));
      }
      core.kill();
      assertTrue(operations.stream().allMatch(Operation::isKilled));
    }

    @Test
    void shouldKillWhatBeganOnAnotherThreadBefore() {
      final Session session = session(1, ANN);
      final Operation[] operation = new Operation[1];
      Worker.start(() -> operation[0] = session.begin("x")).join();
      core.kill();
      assertTrue(operation[0].isKilled());
    }

    @Test
    void shouldKillWhatBeganBeforeWhileOthersBeginAndEnd() {
      final Session session = session(1, ANN);
      final AtomicBoolean done = new AtomicBoolean();
      try (Worker churn =
          Worker.start(
              () -> {
                while (!done.get()) {
                  session.begin("churn").close();
                }
              })) {
        try {
          for (int i = 0; i < 20_000; i++) {
            try (Operation operation = session.begin("x")) {
              core.kill(KillPattern.owner(ANN.uid()));
              assertTrue(operation.isKilled());
            }
          }
        } finally {
          done.set(true);
        }
        assertTrue(churn.thread().isDaemon());
      }
    }

    @Test
    void shouldKillWhatBeganBeforeWhileSessionsComeAndGo() {
      final Session session = session(1, ANN);
      final AtomicBoolean done = new AtomicBoolean();
      try (Worker churn =
          Worker.start(
              () -> {
                for (int i = 2; !done.get(); i++) {
                  session(i, ANN).end();
                }
              })) {
        try {
          for (int i = 0; i < 10_000; i++) {
            try (Operation operation = session.begin("x")) {
              core.kill(i % 2 == 0 ? KillPattern.roles(READ) : KillPattern.owner(ANN.uid()));
              assertTrue(operation.isKilled());
            }
          }
        } finally {
          done.set(true);
        }
        assertTrue(churn.thread().isDaemon());
      }
    }

    @Test
    void shouldKillWhatWasKilledBeforeInAnEarlierRun() {
      final Session session = session(1, ANN);
      final Operation operation = core.operation();
      for (int i = 0; i < 1_000; i++) {
        session.begin(operation);
        core.kill();
        assertTrue(operation.isKilled());
        operation.close();
      }
    }
  }

  /** No spill. */
  @Nested
  class K2 {
    @Test
    void shouldNotKillWhatBeginsAfter() {
      core.kill();
      assertFalse(session(1, ANN).begin("x").isKilled());
    }

    @Test
    void shouldNotKillWhatBeginsAfterInTheSessionKilled() {
      final Session session = session(1, ANN);
      session.begin("x");
      core.kill();
      assertFalse(session.begin("y").isKilled());
    }

    @Test
    void shouldNotKillTheNextRunOfTheVictim() {
      final Session session = session(1, ANN);
      final Operation operation = session.begin("x");
      core.kill();
      operation.close();
      session.begin(operation);
      assertFalse(operation.isKilled());
    }

    @Test
    void shouldNotCloseACursorThatIsOpenedAfter() {
      final Session session = session(1, ANN);
      session.openCursor(new Probe());
      core.kill();
      assertTrue(session.openCursor(new Probe()).isOpen());
    }

    @Test
    void shouldNotKillWhatBeginsAfterThoughTheVictimsStillRun() {
      final Session session = session(1, ANN);
      for (int i = 0; i < 100; i++) {
        session.begin("victim");
        core.kill();
        assertFalse(session.begin("next").isKilled());
      }
    }

    @Test
    void shouldNotKillWhatBeginsAfterOnAnyThread() {
      final Session session = session(1, ANN);
      final AtomicLong begun = new AtomicLong();
      final AtomicInteger spilled = new AtomicInteger();
      Worker.together(
          2,
          number -> {
            for (int i = 0; i < 20_000; i++) {
              if (number == 0) {
                core.kill(KillPattern.owner(BOB.uid()), KillPattern.session(id(2)));
              } else {
                try (Operation operation = session.begin("x")) {
                  begun.incrementAndGet();
                  spilled.addAndGet(operation.isKilled() ? 1 : 0);
                }
              }
            }
          });
      assertEquals(0, spilled.get());
    }
  }

  /** No cross-talk. */
  @Nested
  class K3 {
    @Test
    void shouldNotReachTheSuccessorInTheSameSlot() {
      final KillPattern first = KillPattern.session(id(1));
      session(1, ANN).end();
      for (int i = 0; i < 20_000; i++) { // more than there are slots
        final Operation operation = session(2, BOB).begin("x");
        assertEquals(0, core.kill(first).sessionsMatched());
        operation.close();
        session(2, BOB).end();
      }
    }

    @Test
    void shouldDetectAStaleSessionInEverySlot() {
      final List<Session> stale = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        stale.add(session(i, ANN));
      }
      stale.forEach(Session::end);
      for (int i = 0; i < 20_000; i++) {
        session(i, BOB);
      }
      for (final Session session : stale) {
        assertThrows(SessionEndedException.class, () -> session.begin("x"));
      }
    }

    @Test
    void shouldNotKillByTheIdOfAnEarlierOperation() {
      final Session session = session(1, ANN);
      final Operation earlier = session.begin("x");
      final int id = earlier.id();
      earlier.close();
      final Operation later = session.begin("y");
      core.killOperation(id, 11601, "", "");
      assertFalse(later.isKilled());
    }

    @Test
    void shouldNotKillTheOperationThatRunsWhereTheVictimRan() {
      final Session session = session(1, ANN);
      final Operation victim = session.begin("x");
      core.kill();
      victim.close();
      final Operation next = session.begin("y");
      assertFalse(next.isKilled());
      assertTrue(victim.isKilled());
    }

    @Test
    void shouldNotWakeTheNextRunForTheKillOfTheLast() {
      final AtomicInteger calls = new AtomicInteger();
      final Session session = session(1, ANN);
      final Operation operation = session.begin("x");
      operation.onKill(cause -> {});
      core.kill();
      operation.close();
      session.begin(operation);
      operation.onKill(cause -> calls.incrementAndGet());
      assertEquals(0, calls.get());
    }

    @Test
    void shouldNotTouchTheSuccessorThroughAStaleSession() {
      final Session stale = session(1, ANN);
      stale.end();
      final Session successor = session(1, ANN);
      final java.time.Instant before = successor.lastUse();
      virtual.pass(Duration.ofSeconds(10));
      assertThrows(SessionEndedException.class, stale::touch);
      assertEquals(before, successor.lastUse());
    }

    @Test
    void shouldNotReachOtherOwnersWhileSlotsAreReused() {
      final AtomicBoolean done = new AtomicBoolean();
      int hit = 0;
      try (Worker killer =
          Worker.start(
              () -> {
                for (int i = 0; !done.get(); i++) {
                  core.kill(i % 2 == 0 ? KillPattern.owner(ANN.uid()) : KillPattern.session(id(1), ANN.uid()));
                }
              })) {
        for (int i = 0; i < 50_000; i++) {
          session(1, ANN).end();
          final Session bobs = session(1, BOB);
          try (Operation operation = bobs.begin("x")) {
            hit += operation.isKilled() ? 1 : 0;
          }
          bobs.end();
        }
        done.set(true);
        killer.join();
      }
      assertEquals(0, hit);
    }
  }

  /** Exact. */
  @Nested
  class K4 {
    @Test
    void shouldClaimAnOperationForOneOfSeveralKills() {
      for (int round = 0; round < 1_000; round++) {
        final AtomicLong claimed = new AtomicLong();
        try (Operation operation = session(1, ANN).begin("x")) {
          Worker.together(3, number -> claimed.addAndGet(core.kill().operationsKilled()));
          assertTrue(operation.isKilled());
        }
        assertEquals(1, claimed.get());
      }
    }

    @Test
    void shouldClaimACursorForOneOfSeveralKills() {
      for (int round = 0; round < 1_000; round++) {
        final AtomicLong claimed = new AtomicLong();
        session(1, ANN).openCursor(new Probe());
        Worker.together(3, number -> claimed.addAndGet(core.kill().cursorsKilled()));
        assertEquals(1, claimed.get());
      }
    }

    @Test
    void shouldClaimForAKillByIdOrByPatternButNotForBoth() {
      for (int round = 0; round < 1_000; round++) {
        final AtomicLong claimed = new AtomicLong();
        try (Operation operation = session(1, ANN).begin("x")) {
          final int id = operation.id();
          Worker.together(
              2,
              number -> claimed.addAndGet(
                  number == 0 ? core.kill().operationsKilled() : core.killOperation(id, 50, "", "") ? 1 : 0));
        }
        assertEquals(1, claimed.get());
      }
    }

    @Test
    void shouldTellTheVictimOfTheKillThatCountsIt() {
      final Operation operation = session(1, ANN).begin("x");
      final KillReport first = core.kill();
      core.kill();
      assertEquals(first.cause(), operation.killCause().orElseThrow());
    }

    @Test
    void shouldNotCountAnOperationThatHadEnded() {
      session(1, ANN).begin("x").close();
      assertEquals(0, core.kill().operationsKilled());
    }

    @Test
    void shouldCountInTheTelemetryWhatTheReportsCount() {
      long reported = 0;
      for (int i = 0; i < 100; i++) {
        session(i % 10, ANN).begin("x");
        reported += core.kill(KillPattern.session(id(i % 7))).operationsKilled();
      }
      assertEquals(reported, core.telemetry().operationsKilled());
    }
  }

  /** Lock-free: a thread that stops while Quell has called it out keeps nobody from anything. */
  @Nested
  class K5 {
    @Test
    void shouldGoOnWhileAKillerStandsStillInACallback() {
      whileStandingStill(
          (inside, goOn) -> session(1, ANN).begin("x").onKill(cause -> stand(inside, goOn)),
          () -> core.kill(KillPattern.session(id(1))));
    }

    @Test
    void shouldGoOnWhileAKillerStandsStillInAListener() {
      whileStandingStill(
          (inside, goOn) -> {
            final AtomicBoolean first = new AtomicBoolean(true);
            core.addListener(
                report -> {
                  if (first.getAndSet(false)) {
                    stand(inside, goOn);
                  }
                });
          },
          () -> core.kill(KillPattern.session(id(1))));
    }

    @Test
    void shouldGoOnWhileAListingStandsStill() {
      whileStandingStill(
          (inside, goOn) -> session(1, ANN).begin(() -> stand(inside, goOn)),
          () -> core.operations().forEach(info -> {}));
    }

    @Test
    void shouldGoOnWhileAResourceStandsStill() {
      whileStandingStill(
          (inside, goOn) -> session(1, ANN).openCursor(() -> stand(inside, goOn)),
          () -> core.cursors().toList().forEach(info -> core.findCursor(info.id()).orElseThrow().close()));
    }

    private static String stand(final CountDownLatch inside, final CountDownLatch goOn) {
      inside.countDown();
      try {
        goOn.await();
      } catch (final InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "";
    }

    private void whileStandingStill(
        final java.util.function.BiConsumer<CountDownLatch, CountDownLatch> prepare, final Runnable standing) {
      final CountDownLatch inside = new CountDownLatch(1);
      final CountDownLatch goOn = new CountDownLatch(1);
      prepare.accept(inside, goOn);
      try (Worker worker = Worker.start(standing::run)) {
        try {
          inside.await();
          final Session other = session(2, ANN);
          final Operation operation = other.begin("x");
          final Cursor<?> cursor = other.openCursor(new Probe());
          cursor.pin(operation);
          cursor.unpin();
          core.kill(KillPattern.session(id(2)));
          assertTrue(operation.isKilled());
          operation.close();
          assertTrue(other.end());
        } catch (final InterruptedException e) {
          throw new AssertionError(e);
        } finally {
          goOn.countDown();
        }
        assertTrue(worker.thread().isDaemon());
      }
    }
  }

  /** No full scan. */
  @Nested
  class K6 {
    private static final int MANY = 50_000;

    private long candidates(final KillPattern pattern) {
      return core.explain(KillRequest.of(pattern)).steps().get(0).candidates();
    }

    private void openMany() {
      for (int i = 0; i < MANY; i++) {
        session(i, ANN);
      }
      session(1, BOB);
    }

    @Test
    void shouldLookAtTheSessionsOfAUuidOnly() {
      openMany();
      assertEquals(2, candidates(KillPattern.session(id(1))));
    }

    @Test
    void shouldLookAtTheSessionsOfAnOwnerOnly() {
      openMany();
      assertEquals(1, candidates(KillPattern.owner(BOB.uid())));
    }

    @Test
    void shouldLookAtTheSessionsOfARoleOnly() {
      openMany();
      final Role rare = Role.of("rare", "shop");
      core.replaceRoles(BOB.withRoles(rare));
      assertEquals(1, candidates(KillPattern.roles(rare)));
    }

    @Test
    void shouldLetTheFieldWithTheFewestCandidatesDrive() {
      openMany();
      assertTrue(candidates(KillPattern.session(id(7), ANN.uid()).withRoles(List.of(READ))) <= 2);
    }

    @Test
    void shouldLetTheOwnerDriveWhenItHasFewerThanTheRole() {
      openMany();
      assertEquals(1, candidates(KillPattern.owner(BOB.uid()).withRoles(List.of(READ))));
    }
  }

  /** Once. */
  @Nested
  class K7 {
    @Test
    void shouldCloseOnceWhatIsKilledClosedAndEnded() {
      final Probe probe = new Probe();
      final Session session = session(1, ANN);
      final Cursor<?> cursor = session.openCursor(probe);
      core.kill();
      cursor.close();
      core.killCursor(cursor.id(), "", "");
      session.end();
      virtual.work();
      core.close();
      virtual.work();
      assertEquals(1, probe.closes());
    }

    @Test
    void shouldNotCloseUnderItsUser() {
      final Probe probe = new Probe();
      final Session session = session(1, ANN);
      final Operation user = session.begin("x");
      final Cursor<?> cursor = session.openCursor(probe);
      cursor.pin(user);
      core.kill();
      cursor.close();
      session.end();
      virtual.work();
      assertEquals(0, probe.closes());
    }

    @Test
    void shouldCloseAtTheUnpinOnce() {
      final Probe probe = new Probe();
      final Session session = session(1, ANN);
      final Cursor<?> cursor = session.openCursor(probe);
      cursor.pin(session.begin("x"));
      core.kill();
      session.end();
      cursor.unpin();
      cursor.close();
      virtual.work();
      assertEquals(1, probe.closes());
    }

    @Test
    void shouldNeverCloseUnderItsUserWhateverTheTiming() {
      final AtomicInteger closedUnderUser = new AtomicInteger();
      for (int round = 0; round < 3_000; round++) {
        final AtomicBoolean used = new AtomicBoolean();
        final Session session = session(1, ANN);
        final Cursor<?> cursor =
            session.openCursor(() -> closedUnderUser.addAndGet(used.get() ? 1 : 0));
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                core.kill();
                virtual.work();
              } else {
                try (Operation operation = session.begin("x")) {
                  cursor.pin(operation);
                  used.set(true);
                  Thread.onSpinWait();
                  used.set(false);
                  cursor.unpin();
                } catch (final CursorException e) {
                  // killed before
                }
              }
            });
        virtual.work();
      }
      assertEquals(0, closedUnderUser.get());
    }
  }

  /** Bounded. */
  @Nested
  class K8 {
    @Test
    void shouldHoldNothingOfSessionsThatHaveGone() {
      for (int i = 0; i < 20_000; i++) {
        session(i, Owner.of("user" + i, "app", Role.of("role" + i, "app"))).end();
      }
      assertEquals(0, core.telemetry().sessions());
    }

    @Test
    void shouldTakeTheSlotsOfSessionsThatHaveGone() {
      try (VirtualCore small = new VirtualCore(builder -> builder.maxSessions(1))) {
        for (int i = 0; i < 50_000; i++) {
          small.session(i, ANN).end();
        }
        assertEquals(0, small.core.telemetry().sessionsRefused());
      }
    }

    @Test
    void shouldAnswerTheLimitWithATypedError() {
      try (VirtualCore small = new VirtualCore(builder -> builder.maxSessions(1))) {
        small.session(1, ANN);
        assertEquals(261, assertThrows(LimitExceededException.class, () -> small.session(2, ANN)).code());
      }
    }

    @Test
    void shouldHoldNoKillThatIsOver() {
      final Session session = session(1, ANN);
      for (int i = 0; i < 200_000; i++) { // three times as many as can be told apart at once
        try (Operation operation = session.begin("x")) {
          core.kill(KillRequest.of().reason("r"));
          assertEquals("r", operation.killCause().orElseThrow().reason());
        }
      }
    }
  }

  /** Awake. */
  @Nested
  class K9 {
    @Test
    void shouldWakeEveryWaiterOfEverySession() {
      final List<Worker> workers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        final Operation operation = session(i % 3, ANN).begin("x");
        workers.add(
            Worker.start(
                () -> assertThrows(OperationKilledException.class, () -> operation.sleep(Duration.ofDays(1)))));
      }
      workers.forEach(Worker::untilBlocked);
      core.kill();
      workers.forEach(Worker::join);
      assertEquals(8, core.operations().filter(OperationInfo::killPending).count());
    }

    @Test
    void shouldNotWakeWhoIsNotKilled() {
      final AtomicBoolean ready = new AtomicBoolean();
      final Operation operation = session(1, ANN).begin("x");
      try (Worker worker = Worker.start(() -> assertTrue(operation.await(ready::get, Duration.ofDays(1))))) {
        worker.untilBlocked();
        core.kill(KillPattern.owner(BOB.uid()));
        assertTrue(worker.thread().isAlive());
        ready.set(true);
        operation.signal();
      }
    }

    @Test
    void shouldWakeWhenTheUserOfACursorIsKilledWithIt() {
      final Session session = session(1, ANN);
      final Cursor<?> cursor = session.openCursor(new Probe());
      final Operation user = session.begin("x");
      cursor.pin(user);
      try (Worker worker =
          Worker.start(() -> assertThrows(OperationKilledException.class, () -> user.sleep(Duration.ofDays(1))))) {
        worker.untilBlocked();
        core.killCursor(cursor.id(), "", "");
      }
      assertEquals(237, user.killCause().orElseThrow().code());
    }
  }
}
