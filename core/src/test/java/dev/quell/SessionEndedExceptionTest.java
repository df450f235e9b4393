package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SessionEndedExceptionTest {

  @Test
  void shouldCarryTheCodeForNoSuchSession() {
    assertEquals(KillCode.NO_SUCH_SESSION, new SessionEndedException().code());
  }
}
