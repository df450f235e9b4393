package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.LimitExceededException.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitExceededExceptionTest {
  @ParameterizedTest
  @CsvSource({
    "SESSIONS, 261, TooManyLogicalSessions",
    "SESSIONS_PER_OWNER, 261, TooManyLogicalSessions",
    "OPERATIONS_PER_SESSION, 365, TemporarilyUnavailable",
    "CURSORS_PER_SESSION, 365, TemporarilyUnavailable"})
  void shouldTakeItsCodeFromTheLimit(final Limit which, final int code, final String name) {
    final LimitExceededException e = new LimitExceededException(which, 1_000_000);
    assertEquals(code, e.code());
    assertEquals(name, e.codeName());
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellWhichLimitAndHowMuch(final Limit which) {
    final LimitExceededException e = new LimitExceededException(which, 7);
    assertSame(which, e.which());
    assertEquals(7, e.limit());
    assertTrue(e.getMessage().startsWith("the number of "), e.getMessage());
    assertTrue(e.getMessage().endsWith(" is too high: the limit is 7"), e.getMessage());
  }

  @Test
  void shouldBeCheapUnderOverload() {
    assertEquals(0, new LimitExceededException(Limit.SESSIONS, 0).getStackTrace().length);
  }

  @Test
  void shouldRefuseBadArguments() {
    assertEquals(
        "which", assertThrows(NullPointerException.class, () -> new LimitExceededException(null, 1)).getMessage());
    assertEquals(
        "limit is -1: expected zero or more",
        assertThrows(IllegalArgumentException.class, () -> new LimitExceededException(Limit.SESSIONS, -1))
            .getMessage());
  }
}
