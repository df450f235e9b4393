package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills of operations alone, of cursors alone, and of operations that have run for some time. */
class KillNarrowedTest {
  private static final Duration TEN = Duration.ofSeconds(10);

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private Session session;

  @BeforeEach
  void open() {
    session = virtual.session(1, ANN);
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  private static KillRequest everything() {
    return KillRequest.of();
  }

  private static String counts(final KillReport report) {
    return report.sessionsMatched() + " " + report.operationsKilled() + " " + report.cursorsKilled();
  }

  /** What the kill does; the explanation must have said so. */
  private KillReport kill(final KillRequest request) {
    final KillExplanation expected = core.explain(request);
    final KillReport report = core.kill(request);
    assertEquals(expected.sessions() + " " + expected.operations() + " " + expected.cursors(), counts(report));
    return report;
  }

  // ---- one kind alone

  @Test
  void shouldHitOperationsAlone() {
    final Operation first = session.begin("first");
    final Operation further = session.begin("further");
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    assertEquals("1 2 0", counts(kill(everything().operationsOnly())));
    assertTrue(first.isKilled() && further.isKilled() && cursor.isOpen());
  }

  @Test
  void shouldHitCursorsAlone() {
    final Operation first = session.begin("first");
    final Operation further = session.begin("further");
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    assertEquals("1 0 1", counts(kill(everything().cursorsOnly())));
    assertFalse(first.isKilled() || further.isKilled() || cursor.isOpen());
  }

  @Test
  void shouldLeaveTheCursorThatAVictimHasPinned() {
    final Operation victim = session.begin("x");
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    try (Pin<Probe> pin = cursor.use(victim)) {
      kill(everything().operationsOnly());
      assertTrue(victim.isKilled() && cursor.isOpen(), pin::toString);
    }
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldLeaveTheOperationThatHasAVictimPinned() {
    final Operation user = session.begin("x");
    final Probe probe = new Probe();
    final Cursor<Probe> cursor = session.openCursor(probe);
    try (Pin<Probe> pin = cursor.use(user)) {
      kill(everything().cursorsOnly());
      assertFalse(user.isKilled() || cursor.isOpen(), pin::toString);
    }
    virtual.work();
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldCountTheSessionsThatMatchWhateverIsHit() {
    virtual.session(2, ANN);
    virtual.session(3, BOB).begin("x");
    assertEquals("3 0 0", counts(kill(everything().cursorsOnly())));
    assertEquals("3 0 0", counts(kill(everything().runningFor(TEN))));
    assertEquals("1 1 0", counts(kill(KillRequest.of(KillPattern.owner(BOB.uid())).operationsOnly())));
  }

  @Test
  void shouldPassOverExemptOperations() {
    final Operation exempt = core.operation().exempt(true);
    session.begin(exempt);
    virtual.advance(TEN.multipliedBy(2));
    assertEquals("1 0 0", counts(kill(everything().operationsOnly())));
    assertEquals("1 0 0", counts(kill(everything().runningFor(TEN))));
    assertFalse(exempt.isKilled());
  }

  @Test
  void shouldSpareWhatBeganAfterACutOffToo() {
    final Operation older = session.begin("older");
    final Cursor<Probe> olderCursor = session.openCursor(new Probe());
    final long cutOff = core.cutOff();
    final Operation younger = session.begin("younger");
    final Cursor<Probe> youngerCursor = session.openCursor(new Probe());
    kill(everything().operationsOnly().startedBefore(cutOff));
    assertTrue(older.isKilled() && !younger.isKilled() && olderCursor.isOpen() && youngerCursor.isOpen());
    kill(everything().startedBefore(cutOff).cursorsOnly());
    assertTrue(!younger.isKilled() && !olderCursor.isOpen() && youngerCursor.isOpen());
  }

  // ---- for how long

  @Test
  void shouldHitWhatHasRunSoLong() {
    final Operation first = session.begin("first");
    final Operation further = session.begin("further");
    virtual.advance(TEN.plusMillis(1));
    final Operation young = session.begin("young");
    assertEquals("1 2 0", counts(kill(everything().runningFor(TEN))));
    assertTrue(first.isKilled() && further.isKilled() && !young.isKilled());
  }

  @Test
  void shouldSpareWhatHasNotRunSoLong() {
    final Operation operation = session.begin("x");
    virtual.advance(TEN.minusNanos(1));
    kill(everything().runningFor(TEN));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldNeverHitAYoungerOneThatBeganLateInItsMillisecond() {
    virtual.advance(Duration.ofMillis(5));
    virtual.pass(Duration.ofNanos(999_999)); // core time does not show it
    final Operation operation = session.begin("x");
    virtual.pass(TEN.minusNanos(999_999));
    virtual.cycle();
    kill(everything().runningFor(TEN)); // ten seconds by core time, and a microsecond less in truth
    assertFalse(operation.isKilled());
    virtual.advance(Duration.ofMillis(1));
    kill(everything().runningFor(TEN));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldGoByTheTimeOfTheCallThoughTheAgentIsLate() {
    final Operation operation = session.begin("x");
    virtual.pass(TEN.multipliedBy(2)); // and no duty cycle
    kill(everything().runningFor(TEN));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldLeaveCursorsThoughTheyAreOlder() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    virtual.advance(TEN.multipliedBy(2));
    assertEquals("1 0 0", counts(kill(everything().runningFor(TEN))));
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldSpareTheNextRunOfAnObjectThatHasRunLong() {
    final Operation operation = session.begin("x");
    virtual.advance(TEN.multipliedBy(2));
    operation.close();
    session.begin(operation);
    assertEquals(0, kill(everything().runningFor(TEN)).operationsKilled());
    assertFalse(operation.isKilled());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_000_000, 999_999_999})
  void shouldRoundUpToAMillisecond(final long nanos) {
    virtual.advance(TEN);
    final Operation operation = session.begin("x");
    final long millis = (nanos + 999_999) / 1_000_000;
    if (millis > 0) {
      virtual.advance(Duration.ofMillis(millis));
      kill(everything().runningFor(Duration.ofNanos(nanos)));
      assertFalse(operation.isKilled());
      virtual.advance(Duration.ofMillis(1));
    }
    kill(everything().runningFor(Duration.ofNanos(nanos)));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldHitNothingThatRunsForLongerThanTheCoreHas() {
    final Operation operation = session.begin("x");
    virtual.advance(Duration.ofDays(1));
    kill(everything().runningFor(Duration.ofDays(2)));
    kill(everything().runningFor(Duration.ofSeconds(Long.MAX_VALUE)));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldHitWhatMeetsBothTheDurationAndTheCutOff() {
    final Operation oldest = session.begin("oldest");
    final long cutOff = core.cutOff();
    final Operation older = session.begin("older");
    virtual.advance(TEN.multipliedBy(2));
    kill(everything().runningFor(TEN).startedBefore(cutOff));
    assertTrue(oldest.isKilled() && !older.isKilled());
    final long later = core.cutOff();
    kill(everything().runningFor(TEN.multipliedBy(4)).startedBefore(later));
    assertFalse(older.isKilled());
    kill(everything().runningFor(TEN).startedBefore(later));
    assertTrue(older.isKilled());
  }

  @Test
  void shouldGoByTheTimeOfEachCallOfOneRequest() {
    final KillRequest request = everything().runningFor(TEN);
    final Operation operation = session.begin("x");
    assertEquals(0, kill(request).operationsKilled());
    virtual.advance(TEN.multipliedBy(2));
    assertEquals(1, kill(request).operationsKilled());
    assertTrue(operation.isKilled());
  }
}
