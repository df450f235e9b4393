package dev.quell.testkit;

import dev.quell.KillCore;
import dev.quell.Operation;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** The example of the page on integrations. */
@LeavesNothing // operations, cursors and sessions in the cores that are fields of this class
class ExampleTest {
  private final KillCore core = KillCore.create();
  private final Orders orders = new Orders(core);

  @Test
  void shouldStopWhereverItIsKilled() throws Exception {
    KillPoints.in(core)
        .holds("the connection is back in the pool", () -> orders.pool.availablePermits() == 1)
        .run(() -> orders.report("alice"));
  }

  private record Orders(KillCore core, Semaphore pool) {
    Orders(final KillCore core) {
      this(core, new Semaphore(1));
    }

    int report(final String customer) throws InterruptedException {
      try (Operation operation = core.begin("report of " + customer)) {
        pool.acquire();
        try {
          int rows = 0;
          for (int i = 0; i < 10; i++) {
            operation.check();
            rows += i;
          }
          return rows;
        } finally {
          pool.release();
        }
      }
    }
  }
}
