package dev.quell.cluster;

import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.ClusterProtocol.MemberView;
import java.time.Duration;
import java.util.List;

/** What a member knows of the others, and what it has counted. */
final class Views {
  final String name;
  private final LocalMember member;
  private final Kills kills;

  Views(final LocalMember member, final Kills kills) {
    this.name = member.name;
    this.member = member;
    this.kills = kills;
  }

  List<ClusterMember> members() {
    member.requireOpen();
    return member.<List<MemberView>>query((protocol, now) -> protocol.members(now)).stream()
        .map(
            view -> new ClusterMember(
                view.member().name(), stateOf(view), Duration.ofNanos(view.silentNanos()), view.behind()))
        .toList();
  }

  private ClusterMember.State stateOf(final MemberView view) {
    if (view.member().name().equals(name)) {
      return ClusterMember.State.SELF;
    }
    return view.inTouch() ? ClusterMember.State.IN_TOUCH : ClusterMember.State.MISSING;
  }

  ClusterTelemetry telemetry() {
    member.requireOpen();
    final long[] furtherParts = {0};
    final ClusterProtocol.Counts counts = member.query((protocol, now) -> {
      furtherParts[0] = kills.furtherParts();
      return protocol.counts();
    });
    return new ClusterTelemetry(
        counts.kills() - furtherParts[0], counts.appliedFresh(), counts.appliedLate(), counts.gaps(),
        counts.logEntries(), counts.logBytes(), member.driver.received.sum(), member.driver.malformed.sum(),
        member.driver.notSent.sum());
  }
}
