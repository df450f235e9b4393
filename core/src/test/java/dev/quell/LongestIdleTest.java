package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.LimitExceededException.Limit;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limit on the sessions of one owner that makes room by ending the longest idle one. */
class LongestIdleTest {
  private final VirtualCore virtual = new VirtualCore(builder -> builder.maxSessionsPerOwner(3, true));
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  /** Opens the sessions 1 to 3 of ANN, a second apart. */
  private void fill() {
    for (int i = 1; i <= 3; i++) {
      virtual.session(i, ANN);
      virtual.advance(Duration.ofSeconds(1));
    }
  }

  private boolean isThere(final long id) {
    return virtual.find(id, ANN).isPresent();
  }

  @Test
  void shouldEndTheLongestIdle() {
    fill();
    virtual.session(4, ANN);
    assertFalse(isThere(1));
  }

  @Test
  void shouldEndNoOther() {
    fill();
    virtual.session(4, ANN);
    assertTrue(isThere(2) && isThere(3) && isThere(4));
  }

  @Test
  void shouldEndTheOneThatWasUsedLongestAgoNotTheOldest() {
    fill();
    virtual.session(1, ANN).touch();
    virtual.session(4, ANN);
    assertTrue(isThere(1));
    assertFalse(isThere(2));
  }

  @Test
  void shouldEndOneAfterTheOther() {
    fill();
    for (int i = 4; i < 1_000; i++) {
      virtual.session(i, ANN);
      virtual.advance(Duration.ofSeconds(1));
    }
    assertTrue(isThere(997) && isThere(998) && isThere(999));
    assertEquals(3, core.sessions(KillPattern.owner(ANN.uid())).count());
  }

  @Test
  void shouldEndNoneWhenTheSessionIsThere() {
    fill();
    virtual.session(2, ANN);
    assertTrue(isThere(1) && isThere(2) && isThere(3));
  }

  @Test
  void shouldEndNoneOfAnotherOwner() {
    virtual.session(1, BOB);
    virtual.advance(Duration.ofHours(1).minusMinutes(31)); // BOB's is the longest idle by far
    fill();
    virtual.session(4, ANN);
    assertTrue(virtual.find(1, BOB).isPresent());
  }

  @Test
  void shouldPassOverASessionInWhichAnOperationRuns() {
    fill();
    try (Operation operation = virtual.find(1, ANN).orElseThrow().begin("x")) {
      virtual.advance(Duration.ofSeconds(10));
      virtual.find(2, ANN).orElseThrow().touch();
      virtual.find(3, ANN).orElseThrow().touch();
      virtual.session(4, ANN);
      assertTrue(operation.session().isPresent() && isThere(1));
    }
  }

  @Test
  void shouldPassOverASessionInWhichAFurtherOperationStillRuns() {
    fill();
    final Operation first = virtual.find(1, ANN).orElseThrow().begin("x");
    try (Operation further = virtual.find(1, ANN).orElseThrow().begin("y")) {
      first.close();
      virtual.advance(Duration.ofSeconds(10));
      virtual.find(2, ANN).orElseThrow().touch();
      virtual.find(3, ANN).orElseThrow().touch();
      virtual.session(4, ANN);
      assertTrue(further.session().isPresent() && isThere(1));
    }
  }

  @Test
  void shouldRefuseWhenAnOperationRunsInEach() {
    fill();
    for (int i = 1; i <= 3; i++) {
      virtual.find(i, ANN).orElseThrow().begin("x");
    }
    final LimitExceededException refused =
        assertThrows(LimitExceededException.class, () -> virtual.session(4, ANN));
    assertEquals(Limit.SESSIONS_PER_OWNER, refused.which());
    assertEquals(3, refused.limit());
  }

  @Test
  void shouldEndNoneWhenItRefuses() {
    fill();
    for (int i = 1; i <= 3; i++) {
      virtual.find(i, ANN).orElseThrow().begin("x");
    }
    assertThrows(LimitExceededException.class, () -> virtual.session(4, ANN));
    assertEquals(3, core.sessions().count());
  }

