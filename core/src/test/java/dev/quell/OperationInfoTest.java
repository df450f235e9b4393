package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OperationInfoTest {
  private static final Optional<UUID> ID = Optional.of(new UUID(1, 2));
  private static final Optional<Uid> UID = Optional.of(Uid.UNAUTHENTICATED);
  private static final Optional<Object> SOURCE = Optional.of("find");
  private static final Instant START = Instant.EPOCH;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Optional<KillCause> ALIVE = Optional.empty();
  private static final Optional<KillCause> KILLED = Optional.of(new KillCause(11601, "", "", 0));
  private static final Labels LABELS = Labels.of("app", "billing");
  private static final Optional<Duration> NO_LIMIT = Optional.empty();
  private static final OptionalInt NO_PARENT = OptionalInt.empty();

  @Test
  void shouldHoldWhatItIsGiven() {
    final Optional<Duration> passed = Optional.of(SECOND.negated());
    final OperationInfo info =
        new OperationInfo(7, NO_PARENT, ID, UID, "find", SOURCE, START, SECOND, KILLED, true, passed, LABELS);
    assertEquals(7, info.id());
    assertEquals(NO_PARENT, info.parentId());
    assertEquals(ID, info.sessionId());
    assertEquals(UID, info.uid());
    assertEquals("find", info.description());
    assertEquals(SOURCE, info.source());
    assertEquals(START, info.startedAt());
    assertEquals(SECOND, info.running());
    assertEquals(KILLED, info.killed());
    assertTrue(info.exempt());
    assertEquals(passed, info.timeLeft());
  }

  @Test
  void shouldBeKillPendingOnlyIfKilled() {
    assertTrue(new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, START, SECOND, KILLED, false, NO_LIMIT, LABELS)
        .killPending());
    assertFalse(new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, START, SECOND, ALIVE, false, NO_LIMIT, LABELS)
        .killPending());
  }

  @Test
  void shouldNameTheArgumentThatIsNull() {
    assertRefuses(
        "sessionId",
        () -> new OperationInfo(7, NO_PARENT, null, UID, "", SOURCE, START, SECOND, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses(
        "parentId",
        () -> new OperationInfo(7, null, ID, UID, "", SOURCE, START, SECOND, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses("uid",
        () -> new OperationInfo(7, NO_PARENT, ID, null, "", SOURCE, START, SECOND, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses(
        "description",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, null, SOURCE, START, SECOND, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses(
        "source",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, "", null, START, SECOND, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses("startedAt",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, null, SECOND, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses("running",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, START, null, ALIVE, false, NO_LIMIT, LABELS));
    assertRefuses("killed",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, START, SECOND, null, false, NO_LIMIT, LABELS));
    assertRefuses("timeLeft",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, START, SECOND, ALIVE, false, null, LABELS));
    assertRefuses("labels",
        () -> new OperationInfo(7, NO_PARENT, ID, UID, "", SOURCE, START, SECOND, ALIVE, false, NO_LIMIT, null));
  }

  private static void assertRefuses(final String argument, final Executable construction) {
    assertEquals(argument, assertThrows(NullPointerException.class, construction).getMessage());
  }
}
