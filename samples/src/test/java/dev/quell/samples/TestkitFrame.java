package dev.quell.samples;

import dev.quell.KillCore;
import dev.quell.Operation;
import java.util.concurrent.Semaphore;

/** What quell-testkit's part of docs/integrations.md presumes. */
abstract class TestkitFrame extends Frame {

  /** Somebody's service, with a pool of one connection. */
  static final class Orders {
    final Semaphore pool = new Semaphore(1);
    private final KillCore core;

    Orders(final KillCore core) {
      this.core = core;
    }

    void report(final String user) throws InterruptedException {
      try (Operation op = core.begin("report of " + user)) {
        pool.acquire();
        try {
          op.check();
        } finally {
          pool.release();
        }
      }
    }
  }
}