  @Test
  void shouldCountARefusalOnce() {
    fill();
    for (int i = 1; i <= 3; i++) {
      virtual.find(i, ANN).orElseThrow().begin("x");
    }
    assertThrows(LimitExceededException.class, () -> virtual.session(4, ANN));
    assertEquals(1, core.telemetry().sessionsRefused());
  }

  @Test
  void shouldCountNoRefusalWhenItMakesRoom() {
    fill();
    virtual.session(4, ANN);
    assertEquals(0, core.telemetry().sessionsRefused());
  }

  @Test
  void shouldCountTheSessionItEndsAsEndedAndNotAsExpired() {
    fill();
    virtual.session(4, ANN);
    assertEquals(1, core.telemetry().sessionsEnded());
    assertEquals(0, core.telemetry().sessionsExpired());
  }

  @Test
  void shouldCloseTheCursorsOfTheSessionItEnds() {
    fill();
    final Probe probe = new Probe();
    virtual.find(1, ANN).orElseThrow().openCursor(probe);
    virtual.session(4, ANN);
    virtual.work();
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldOpenTheSessionThatWasEndedAgain() {
    fill();
    final Session ended = virtual.find(1, ANN).orElseThrow();
    virtual.session(4, ANN);
    assertTrue(virtual.session(1, ANN).isOpen());
    assertFalse(ended.isOpen());
  }

  @Test
  void shouldMakeRoomInACoreThatIsFullToo() {
    try (VirtualCore full = new VirtualCore(builder -> builder.maxSessions(3).maxSessionsPerOwner(3, true))) {
      for (int i = 1; i <= 4; i++) {
        full.session(i, ANN);
        full.advance(Duration.ofSeconds(1));
      }
      assertEquals(3, full.core.sessions().count());
    }
  }

  @Test
  void shouldEndNoneWhenTheCoreIsFullOfOthers() {
    try (VirtualCore full = new VirtualCore(builder -> builder.maxSessions(3).maxSessionsPerOwner(2, true))) {
      full.session(1, ANN);
      full.session(1, BOB);
      full.session(2, BOB);
      assertEquals(
          Limit.SESSIONS, assertThrows(LimitExceededException.class, () -> full.session(2, ANN)).which());
      assertEquals(3, full.core.sessions().count());
    }
  }

  @Test
  void shouldEndAtMostOneForEachThreadThatOpensTheSameSession() {
    int fewer = 0;
    for (int round = 0; round < 5_000; round++) {
      fill();
      Worker.together(2, number -> virtual.session(4, ANN));
      fewer += core.sessions().count() < 2 ? 1 : 0; // three less one for each thread, and the new one
      core.sessions().map(SessionInfo::id).toList().forEach(id -> core.session(id, ANN).end());
    }
    assertEquals(0, fewer);
  }

  @Test
  void shouldHoldAsManyAsAllowedAfterAStorm() {
    try (VirtualCore six = new VirtualCore(builder -> builder.maxSessionsPerOwner(6, true))) {
      Worker.together(
          3,
          number -> {
            final SplittableRandom random = new SplittableRandom(number);
            for (int i = 0; i < 10_000; i++) { // the two others open two at the most, so there is always one to end
              six.session(random.nextInt(100), ANN);
            }
          });
      for (int i = 0; i < 6; i++) {
        six.session(1_000 + i, ANN);
      }
      assertEquals(6, six.core.sessions(KillPattern.owner(ANN.uid())).count());
      assertEquals(6, six.core.telemetry().sessions());
    }
  }

  @Test
  void shouldLetEveryOperationOfAStormBegin() {
    try (VirtualCore six = new VirtualCore(builder -> builder.maxSessionsPerOwner(6, true))) {
      Worker.together(
          3,
          number -> {
            final SplittableRandom random = new SplittableRandom(number);
            final Operation operation = six.core.operation();
            for (int i = 0; i < 10_000; i++) { // two others run at the most, so there is always one to end
              six.core.begin(operation, 0, random.nextInt(100), ANN, "x");
              operation.close();
            }
          });
      assertEquals(0, six.core.operations().count());
      assertTrue(six.core.sessions().count() <= 6);
    }
  }
}
