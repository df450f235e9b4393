package dev.quell.internal.telemetry;

import dev.quell.KillReport;
import dev.quell.KillReport.Straggler;
import dev.quell.KillTrigger;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Writes kills to Java Flight Recorder, if the run-time image has it and it is recording.
 *
 * <p>The first event of a class costs 150 ms and more: Flight Recorder loads and rewrites the class. No kill waits for
 * that. While it lasts, a thread of the core's own writes the events, and in a process that has never recorded nothing
 * is loaded at all.
 */
public final class FlightRecorder {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
  /** The most stragglers that an event describes. */
  private static final int MOST_DESCRIBED = 10;
  private static volatile boolean loaded; // volatile: to be seen soon

  private FlightRecorder() {}

  /** Loads what an event needs, if the process has recorded already. */
  public static void prepare(final Executor tasks) {
    if (PRESENT && !loaded && Recorder.isInUse()) {
      tasks.execute(Events::load);
    }
  }

  /** Whether a recording wants kills. True in doubt, while the events are not loaded. */
  public static boolean hearsKills() {
    return loaded ? Events.hearsKills() : PRESENT && Recorder.isInUse();
  }

  /** Writes the event of one kill. Costs next to nothing when no recording runs. */
  public static void record(final KillReport report, final Executor tasks) {
    if (loaded) {
      Events.record(report);
    } else if (PRESENT && Recorder.isInUse()) {
      tasks.execute(() -> Events.record(report));
    }
  }

  /**
   * Writes the event of a wait that gave up. If a recording wants it, this thread looks for the stragglers; else it
   * costs next to nothing.
   */
  public static void recordStragglers(final KillReport report, final long waitedNanos, final Executor tasks) {
    if (loaded ? !Events.hearsStragglers() : !PRESENT || !Recorder.isInUse()) {
      return;
    }
    final List<Straggler> late = report.stragglers(); // now: some may stop while the events are loaded
    if (loaded) {
      Events.record(report, late, waitedNanos);
    } else {
      tasks.execute(() -> Events.record(report, late, waitedNanos));
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
      new StragglersEvent().isEnabled();
      loaded = true;
    }

    static boolean hearsKills() {
      return new KillEvent().isEnabled();
    }

    static boolean hearsStragglers() {
      return new StragglersEvent().isEnabled();
    }

    static void record(final KillReport report) {
      if (!loaded) {
        load();
      }
      final KillEvent event = new KillEvent();
      if (event.isEnabled()) {
        event.killId = report.cause().killId();
        event.trigger = report.trigger().name();
        event.target = report.target().orElse(0);
        event.code = report.cause().code();
        event.by = report.cause().by();
        event.reason = report.cause().reason();
        event.patterns = report.trigger() == KillTrigger.PATTERN ? report.request().patterns().toString() : "";
        event.sessionsMatched = report.sessionsMatched();
        event.operationsKilled = report.operationsKilled();
        event.cursorsKilled = report.cursorsKilled();
        event.took = report.duration().toNanos();
        event.commit();
      }
    }

    static void record(final KillReport report, final List<Straggler> late, final long waitedNanos) {
      if (!loaded) {
        load();
      }
      final StragglersEvent event = new StragglersEvent();
      if (event.isEnabled() && !late.isEmpty()) { // else they have stopped just now
        event.killId = report.cause().killId();
        event.trigger = report.trigger().name();
        event.code = report.cause().code();
        event.by = report.cause().by();
        event.reason = report.cause().reason();
        event.waited = waitedNanos;
        event.count = late.size();
        event.operations = late.stream()
            .limit(MOST_DESCRIBED)
            .map(one -> one.operation().id() + " " + one.operation().description())
            .collect(Collectors.joining("\n"));
        event.commit();
      }
    }
  }
}
