package dev.quell.cluster.telemetry;

import java.util.List;

/**
 * Writes to Java Flight Recorder, if the run-time image has it and it has ever recorded. To be called where it may take
 * a while: the first event of a class loads and rewrites it.
 */
public final class ClusterFlightRecorder {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private final String member;

  /**
   * Writes for one member.
   *
   * @param member its name
   */
  public ClusterFlightRecorder(final String member) {
    this.member = member;
  }

  /** A separate class, so that a run-time image without jdk.jfr links none of it. */
  private static final class Recorder {
    static boolean isInUse() {
      return jdk.jfr.FlightRecorder.isInitialized();
    }
  }

  /** Whether there has ever been a recording; if not, none runs. */
  public static boolean isInUse() {
    return PRESENT && Recorder.isInUse();
  }

  /** A kill that was called here has returned. */
  public void kill(
      final String by,
      final String reason,
      final int answered,
      final List<String> unanswered,
      final long operations,
      final long cursors,
      final long tookNanos) {
    if (isInUse()) {
      final ClusterKillEvent event = new ClusterKillEvent();
      event.member = member;
      event.by = by;
      event.reason = reason;
      event.answered = answered;
      event.unanswered = String.join(", ", unanswered);
      event.operationsKilled = operations;
      event.cursorsKilled = cursors;
      event.took = tookNanos;
      event.commit();
    }
  }

  /** A kill came late, or kills were missed for good. */
  public void late(
      final String origin, final long missed, final long ageNanos, final long operations, final long cursors) {
    if (isInUse()) {
      final ClusterLateKillEvent event = new ClusterLateKillEvent();
      event.member = member;
      event.origin = origin;
      event.missed = missed;
      event.age = ageNanos;
      event.operationsKilled = operations;
      event.cursorsKilled = cursors;
      event.commit();
    }
  }

  /** A member came, is missing, is back or is gone. */
  public void member(final String other, final String change, final long silentNanos) {
    if (isInUse()) {
      final ClusterMemberEvent event = new ClusterMemberEvent();
      event.member = member;
      event.other = other;
      event.change = change;
      event.silent = silentNanos;
      event.commit();
    }
  }
}
