package dev.quell.internal.telemetry;

import dev.quell.KillReport;
import java.util.concurrent.Executor;

/**
 * Writes kills to Java Flight Recorder, if the run-time image has it and it is recording.
 *
 * <p>The first event of a class costs 150 ms and more: Flight Recorder loads and rewrites the class. No kill waits for
 * that. While it lasts, a thread of the core's own writes the events, and in a process that has never recorded nothing
 * is loaded at all.
 */
public final class FlightRecorder {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
  private static volatile boolean loaded; // volatile: to be seen soon

  private FlightRecorder() {}

  /** Loads what an event needs, if the process has recorded already. */
  public static void prepare(final Executor tasks) {
    if (PRESENT && !loaded && Recorder.isInUse()) {
      tasks.execute(Events::load);
    }
  }

  /** Writes the event of one kill. Costs next to nothing when no recording runs. */
  public static void record(final KillReport report, final Executor tasks) {
    if (loaded) {
      Events.record(report);
    } else if (PRESENT && Recorder.isInUse()) {
      tasks.execute(() -> Events.record(report));
    }
  }

  /** A separate class, so that a run-time image without jdk.jfr links none of it. */
  private static final class Recorder {
    /** Whether there has been a recording; if not, none runs. */
    static boolean isInUse() {
      return jdk.jfr.FlightRecorder.isInitialized();
    }
  }

  /** A separate class, so that it is linked only when there is a recording. */
  private static final class Events {
    static void load() {
      new KillEvent().isEnabled(); // initializes the class
      loaded = true;
    }

    static void record(final KillReport report) {
      final KillEvent event = new KillEvent();
      loaded = true;
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
