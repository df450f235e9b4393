package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that stood still before it put its list in place comes back when the object runs something else. */
class WorkersTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final OperationImpl operation = (OperationImpl) core.operation();
  private final Thread first = new Thread();
  private final Thread second = new Thread();

  private void listOfTheLastRun() {
    operation.beginSessionless(null);
    Workers.add(operation.requirePresent(), first);
    final WorkerList late = operation.workers();
    operation.close();
    operation.beginSessionless(null);
    assertTrue(operation.casWorkers(operation.workers(), late));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldNotShowTheThreadsOfAnotherRun() {
    listOfTheLastRun();
    assertEquals(List.of(), operation.threads());
  }

  @Test
  void shouldNotAddToTheThreadsOfAnotherRun() {
    listOfTheLastRun();
    Workers.add(operation.requirePresent(), second);
    assertEquals(List.of(second), operation.threads());
  }

  @Test
  void shouldNotKeepThreadsAfterTheRun() {
    operation.beginSessionless(null);
    operation.thread(first);
    operation.close();
    assertEquals(null, operation.workers());
  }
}
