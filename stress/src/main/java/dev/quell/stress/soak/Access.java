package dev.quell.stress.soak;

import dev.quell.KillCore;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Session;

/** How the soak reaches the core where a fault can be planted, to see that the checker finds it. */
interface Access {
  /** Straight through. */
  Access DIRECT = new Access() {};

  /** What a kill reported. */
  record Outcome(long sessions, long operations, long cursors, long killId) {
    static Outcome of(final KillReport report) {
      return new Outcome(
          report.sessionsMatched(), report.operationsKilled(), report.cursorsKilled(), report.cause().killId());
    }
  }

  default Outcome kill(final KillCore core, final KillRequest request) {
    return Outcome.of(core.kill(request));
  }

  default boolean end(final Session session) {
    return session.end();
  }

  /** What the core is given to close. */
  default AutoCloseable resource(final CursorBook cursor) {
    return cursor;
  }
}
