package dev.quell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class OperationKilledExceptionTest {
  private static final KillCause CAUSE = new KillCause(KillCode.INTERRUPTED, "purge", "ops@admin", 3);

  @Test
  void shouldTellWhyTheOperationWasKilled() {
    final OperationKilledException e = new OperationKilledException(CAUSE);
    assertSame(CAUSE, e.killCause());
    assertEquals(11601, e.code());
    assertEquals("Interrupted", e.codeName());
    assertEquals("operation was interrupted: purge (killed by ops@admin)", e.getMessage());
    assertNull(e.getCause());
  }

  @Test
  void shouldTakeItsCodeFromTheCause() {
    assertEquals(279, new OperationKilledException(new KillCause(279, "", "", 0)).code());
  }

  @Test
  void shouldBuildItsMessageOnlyWhenAsked() {
    final OperationKilledException e = new OperationKilledException(CAUSE);
    assertNotSame(e.getMessage(), e.getMessage());
  }

  @Test
  void shouldHaveNoStackTrace() {
    assertEquals(0, new OperationKilledException(CAUSE).getStackTrace().length);
  }

  @Test
  void shouldKeepSuppressedExceptions() {
    final OperationKilledException e = new OperationKilledException(CAUSE);
    final Exception suppressed = new IllegalStateException();
    e.addSuppressed(suppressed);
    assertArrayEquals(new Throwable[] {suppressed}, e.getSuppressed());
  }

  @Test
  void shouldCarryHowTheWorkFailed() {
    final Exception failure = new IllegalStateException("connection reset");
    final OperationKilledException e = new OperationKilledException(CAUSE, failure);
    assertSame(failure, e.getCause());
    assertSame(CAUSE, e.killCause());
    assertEquals("operation was interrupted: purge (killed by ops@admin)", e.getMessage());
    assertEquals(0, e.getStackTrace().length);
  }

  @Test
  void shouldHaveNoCauseIfNothingFailed() {
    assertNull(new OperationKilledException(CAUSE, null).getCause());
  }

  @Test
  void shouldSurviveSerialization() throws Exception {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new OperationKilledException(CAUSE));
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      final OperationKilledException copy = (OperationKilledException) in.readObject();
      assertEquals(CAUSE, copy.killCause());
      assertEquals(11601, copy.code());
      assertEquals(CAUSE.message(), copy.getMessage());
    }
  }

  @Test
  void shouldRefuseNull() {
    assertEquals(
        "killCause",
        assertThrows(NullPointerException.class, () -> new OperationKilledException(null)).getMessage());
    assertEquals(
        "killCause",
        assertThrows(NullPointerException.class, () -> new OperationKilledException(null, new Error())).getMessage());
  }
}
