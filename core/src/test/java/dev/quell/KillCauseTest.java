package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KillCauseTest {
  @ParameterizedTest
  @CsvSource({
    "11601, '', '', operation was interrupted",
    "11601, purge, '', operation was interrupted: purge",
    "11601, '', ops@admin, operation was interrupted (killed by ops@admin)",
    "11601, purge, ops@admin, operation was interrupted: purge (killed by ops@admin)",
    "50, slow, ops@admin, operation exceeded time limit: slow (killed by ops@admin)",
    "77777, '', '', operation was interrupted"})
  void shouldTellWhatIsKnown(final int code, final String reason, final String by, final String message) {
    assertEquals(message, new KillCause(code, reason, by, 0).message());
  }

  @Test
  void shouldTakeTheEndsOfEachRange() {
    assertEquals(1, new KillCause(1, "", "", 0).code());
    assertEquals(Integer.MAX_VALUE, new KillCause(Integer.MAX_VALUE, "", "", 0).code());
    assertEquals(Long.MAX_VALUE, new KillCause(1, "", "", Long.MAX_VALUE).killId());
  }

  @Test
  void shouldRefuseWhatIsOutOfRange() {
    assertEquals(
        "code is 0: expected 1 to 2147483647",
        assertThrows(IllegalArgumentException.class, () -> new KillCause(0, "", "", 0)).getMessage());
    assertEquals(
        "killId is -1: expected zero or more",
        assertThrows(IllegalArgumentException.class, () -> new KillCause(1, "", "", -1)).getMessage());
  }

  @Test
  void shouldRefuseNull() {
    assertEquals(
        "reason", assertThrows(NullPointerException.class, () -> new KillCause(1, null, "", 0)).getMessage());
    assertEquals("by", assertThrows(NullPointerException.class, () -> new KillCause(1, "", null, 0)).getMessage());
  }
}
