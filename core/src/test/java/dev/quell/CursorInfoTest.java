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

  @Test
  void shouldHoldWhatItIsGiven() {
    final CursorInfo info = new CursorInfo(9, ID, UID, true, OPENED, USED);
    assertEquals(9, info.id());
    assertEquals(ID, info.sessionId());
    assertEquals(UID, info.uid());
    assertTrue(info.pinned());
    assertEquals(OPENED, info.openedAt());
    assertEquals(USED, info.lastUse());
  }

  @Test
  void shouldNameTheArgumentThatIsNull() {
    assertRefuses("sessionId", () -> new CursorInfo(9, null, UID, false, OPENED, USED));
    assertRefuses("uid", () -> new CursorInfo(9, ID, null, false, OPENED, USED));
    assertRefuses("openedAt", () -> new CursorInfo(9, ID, UID, false, null, USED));
    assertRefuses("lastUse", () -> new CursorInfo(9, ID, UID, false, OPENED, null));
  }

  private static void assertRefuses(final String argument, final Executable construction) {
    assertEquals(argument, assertThrows(NullPointerException.class, construction).getMessage());
  }
}
