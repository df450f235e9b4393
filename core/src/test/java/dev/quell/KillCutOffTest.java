package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KillCutOffTest {
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

  private KillReport killBefore(final long cutOff) {
    return core.kill(KillRequest.of().startedBefore(cutOff));
  }

  @Test
  void shouldHitWhatBeganBefore() {
    final Operation operation = session.begin("x");
    killBefore(core.cutOff());
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldSpareWhatBeganAfter() {
    final long cutOff = core.cutOff();
    final Operation operation = session.begin("x");
    killBefore(cutOff);
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldHitWhatBeganBeforeBesideAnother() {
    session.begin("first");
    final Operation beside = session.begin("beside");
    killBefore(core.cutOff());
    assertTrue(beside.isKilled());
  }

  @Test
  void shouldSpareWhatBeganAfterBesideAnother() {
    session.begin("first");
    final long cutOff = core.cutOff();
    final Operation beside = session.begin("beside");
    killBefore(cutOff);
    assertFalse(beside.isKilled());
  }

  @Test
  void shouldSpareTheFirstThatBeganAfterTheOneBesideIt() {
    final Operation first = session.begin("first");
    final Operation beside = session.begin("beside");
    first.close();
    final long cutOff = core.cutOff();
    final Operation next = session.begin("next");
    killBefore(cutOff);
    assertTrue(beside.isKilled());
    assertFalse(next.isKilled());
  }

  @Test
  void shouldSpareTheNextRunOfTheSameObject() {
    final Operation operation = session.begin("x");
    operation.close();
    final long cutOff = core.cutOff();
    session.begin(operation);
    killBefore(cutOff);
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldHitACursorThatWasOpenedBefore() {
    final Cursor<?> cursor = session.openCursor(new Probe());
    killBefore(core.cutOff());
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldSpareACursorThatWasOpenedAfter() {
    final long cutOff = core.cutOff();
    final Cursor<?> cursor = session.openCursor(new Probe());
    killBefore(cutOff);
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldCountWhatItHitsOnly() {
    session.begin("before");
    final long cutOff = core.cutOff();
    session.begin("after");
    assertEquals(1, killBefore(cutOff).operationsKilled());
  }

  @Test
  void shouldCountTheSessionThoughNothingInItIsHit() {
    assertEquals(1, killBefore(core.cutOff()).sessionsMatched());
  }

  @Test
  void shouldSeparateHoweverCloseTogether() {
    for (int i = 0; i < 10_000; i++) {
      try (Operation before = session.begin("before")) {
        final long cutOff = core.cutOff();
        try (Operation after = session.begin("after")) {
          killBefore(cutOff);
          assertTrue(before.isKilled() && !after.isKilled());
        }
      }
    }
  }

  @Test
  void shouldSeparateWhileTimePasses() {
    for (int i = 0; i < 1_000; i++) {
      virtual.pass(Duration.ofMillis(i % 3));
      try (Operation before = session.begin("before")) {
        virtual.cycle();
        final long cutOff = core.cutOff();
        virtual.cycle();
        try (Operation after = session.begin("after")) {
          killBefore(cutOff);
          assertTrue(before.isKilled() && !after.isKilled());
        }
      }
    }
  }

  @Test
  void shouldHarmNothingYoungerWhenItArrivesTwice() {
    final long cutOff = core.cutOff();
    killBefore(cutOff);
    final Operation younger = session.begin("x");
    assertEquals(0, killBefore(cutOff).operationsKilled());
    assertFalse(younger.isKilled());
  }

  @Test
  void shouldGoTogetherWithPatterns() {
    final Operation anns = session.begin("x");
    final Operation bobs = virtual.session(1, BOB).begin("y");
    core.kill(KillRequest.of(KillPattern.owner(BOB.uid())).startedBefore(core.cutOff()));
    assertTrue(bobs.isKilled());
    assertFalse(anns.isKilled());
  }

  @Test
  void shouldPassOverExemptOperations() {
    final Operation exempt = core.operation().exempt(true);
    session.begin(exempt);
    killBefore(core.cutOff());
    assertFalse(exempt.isKilled());
  }

  @Test
  void shouldNeverGoBack() {
    long last = core.cutOff();
    for (int i = 0; i < 1_000; i++) {
      virtual.cycle();
      final long next = core.cutOff();
      assertTrue(next > last);
      last = next;
    }
  }

  // ---- by the wall clock

  @Test
  void shouldHitWhatBeganBeforeATime() {
    final Operation operation = session.begin("x");
    virtual.advance(Duration.ofSeconds(10));
    killBefore(core.cutOff(operation.info().startedAt().plusSeconds(5)));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldSpareWhatBeganAfterATime() {
    virtual.advance(Duration.ofSeconds(10));
    final Operation operation = session.begin("x");
    killBefore(core.cutOff(operation.info().startedAt().minusSeconds(5)));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldSpareEverythingBeforeTheCoresStart() {
    final Operation operation = session.begin("x");
    killBefore(core.cutOff(Instant.EPOCH));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldHitEverythingBeforeTheEndOfTime() {
    final Operation operation = session.begin("x");
    killBefore(core.cutOff(Instant.MAX));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldSpareEverythingBeforeTheBeginningOfTime() {
    virtual.advance(Duration.ofSeconds(1));
    final Operation operation = session.begin("x");
    killBefore(core.cutOff(Instant.MIN));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldRefuseANullTime() {
    assertThrows(NullPointerException.class, () -> core.cutOff(null));
  }
}
