package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KillCodeTest {
  /** Numbers and names are those of mongod's error catalogue. */
  @ParameterizedTest
  @CsvSource({
    "11601, Interrupted, operation was interrupted",
    "237, CursorKilled, operation was interrupted",
    "43, CursorNotFound, cursor not found",
    "143, CursorInUse, cursor is already in use",
    "50, MaxTimeMSExpired, operation exceeded time limit",
    "279, ClientDisconnect, operation was interrupted because a client disconnected",
    "11600, InterruptedAtShutdown, interrupted at shutdown",
    "46841, ClientMarkedKilled, client has been killed",
    "261, TooManyLogicalSessions, the number of active sessions is too high",
    "206, NoSuchSession, session has ended",
    "91, ShutdownInProgress, shutting down",
    "365, TemporarilyUnavailable, too much is in use at the moment"})
  void shouldNameAndExplainEachCode(final int code, final String name, final String message) {
    assertEquals(name, KillCode.nameOf(code));
    assertEquals(message, KillCode.messageOf(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, -1, 99_999, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void shouldFallBackForAnUnknownCode(final int code) {
    assertEquals("Location" + code, KillCode.nameOf(code));
    assertEquals("operation was interrupted", KillCode.messageOf(code));
  }

  @Test
  void shouldNameEveryConstantAfterItself() throws Exception {
    final Set<Integer> seen = new HashSet<>();
    for (final Field field : KillCode.class.getFields()) {
      final int code = field.getInt(null);
      assertEquals(field.getName().replace("_", ""), KillCode.nameOf(code).toUpperCase(Locale.ROOT));
      assertTrue(seen.add(code), field.getName());
    }
    assertEquals(12, seen.size());
  }
}
