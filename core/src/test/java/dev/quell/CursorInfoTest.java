package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CursorInfoTest {
  private static final Optional<UUID> ID = Optional.of(new UUID(1, 2));
  private static final Optional<Uid> UID = Optional.of(Uid.UNAUTHENTICATED);
  private static final Instant OPENED = Instant.EPOCH;
  private static final Instant USED = Instant.EPOCH.plusSeconds(1);
  private static final Labels LABELS = Labels.of("app", "billing");

  @Test
  void shouldHoldWhatItIsGiven() {
    final CursorInfo info = new CursorInfo(9, ID, UID, true, true, OPENED, USED, LABELS);
    assertEquals(9, info.id());
    assertEquals(ID, info.sessionId());
    assertEquals(UID, info.uid());
    assertTrue(info.pinned());
    assertTrue(info.closePending());
    assertEquals(OPENED, info.openedAt());
    assertEquals(USED, info.lastUse());
    assertEquals(LABELS, info.labels());
  }

  @Test
  void shouldNameTheArgumentThatIsNull() {
    assertRefuses("sessionId", () -> new CursorInfo(9, null, UID, false, false, OPENED, USED, LABELS));
    assertRefuses("uid", () -> new CursorInfo(9, ID, null, false, false, OPENED, USED, LABELS));
    assertRefuses("openedAt", () -> new CursorInfo(9, ID, UID, false, false, null, USED, LABELS));
    assertRefuses("lastUse", () -> new CursorInfo(9, ID, UID, false, false, OPENED, null, LABELS));
    assertRefuses("labels", () -> new CursorInfo(9, ID, UID, false, false, OPENED, USED, null));
  }

  private static void assertRefuses(final String argument, final Executable construction) {
    assertEquals(argument, assertThrows(NullPointerException.class, construction).getMessage());
  }
}
