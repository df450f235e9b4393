package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.KillListener;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.Telemetry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** How the soak reaches the core where a fault can be planted, to see that the checker finds it. */
interface Access {
  /** Straight through. */
  Access DIRECT = new Access() {};

  /**
   * What a kill reported.
   *
   * @param report the report itself; null if there was no kill
   */
  record Outcome(long sessions, long operations, long cursors, long killId, KillReport report) {
    static Outcome of(final KillReport report) {
      return new Outcome(
          report.sessionsMatched(), report.operationsKilled(), report.cursorsKilled(), report.cause().killId(), report);
    }

    /** The same with so many operations and cursors more. */
    Outcome plus(final int moreOperations, final int moreCursors) {
      return new Outcome(sessions, operations + moreOperations, cursors + moreCursors, killId, report);
    }
  }

  default Outcome kill(final KillCore core, final KillRequest request) {
    return Outcome.of(core.kill(request));
  }

  /** Kills a run by the reference to it. */
  default boolean kill(final RunBook run, final int code, final String reason, final String by) {
    return run.ref.kill(code, reason, by);
  }

  default boolean end(final Session session) {
    return session.end();
  }

  /** What the core is given to close. */
  default AutoCloseable resource(final CursorBook cursor) {
    return cursor;
  }

  /** What the core is given to call. */
  default Consumer<KillCause> callback(final Consumer<KillCause> callback) {
    return callback;
  }

  /** What the core is given to tell. */
  default KillListener listener(final KillListener listener) {
    return listener;
  }

  default CompletionStage<KillReport> whenStopped(final KillReport report) {
    return report.whenStopped();
  }

  default Operation child(final Operation parent) {
    return parent.child("part");
  }

  default void deadline(final Operation operation, final Duration fromNow) {
    operation.deadline(fromNow);
  }

  default void label(final Operation operation, final Labels labels) {
    operation.labels(labels);
  }

  default void relabel(final Session session, final Labels labels) {
    session.relabel(labels);
  }

  default Telemetry telemetry(final KillCore core) {
    return core.telemetry();
  }
}
