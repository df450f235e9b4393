package dev.quell.internal.telemetry;

import dev.quell.KillReport;

/** Writes kills to Java Flight Recorder, where it is in the run-time image and recording. */
public final class FlightRecorder {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  /** The event of one kill; next to nothing when nobody records. */
  public static void record(final KillReport report) {
    if (PRESENT) {
      Events.record(report);
    }
  }

  /** Apart, so that nothing of jdk.jfr is linked where it is absent. */
  private static final class Events {
    static void record(final KillReport report) {
      final KillEvent event = new KillEvent();
      if (event.isEnabled()) {
        event.killId = report.cause().killId();
        event.code = report.cause().code();
        event.by = report.cause().by();
        event.reason = report.cause().reason();
        event.patterns = report.request().patterns().toString();
        event.sessionsMatched = report.sessionsMatched();
        event.operationsKilled = report.operationsKilled();
        event.cursorsKilled = report.cursorsKilled();
        event.commit();
      }
    }
  }
}
