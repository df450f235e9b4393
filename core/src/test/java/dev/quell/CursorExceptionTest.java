package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorExceptionTest {
  private static final KillCause CAUSE = new KillCause(KillCode.INTERRUPTED, "purge", "ops@admin", 3);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void shouldNotFindAnyCursor(final long id) {
    final CursorException e = CursorException.notFound(id);
    assertEquals(43, e.code());
    assertEquals("CursorNotFound", e.codeName());
    assertEquals("cursor id " + id + " not found", e.getMessage());
    assertEquals(id, e.cursorId());
    assertEquals(Optional.empty(), e.killCause());
  }

  @Test
  void shouldTellThatTheCursorIsInUse() {
    final CursorException e = CursorException.inUse(42);
    assertEquals(143, e.code());
    assertEquals("CursorInUse", e.codeName());
    assertEquals("cursor id 42 is already in use", e.getMessage());
    assertEquals(42, e.cursorId());
    assertEquals(Optional.empty(), e.killCause());
  }

  @Test
  void shouldTellWhyTheCursorWasKilled() {
    final CursorException e = CursorException.killed(42, CAUSE);
    assertEquals(237, e.code());
    assertEquals("CursorKilled", e.codeName());
    assertEquals("operation was interrupted: purge (killed by ops@admin)", e.getMessage());
    assertEquals(42, e.cursorId());
    assertEquals(Optional.of(CAUSE), e.killCause());
  }

  @Test
  void shouldKeepItsOwnTextWhateverTheCodeOfTheKill() {
    final KillCause timeLimit = new KillCause(KillCode.MAX_TIME_MS_EXPIRED, "", "", 0);
    assertEquals("operation was interrupted", CursorException.killed(42, timeLimit).getMessage());
    assertEquals(237, CursorException.killed(42, timeLimit).code());
  }

  @Test
  void shouldCarryNoStackTrace() {
    assertEquals(0, CursorException.notFound(1).getStackTrace().length);
    assertEquals(0, CursorException.inUse(1).getStackTrace().length);
    assertEquals(0, CursorException.killed(1, CAUSE).getStackTrace().length);
  }

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> CursorException.killed(1, null));
  }
}
