package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClosedCoreExceptionTest {
  @Test
  void shouldSayThatTheCoreIsClosed() {
    final QuellException e = new ClosedCoreException();
    assertEquals(91, e.code());
    assertEquals("ShutdownInProgress", e.codeName());
    assertEquals("the kill core is closed", e.getMessage());
  }
}
