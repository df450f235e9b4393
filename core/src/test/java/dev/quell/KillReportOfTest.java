package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Reports that a host makes for the tests of its listeners. */
class KillReportOfTest {
  private static final KillRequest REQUEST = KillRequest.of(KillPattern.all()).code(99).reason("why").by("who");

  @Test
  void shouldCarryWhatItIsGiven() {
    final KillReport report = KillReport.of(REQUEST, 3, 2, 1);
    assertSame(REQUEST, report.request());
    assertEquals(new KillCause(99, "why", "who", 0), report.cause());
    assertEquals(
        "3 2 1", report.sessionsMatched() + " " + report.operationsKilled() + " " + report.cursorsKilled());
    assertEquals(KillTrigger.PATTERN, report.trigger());
    assertEquals(OptionalLong.empty(), report.target());
  }

  @Test
  void shouldCarryWhatMadeItHappen() {
    final KillReport report = KillReport.of(KillTrigger.CURSOR, OptionalLong.of(7), REQUEST, 0, 1, 1);
    assertEquals(KillTrigger.CURSOR, report.trigger());
    assertEquals(OptionalLong.of(7), report.target());
  }

  @Test
  void shouldHaveStopped() throws InterruptedException {
    final KillReport report = KillReport.of(REQUEST, 3, 2, 1);
    assertEquals(0, report.pending());
    assertTrue(report.await(Duration.ZERO) && report.await(Duration.ofDays(1)));
    assertSame(report, report.whenStopped().toCompletableFuture().join());
    assertEquals(List.of(), report.stragglers());
    assertEquals(Duration.ZERO, report.duration());
    assertEquals(Duration.ZERO, report.claimDuration());
  }

  @Test
  void shouldBeEqualToOneWithTheSameParts() {
    assertEquals(KillReport.of(REQUEST, 3, 2, 1), KillReport.of(REQUEST, 3, 2, 1));
  }

  @Test
  void shouldRefuseNegativeNumbers() {
    assertEquals("sessionsMatched is -1: expected zero or more", refusal(-1, 0, 0));
    assertEquals("operationsKilled is -1: expected zero or more", refusal(0, -1, 0));
    assertEquals("cursorsKilled is -1: expected zero or more", refusal(0, 0, -1));
  }

  private static String refusal(final long sessions, final long operations, final long cursors) {
    return assertThrows(
        IllegalArgumentException.class, () -> KillReport.of(REQUEST, sessions, operations, cursors)).getMessage();
  }

  @Test
  void shouldRefuseNullAndANegativeTimeout() {
    final OptionalLong none = OptionalLong.empty();
    assertThrows(NullPointerException.class, () -> KillReport.of(null, 0, 0, 0));
    assertThrows(NullPointerException.class, () -> KillReport.of(null, none, REQUEST, 0, 0, 0));
    assertThrows(NullPointerException.class, () -> KillReport.of(KillTrigger.PATTERN, null, REQUEST, 0, 0, 0));
    final KillReport report = KillReport.of(REQUEST, 0, 0, 0);
    assertThrows(NullPointerException.class, () -> report.await(null));
    assertThrows(IllegalArgumentException.class, () -> report.await(Duration.ofMillis(-1)));
  }
}
