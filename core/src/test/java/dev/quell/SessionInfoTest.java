package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SessionInfoTest {
  private static final UUID ID = new UUID(1, 2);
  private static final Owner OWNER = Owner.of("ann", "admin");
  private static final Instant OPENED = Instant.EPOCH;
  private static final Instant USED = Instant.EPOCH.plusSeconds(1);
  private static final Labels LABELS = Labels.of("app", "billing");

  @Test
  void shouldHoldWhatItIsGiven() {
    final SessionInfo info = new SessionInfo(ID, OWNER, OPENED, USED, 3, 4, LABELS);
    assertEquals(ID, info.id());
    assertEquals(OWNER, info.owner());
    assertEquals(OPENED, info.openedAt());
    assertEquals(USED, info.lastUse());
    assertEquals(LABELS, info.labels());
    assertEquals(3, info.operations());
    assertEquals(4, info.cursors());
    assertEquals(new SessionInfo(ID, OWNER, OPENED, USED, 3, 4, LABELS), info);
  }

  @Test
  void shouldNameTheArgumentThatIsNull() {
    assertRefuses("id", () -> new SessionInfo(null, OWNER, OPENED, USED, 0, 0, LABELS));
    assertRefuses("owner", () -> new SessionInfo(ID, null, OPENED, USED, 0, 0, LABELS));
    assertRefuses("openedAt", () -> new SessionInfo(ID, OWNER, null, USED, 0, 0, LABELS));
    assertRefuses("lastUse", () -> new SessionInfo(ID, OWNER, OPENED, null, 0, 0, LABELS));
    assertRefuses("labels", () -> new SessionInfo(ID, OWNER, OPENED, USED, 0, 0, null));
  }

  private static void assertRefuses(final String argument, final Executable construction) {
    assertEquals(argument, assertThrows(NullPointerException.class, construction).getMessage());
  }
}
