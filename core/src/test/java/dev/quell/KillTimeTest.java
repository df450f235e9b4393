package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which kills take the time: a reading of the clock costs more than to find one session. */
class KillTimeTest {
  private static final Owner ANN = Owner.of("ann", "db");
  private static final UUID ID = new UUID(1, 1);
  private static final KillPattern ANN_ALONE = KillPattern.owner(ANN.uid());

  private final AtomicLong readings = new AtomicLong();
  private final KillCore core =
      KillCore.builder().hostRunsAgent().nanoClock(() -> readings.incrementAndGet() * 1_000).build();

  @AfterEach
  void close() {
    core.close();
  }

  private long readingsOf(final Runnable kill) {
    final long before = readings.get();
    kill.run();
    return readings.get() - before;
  }

  @Test
  void shouldNotReadTheClockForOneSessionWithoutWork() {
    core.session(ID, ANN);
    assertEquals(0, readingsOf(() -> core.kill(KillPattern.session(ID))));
  }

  @Test
  void shouldNotReadTheClockForOneSessionOfAnOwnerWithoutWork() {
    core.session(ID, ANN);
    assertEquals(0, readingsOf(() -> core.kill(KillPattern.session(ID, ANN.uid()))));
  }

  @Test
  void shouldReportNoTimeForOneSessionWithoutWork() {
    core.session(ID, ANN);
    final KillReport report = core.kill(KillPattern.session(ID));
    assertEquals(Duration.ZERO, report.duration());
    assertEquals(Duration.ZERO, report.claimDuration());
    assertEquals(1, report.sessionsMatched());
  }

  @Test
  void shouldCountAKillThatIsNotTimed() {
    core.kill(KillPattern.session(ID));
    assertEquals(1, core.telemetry().kills());
    assertEquals(0, core.telemetry().killDuration().count());
  }

  @Test
  void shouldReadTheClockOnceForOneOperation() {
    core.session(ID, ANN).begin("x");
    assertEquals(1, readingsOf(() -> core.kill(KillPattern.session(ID))));
    assertEquals(0, core.telemetry().killDuration().count());
  }

  @Test
  void shouldReportNoTimeForOneOperation() {
    core.session(ID, ANN).begin("x");
    final KillReport report = core.kill(KillPattern.session(ID));
    assertEquals(Duration.ZERO, report.duration());
    assertEquals(Duration.ZERO, report.claimDuration());
    assertEquals(1, report.operationsKilled());
  }

  @Test
  void shouldTimeTheStopOfOneOperation() {
    final Operation victim = core.session(ID, ANN).begin("x");
    core.kill(KillPattern.session(ID));
    victim.close();
    assertEquals(1, core.telemetry().killToStop().count());
    assertTrue(core.telemetry().killToStop().max() > 0);
  }

  @Test
  void shouldTimeAKillOfOneOperationThatIsCalled() {
    core.session(ID, ANN).begin("x").onKill(cause -> {});
    final KillReport report = core.kill(KillPattern.session(ID));
    assertEquals(Duration.ofNanos(2_000), report.duration()); // the last claim was read in between
    assertEquals(Duration.ofNanos(1_000), report.claimDuration());
    assertEquals(1, core.telemetry().killDuration().count());
  }

  @Test
  void shouldTimeAKillOfTwoOperations() {
    final Session session = core.session(ID, ANN);
    session.begin("x");
    session.begin("y");
    assertEquals(Duration.ofNanos(1_000), core.kill(KillPattern.session(ID)).duration());
    assertEquals(1, core.telemetry().killDuration().count());
  }

  @Test
  void shouldNameTheKillThatItsVictimsSee() {
    final Operation first = core.session(ID, ANN).begin("x");
    final KillReport report = core.kill(KillPattern.session(ID));
    final KillCause told = report.cause();
    assertEquals(told, first.killCause().orElseThrow());
    first.close();
    assertEquals(told, first.killCause().orElseThrow());
    assertEquals(told, report.cause());
  }

  @Test
  void shouldTimeAKillOfOneCursor() {
    final Session session = core.session(ID, ANN);
    session.openCursor(() -> {});
    assertEquals(Duration.ofNanos(1_000), core.kill(KillPattern.session(ID)).duration());
  }

  @Test
  void shouldNotReadTheClockForAnOwnerOfFewSessionsWithoutWork() {
    openSessionsOfAnn(128);
    assertEquals(0, readingsOf(() -> assertEquals(128, core.kill(ANN_ALONE).sessionsMatched())));
    assertEquals(0, core.telemetry().killDuration().count());
  }

  @Test
  void shouldNotReadTheClockForAnOwnerWithoutASession() {
    assertEquals(0, readingsOf(() -> core.kill(ANN_ALONE)));
  }

  @Test
  void shouldTimeAKillOfAnOwnerOfManySessionsWithoutWork() {
    openSessionsOfAnn(129);
    assertEquals(Duration.ofNanos(1_000), core.kill(ANN_ALONE).duration());
    assertEquals(1, core.telemetry().killDuration().count());
  }

  @Test
  void shouldTimeAKillOfAnOwnerOfFewSessionsWithWork() {
    openSessionsOfAnn(3);
    core.session(ID, ANN).begin("x");
    core.session(new UUID(2, 0), ANN).begin("y");
    assertEquals(Duration.ofNanos(1_000), core.kill(ANN_ALONE).duration());
    assertEquals(1, core.telemetry().killDuration().count());
  }

  @Test
  void shouldTellTheTimeSinceAKillOfFewSessions() {
    core.session(ID, ANN).begin("x");
    final KillReport report = core.kill(ANN_ALONE);
    assertEquals(Duration.ofNanos(1_000), report.stragglers().get(0).sinceKill());
  }

  private void openSessionsOfAnn(final int count) {
    for (int i = 0; i < count; i++) {
      core.session(new UUID(2, i), ANN);
    }
  }
}
