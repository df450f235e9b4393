package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.TestCores;
import dev.quell.internal.bag.NoMemoryBag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** There is no memory for the place of an operation without a session. */
class SessionlessBeginFailsTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Operation refused = core.operation();

  @BeforeEach
  void failToBegin() throws ReflectiveOperationException {
    final Runnable mend = NoMemoryBag.inPlaceOf(TestCores.inside(core).operations.sessionless);
    assertThrows(OutOfMemoryError.class, () -> core.begin(refused, "no place"));
    mend.run();
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldLeaveNoRun() {
    assertFalse(refused.isRunning());
    assertEquals(0, core.telemetry().operationsRunning());
  }

  @Test
  void shouldBeginAgain() {
    core.begin(refused, "again");
    assertTrue(refused.kill(50, "", ""));
    assertTrue(refused.isKilled());
    refused.close();
    assertEquals(0, core.telemetry().operationsRunning());
  }
}
