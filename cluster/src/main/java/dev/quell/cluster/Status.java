package dev.quell.cluster;

import dev.quell.cluster.telemetry.PeriodicStatus;
import dev.quell.cluster.telemetry.PeriodicStatus.Counted;
import dev.quell.cluster.telemetry.PeriodicStatus.Heard;
import java.util.List;
import java.util.concurrent.Executor;

/** What a member tells Flight Recorder of itself and the others, when it is asked. */
final class Status {
  private Status() {}

  static PeriodicStatus of(final Views views, final Executor executor) {
    return new PeriodicStatus(views.name, () -> counted(views), () -> heard(views), executor);
  }

  private static Counted counted(final Views views) {
    final ClusterTelemetry now = views.telemetry();
    return new Counted(
        now.killsCalled(), now.appliedFresh(), now.appliedLate(), now.gaps(), now.logEntries(), now.logBytes(),
        now.messagesReceived(), now.messagesMalformed(), now.messagesNotSent());
  }

  private static List<Heard> heard(final Views views) {
    return views.members().stream()
        .filter(member -> member.state() != ClusterMember.State.SELF)
        .map(member -> new Heard(
            member.name(), member.state().name(), member.silent().toNanos(), member.behind()))
        .toList();
  }
}
