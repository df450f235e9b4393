package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClosedCoreExceptionTest {
  @Test
  void shouldSayThatTheCoreIsClosed() {
    final QuellException e = new ClosedCoreException();
    assertEquals(91, e.code());
    assertEquals("ShutdownInProgress", e.codeName());
    assertEquals("the kill core is closed", e.getMessage());
  }

  @Test
  void shouldSayBeforehandWhetherACoreIsClosed() {
    final KillCore core = KillCore.create();
    assertFalse(core.isClosed());
    core.close();
    assertTrue(core.isClosed());
  }
}
