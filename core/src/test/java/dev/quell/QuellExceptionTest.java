package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QuellExceptionTest {
  private static final class Stackless extends QuellException {
    private static final long serialVersionUID = 1L;

    Stackless() {
      super(50, "no trace", false);
    }
  }

  @Test
  void shouldCarryCodeNameAndMessage() {
    final QuellException e = new QuellException(KillCode.MAX_TIME_MS_EXPIRED, "too slow");
    assertEquals(50, e.code());
    assertEquals("MaxTimeMSExpired", e.codeName());
    assertEquals("too slow", e.getMessage());
    assertTrue(e.getStackTrace().length > 0);
  }

  @Test
  void shouldNameAnUnknownCodeByItsNumber() {
    assertEquals("Location12345", new QuellException(12345, "mine").codeName());
  }

  @Test
  void shouldDoWithoutAStackTraceIfToldTo() {
    final QuellException e = new Stackless();
    e.addSuppressed(new IllegalStateException());
    assertEquals("no trace", e.getMessage());
    assertEquals(0, e.getStackTrace().length);
    assertEquals(1, e.getSuppressed().length);
    assertNull(e.getCause());
  }

  @Test
  void shouldRefuseACodeThatIsNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new QuellException(0, "zero"));
    assertThrows(IllegalArgumentException.class, () -> new QuellException(-1, "negative"));
  }
}
