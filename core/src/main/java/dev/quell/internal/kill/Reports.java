package dev.quell.internal.kill;

import dev.quell.KillCause;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.KillTrigger;
import dev.quell.internal.claim.KillOutcome;
import dev.quell.internal.claim.KillReporter;
import dev.quell.internal.services.Services;
import dev.quell.internal.telemetry.FlightRecorder;
import dev.quell.internal.telemetry.Listeners;
import java.util.List;
import java.util.concurrent.Executor;

/** Makes the reports of kills, and tells listeners and Flight Recorder. */
final class Reports implements KillReporter {
  /** For kills without a pattern. */
  private static final KillRequest NOBODY = KillRequest.of(KillPattern.users(List.of()));

  private final Services services;
  private final Listeners listeners;
  private final Stragglers stragglers;
  private final Executor tasks;

  /** @param tasks writes the first events of a process, on a thread of its own */
  Reports(
      final Services services, final Listeners listeners, final Stragglers stragglers, final Executor tasks) {
    this.services = services;
    this.listeners = listeners;
    this.stragglers = stragglers;
    this.tasks = tasks;
  }

  @Override
  public boolean isHeard() {
    return listeners.any() || FlightRecorder.hearsKills();
  }

  @Override
  public KillReport report(
      final KillTrigger trigger, final long target, final KillOutcome kill, final long sessions, final long cursors) {
    final KillCause cause = kill.cause();
    final KillRequest request = NOBODY.code(cause.code()).reason(cause.reason()).by(cause.by());
    return new Report(trigger, target, request, kill, sessions, cursors, nanosOf(kill), stragglers);
  }

  /** The report of a kill by pattern that has taken this long. */
  Report report(final KillRequest request, final Kill kill, final long durationNanos) {
    return new Report(
        KillTrigger.PATTERN, Report.NO_TARGET, request, kill, kill.sessions(), kill.cursors(), durationNanos,
        stragglers);
  }

  long nanosOf(final KillOutcome kill) {
    return services.clock.nanoTime() - kill.calledNanos();
  }

  @Override
  public void tell(final KillReport report) {
    FlightRecorder.record(report, tasks);
    listeners.tell(report, services::report);
  }
}
