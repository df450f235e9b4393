package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Telemetry.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted after histories that are known. */
class TelemetryTest {
  private static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0, 0, 0);

  private final VirtualCore virtual = new VirtualCore(builder -> builder.maxSessions(1_000));
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  private Telemetry telemetry() {
    return core.telemetry();
  }

  @Test
  void shouldCountNothingAtFirst() {
    assertEquals(new Telemetry(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NONE, NONE, NONE, NONE), telemetry());
  }

  @Test
  void shouldGiveASnapshotThatStays() {
    final Telemetry before = telemetry();
    virtual.session(1, ANN);
    assertEquals(0, before.sessions());
  }

  // ---- sessions

  @Test
  void shouldCountSessionsOpened() {
    for (int i = 0; i < 10; i++) {
      virtual.session(i, ANN);
      virtual.session(i, ANN); // found, not opened
    }
    core.begin(core.operation(), 0, 99, BOB, "x").close();
    core.startSession(BOB);
    assertEquals(12, telemetry().sessionsOpened());
    assertEquals(12, telemetry().sessions());
  }

  @Test
  void shouldCountSessionsEnded() {
    for (int i = 0; i < 10; i++) {
      virtual.session(i, ANN);
    }
    for (int i = 0; i < 4; i++) {
      final Session session = virtual.session(i, ANN);
      session.end();
      session.end();
    }
    assertEquals(4, telemetry().sessionsEnded());
    assertEquals(6, telemetry().sessions());
  }

  @Test
  void shouldCountSessionsExpiredAmongThoseEnded() {
    for (int i = 0; i < 10; i++) {
      virtual.session(i, ANN);
    }
    virtual.session(0, ANN).end();
    virtual.advance(Duration.ofHours(1));
    assertEquals(9, telemetry().sessionsExpired());
    assertEquals(10, telemetry().sessionsEnded());
  }

  @Test
  void shouldCountOpensRefused() {
    for (int i = 0; i < 1_000; i++) {
      virtual.session(i, ANN);
    }
    for (int i = 0; i < 5; i++) {
      assertThrows(LimitExceededException.class, () -> virtual.session(2_000, ANN));
    }
    assertThrows(LimitExceededException.class, () -> core.begin(core.operation(), 0, 2_000, BOB, "x"));
    assertEquals(6, telemetry().sessionsRefused());
    assertEquals(1_000, telemetry().sessionsOpened());
  }

  @Test
  void shouldCountTheSessionsThatTheCloseOfTheCoreEnds() {
    for (int i = 0; i < 10; i++) {
      virtual.session(i, ANN);
    }
    core.close();
    assertEquals(10, telemetry().sessionsEnded());
    assertEquals(0, telemetry().sessions());
  }

  @Test
  void shouldCountAnEndedSessionUntilItsLastOperationHasEnded() {
    final Session session = virtual.session(1, ANN);
    final Operation first = session.begin("x");
    final Operation further = session.begin("y");
    session.end();
    first.close();
    assertEquals(1, telemetry().sessions());
    further.close();
    assertEquals(0, telemetry().sessions());
  }

  @Test
  void shouldBalanceSessionsAfterThreadsOpenedAndEndedThem() {
    Worker.together(
        4,
        number -> {
          for (int i = 0; i < 5_000; i++) {
            final Session session = virtual.session(i % 20, ANN);
            if (i % 3 == 0) {
              session.end();
            }
          }
        });
    final Telemetry after = telemetry();
    assertEquals(after.sessions(), after.sessionsOpened() - after.sessionsEnded());
    assertEquals(core.sessions().count(), after.sessions());
  }

  // ---- cursors

  @Test
  void shouldCountCursorsOpened() {
    core.openCursor(new Probe());
    virtual.session(1, ANN).openCursor(new Probe());
    assertEquals(2, telemetry().cursorsOpened());
  }

  @Test
  void shouldNotCountACursorThatWasRefused() {
    final Session ended = virtual.session(1, ANN);
    ended.end();
    assertThrows(SessionEndedException.class, () -> ended.openCursor(new Probe()));
    assertEquals(0, telemetry().cursorsOpened());
  }

  @Test
  void shouldCountCursorsClosedInWhateverWay() {
    core.openCursor(new Probe()).close();
    core.killCursor(core.openCursor(new Probe()).id(), "", "");
    virtual.session(1, ANN).openCursor(new Probe());
    core.kill();
    virtual.session(2, ANN).openCursor(new Probe());
    virtual.session(2, ANN).end();
    core.openCursor(new Probe());
    virtual.advance(Duration.ofMinutes(12));
    assertEquals(5, telemetry().cursorsClosed());
  }

  @Test
  void shouldCountACursorAsClosedThoughItsResourceThrew() {
    core.openCursor(
        () -> {
          throw new IllegalStateException("resource");
        })
        .close();
    assertEquals(1, telemetry().cursorsClosed());
  }

  @Test
  void shouldCountAPinnedCursorAsClosedAfterItsUnpinOnly() {
    final Cursor<?> cursor = core.openCursor(new Probe());
    cursor.pin(core.begin("x"));
    cursor.close();
    virtual.work();
    assertEquals(0, telemetry().cursorsClosed());
    cursor.unpin();
    virtual.work();
    assertEquals(1, telemetry().cursorsClosed());
  }

  @Test
  void shouldCountCursorsKilledByPatternAndById() {
    virtual.session(1, ANN).openCursor(new Probe());
    virtual.session(1, ANN).openCursor(new Probe()).pin(core.begin("x"));
    core.kill();
    core.kill();
    final long id = core.openCursor(new Probe()).id();
    core.killCursor(id, "", "");
    core.killCursor(id, "", "");
    assertEquals(3, telemetry().cursorsKilled());
  }

  @Test
  void shouldCountACursorWithoutASessionThatTheCloseOfTheCoreKills() {
    core.openCursor(new Probe());
    core.close();
    assertEquals(1, telemetry().cursorsKilled());
  }

  @Test
  void shouldCountACursorInASessionThatTheCloseOfTheCoreKills() {
    virtual.session(1, ANN).openCursor(new Probe());
    core.close();
    assertEquals(1, telemetry().cursorsKilled());
  }

  @Test
  void shouldNotCountACursorThatWasClosedAsKilled() {
    final Cursor<?> cursor = virtual.session(1, ANN).openCursor(new Probe());
    cursor.close();
    core.kill();
    assertEquals(0, telemetry().cursorsKilled());
  }

  @Test
  void shouldCountCursorsExpired() {
    for (int i = 0; i < 10; i++) {
      core.openCursor(new Probe());
    }
    virtual.session(1, ANN).openCursor(new Probe());
    virtual.advance(Duration.ofMinutes(12));
    assertEquals(10, telemetry().cursorsExpired());
  }

  // ---- kills

  @Test
  void shouldCountKillsByPatternWhateverTheyHit() {
    virtual.session(1, ANN).begin("x");
    core.kill();
    core.kill(KillPattern.session(id(99)));
    core.kill(KillPattern.users(List.of()));
    assertEquals(3, telemetry().kills());
    assertEquals(2, telemetry().killDuration().count()); // that of one session had nothing to kill
  }

  @Test
  void shouldNotCountOtherKillsAmongThoseByPattern() {
    final Operation operation = core.begin("x");
    core.killOperation(operation.id(), 50, "", "");
    core.killCursor(core.openCursor(new Probe()).id(), "", "");
    core.begin("y").deadline(Duration.ZERO);
    virtual.work();
    core.explain(KillRequest.of());
    assertEquals(0, telemetry().kills());
    assertEquals(0, telemetry().killDuration().count());
  }

  @Test
  void shouldCountOperationsKilledInWhateverWay() {
    final Session session = virtual.session(1, ANN);
    session.begin("by pattern");
    session.begin("by pattern, further");
    core.kill();
    core.begin("by itself").kill(50, "", "");
    core.killOperation(core.begin("by its id").id(), 50, "", "");
    core.begin("by its deadline").deadline(Duration.ZERO);
    virtual.work();
    final Cursor<?> cursor = core.openCursor(new Probe());
    cursor.pin(core.begin("with its cursor"));
    core.killCursor(cursor.id(), "", "");
    core.begin("by the close");
    core.close();
    assertEquals(7, telemetry().operationsKilled());
  }

  @Test
  void shouldCountAnOperationThatSeveralKillsHitOnce() {
    final Operation operation = virtual.session(1, ANN).begin("x").deadline(Duration.ZERO);
    core.kill();
    core.kill();
    operation.kill(50, "", "");
    core.killOperation(operation.id(), 50, "", "");
    virtual.work();
    core.close();
    assertEquals(1, telemetry().operationsKilled());
  }

  @Test
  void shouldCountWhatTheReportsOfConcurrentKillsAddUpTo() {
    final AtomicLong operations = new AtomicLong();
    final AtomicLong cursors = new AtomicLong();
    Worker.together(
        4,
        number -> {
          for (int i = 0; i < 2_000; i++) {
            if (number < 2) {
              final Session session = virtual.session(i % 10, ANN);
              final Operation operation = session.begin("x");
              session.openCursor(new Probe());
              operation.close();
            } else {
              final KillReport report = core.kill(KillPattern.session(id(i % 10)));
              operations.addAndGet(report.operationsKilled());
              cursors.addAndGet(report.cursorsKilled());
            }
          }
        });
    assertEquals(operations.get(), telemetry().operationsKilled());
    assertEquals(cursors.get(), telemetry().cursorsKilled());
    assertEquals(operations.get(), telemetry().killToStop().count());
  }

  @Test
  void shouldTimeTheStopOfEveryVictimInWhateverWayItWasKilled() {
    final List<Operation> victims = new ArrayList<>();
    final Session session = virtual.session(1, ANN);
    victims.add(session.begin("by pattern"));
    victims.add(session.begin("by pattern, further"));
    core.kill();
    victims.add(core.begin("by itself"));
    victims.get(2).kill(50, "", "");
    victims.add(core.begin("by its deadline").deadline(Duration.ZERO));
    virtual.work();
    victims.add(core.begin("with its cursor"));
    final Cursor<?> cursor = core.openCursor(new Probe());
    cursor.pin(victims.get(4));
    core.killCursor(cursor.id(), "", "");
    victims.add(core.begin("by the close"));
    core.close();
    for (int stopped = 0; stopped < victims.size(); stopped++) {
      assertEquals(stopped, telemetry().killToStop().count());
      victims.get(stopped).close();
      victims.get(stopped).close();
    }
    assertEquals(victims.size(), telemetry().killToStop().count());
  }

  @Test
  void shouldTimeTheStopOfTheVictimsOfSixtyFiveThousandPendingKills() {
    final List<Operation> victims = new ArrayList<>();
    for (int i = 0; i < 65_000; i++) {
      victims.add(core.begin("x"));
      victims.get(i).kill(50, "", "");
    }
    victims.forEach(Operation::close);
    assertEquals(65_000, telemetry().killToStop().count());
  }

  @Test
  void shouldNotTimeTheStopOfWhatWasNotKilled() {
    virtual.session(1, ANN).begin("x").close();
    core.kill();
    core.begin("y").close();
    assertEquals(0, telemetry().killToStop().count());
  }

  // ---- times

  @ParameterizedTest
  @ValueSource(longs = {1, 127, 1_000, 1_000_000, 123_456_789, 3_599_000_000_000L})
  void shouldTimeAVictimToTwoDigits(final long nanos) {
    final Operation victim = virtual.session(1, ANN).begin("x");
    core.kill();
    virtual.pass(Duration.ofNanos(nanos));
    victim.close();
    final Latency latency = telemetry().killToStop();
    for (final double value : new double[] {
      latency.min(), latency.mean(), latency.p50(), latency.p90(), latency.p99(), latency.p999(), latency.max()
    }) {
      assertEquals(nanos, value, nanos / 100.0);
    }
  }

  @Test
  void shouldTimeAVictimThatTakesADayAsAnHour() {
    final Operation victim = virtual.session(1, ANN).begin("x");
    core.kill();
    virtual.pass(Duration.ofDays(1));
    victim.close();
    final double hour = Duration.ofHours(1).toNanos();
    assertEquals(hour, telemetry().killToStop().max(), hour / 100);
  }

  @Test
  void shouldDistributeTheTimesOfManyVictims() {
    for (int i = 1; i <= 1_000; i++) {
      final Operation victim = virtual.session(1, ANN).begin("x");
      core.kill();
      virtual.pass(Duration.ofMillis(i));
      victim.close();
    }
    final Latency latency = telemetry().killToStop();
    assertMillis(1, latency.min());
    assertMillis(500.5, latency.mean());
    assertMillis(500, latency.p50());
    assertMillis(900, latency.p90());
    assertMillis(990, latency.p99());
    assertMillis(999, latency.p999());
    assertMillis(1_000, latency.max());
    assertEquals(1_000, latency.count());
  }

  private static void assertMillis(final double expected, final double nanos) {
    assertEquals(expected, nanos / 1_000_000, expected / 100);
  }

  @Test
  void shouldTimeAKillWithTheCallbacksOfItsVictims() {
    final Duration slow = Duration.ofMillis(250);
    virtual.session(1, ANN).begin("x").onKill(cause -> virtual.pass(slow));
    core.kill();
    assertMillis(250, telemetry().killDuration().max());
  }

  @Test
  void shouldTimeAKillWithoutItsListeners() {
    core.addListener(report -> virtual.pass(Duration.ofSeconds(1)));
    core.kill();
    assertEquals(0, telemetry().killDuration().max());
  }

  // ---- the last minute

  private void killOneThatStopsAfter(final Duration time) {
    final Operation victim = virtual.session(1, ANN).begin("x");
    core.kill();
    virtual.pass(time);
    victim.close();
  }

  @Test
  void shouldHaveTheTimesOfTheLastMinuteAmongThoseSinceTheStart() {
    killOneThatStopsAfter(Duration.ofMillis(700));
    assertEquals(telemetry().killToStop(), telemetry().killToStopLastMinute());
    assertEquals(telemetry().killDuration(), telemetry().killDurationLastMinute());
    virtual.advance(Duration.ofMinutes(2));
    killOneThatStopsAfter(Duration.ofMillis(3));
    assertEquals(1, telemetry().killToStopLastMinute().count());
    assertMillis(3, telemetry().killToStopLastMinute().max());
    assertEquals(2, telemetry().killToStop().count());
    assertMillis(700, telemetry().killToStop().max());
    assertEquals(1, telemetry().killDurationLastMinute().count());
    assertEquals(2, telemetry().killDuration().count());
  }

  @Test
  void shouldKeepATimeForAMinuteAndNotForLongerThanAQuarterMore() {
    killOneThatStopsAfter(Duration.ofMillis(7));
    virtual.advance(Duration.ofSeconds(59));
    assertEquals(1, telemetry().killToStopLastMinute().count());
    virtual.advance(Duration.ofSeconds(16));
    assertEquals(NONE, telemetry().killToStopLastMinute());
    assertEquals(NONE, telemetry().killDurationLastMinute());
  }

  @Test
  void shouldMergeTheQuartersOfTheLastMinute() {
    for (int i = 1; i <= 600; i++) {
      virtual.advance(Duration.ofMillis(100));
      killOneThatStopsAfter(Duration.ofNanos(i * 1_000L));
    }
    final Latency latency = telemetry().killToStopLastMinute();
    assertEquals(600, latency.count());
    assertMillis(0.3, latency.p50());
    assertMillis(0.6, latency.max());
  }

  // ---- what there is now

  @Test
  void shouldCountRunningOperationsAsAListingDoes() {
    final List<Operation> running = new ArrayList<>();
    final Session ended = virtual.session(99, BOB);
    for (int i = 0; i < 5; i++) {
      running.add(virtual.session(1, ANN).begin("x"));
      running.add(virtual.session(i, BOB).begin("y"));
      running.add(core.begin("z"));
      running.add(ended.begin("goes on"));
    }
    running.get(3).kill(1, "", "");
    virtual.session(1, ANN).openCursor(new Probe());
    ended.end();
    for (int i = running.size(); i > 0; i--) {
      assertEquals(i, telemetry().operationsRunning());
      assertEquals(i, core.operations().count());
      running.get(i - 1).close();
    }
    assertEquals(0, telemetry().operationsRunning());
  }

  @Test
  void shouldCountTheRunsOfOneObjectOnce() {
    final Operation operation = core.operation();
    final Session session = virtual.session(1, ANN);
    for (int i = 0; i < 10; i++) {
      session.begin(operation);
      assertEquals(1, telemetry().operationsRunning());
      operation.close();
      assertEquals(0, telemetry().operationsRunning());
    }
  }

  @Test
  void shouldCountOpenCursorsAsAListingDoes() {
    final List<Cursor<?>> cursors = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      cursors.add(i % 2 == 0 ? core.openCursor(new Probe()) : virtual.session(i, ANN).openCursor(new Probe()));
    }
    final Pin<?> pin = cursors.get(1).use(core.begin("x"));
    assertEquals(100, telemetry().cursorsOpen());
    cursors.forEach(Cursor::close);
    assertEquals(1, telemetry().cursorsOpen());
    assertEquals(core.cursors().count(), telemetry().cursorsOpen());
    pin.close();
    assertEquals(0, telemetry().cursorsOpen());
  }

  @Test
  void shouldCountKillsUntilTheirLastVictimHasStopped() {
    core.kill(); // without a victim
    assertEquals(0, telemetry().killsPending());
    final Operation one = virtual.session(1, ANN).begin("x");
    final Operation two = virtual.session(2, ANN).begin("x");
    core.kill();
    final Operation three = core.begin("x");
    three.kill(1, "", "");
    assertEquals(2, telemetry().killsPending());
    one.close();
    assertEquals(2, telemetry().killsPending());
    two.close();
    assertEquals(1, telemetry().killsPending());
    three.close();
    assertEquals(0, telemetry().killsPending());
  }

  @Test
  void shouldCountNothingWhenTheCoreIsClosedAndItsOperationsHaveEnded() {
    final Operation operation = virtual.session(1, ANN).begin("x");
    core.openCursor(new Probe());
    core.close();
    assertEquals(1, telemetry().operationsRunning());
    assertEquals(1, telemetry().killsPending());
    operation.close();
    assertEquals(0, telemetry().operationsRunning() + telemetry().cursorsOpen() + telemetry().killsPending());
  }

  // ---- host errors

  @Test
  void shouldCountWhatTheHostsCodeThrows() {
    final AtomicLong calls = new AtomicLong();
    core.addListener(report -> fail(calls));
    final Operation operation = virtual.session(1, ANN).begin(() -> "" + fail(calls));
    operation.onKill(cause -> fail(calls));
    core.operations().forEach(info -> {});
    core.kill();
    core.openCursor(() -> fail(calls)).close();
    core.killCursor(core.openCursor(() -> fail(calls)).id(), "", "");
    virtual.work();
    assertEquals(6, calls.get());
    assertEquals(6, telemetry().hostErrors());
    assertEquals(6, virtual.errors.size());
  }

  private static long fail(final AtomicLong calls) {
    throw new IllegalStateException("host " + calls.incrementAndGet());
  }

  @Test
  void shouldCountWhatTheErrorHandlerThrowsToo() {
    try (VirtualCore other =
        new VirtualCore(
            builder -> builder.errorHandler(
                error -> {
                  throw new IllegalStateException("handler");
                }))) {
      other.core.addListener(
          report -> {
            throw new IllegalStateException("listener");
          });
      other.core.kill();
      assertEquals(2, other.core.telemetry().hostErrors());
    }
  }

  @Test
  void shouldNotCountRefusalsAsErrorsOfTheHost() {
    final Session ended = virtual.session(1, ANN);
    ended.end();
    assertThrows(SessionEndedException.class, ended::touch);
    assertThrows(NullPointerException.class, () -> core.openCursor(null));
    assertTrue(telemetry().hostErrors() == 0 && virtual.errors.isEmpty());
  }
}
