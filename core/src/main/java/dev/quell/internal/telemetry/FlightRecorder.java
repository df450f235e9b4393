package dev.quell.internal.telemetry;

import dev.quell.KillReport;

/** Writes kills to Java Flight Recorder, if the run-time image has it and it is recording. */
public final class FlightRecorder {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  /** Writes the event of one kill. Costs next to nothing when no recording runs. */
  public static void record(final KillReport report) {
    if (PRESENT) {
      Events.record(report);
    }
  }

  /** A separate class, so that a run-time image without jdk.jfr links none of it. */
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
