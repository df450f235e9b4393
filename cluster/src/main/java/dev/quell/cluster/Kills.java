package dev.quell.cluster;

import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.driver.Driver;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Calls kills and changes of roles: first on the own core, then on the others. */
final class Kills {
  private final LocalMember member;
  private final Driver driver;
  private final Pending pending;
  private long furtherParts; // of the thread that drains: parts that are not the first of their kill

  Kills(final LocalMember member) {
    this.member = member;
    driver = member.driver;
    pending = member.pending;
  }

  /** Returns when the own core is done. A request that is too long for a message goes out in parts, all at once. */
  LiveReport call(final KillRequest request, final boolean async) {
    if (Objects.requireNonNull(request, "request").cutOff().isPresent()) {
      throw new IllegalArgumentException("request has a cut-off, which is of one core: expected none");
    }
    final List<KillRequest> parts = Parts.of(request);
    final long called = System.nanoTime();
    final KillReport local = member.core.kill(request);
    final LiveReport report =
        new LiveReport(request, local, parts.size(), member.name, member.hostTasks, called, async, pending::keep);
    driver.submit(
        (protocol, now, out) -> {
          final List<EntryId> entries = new ArrayList<>(parts.size());
          for (final KillRequest part : parts) {
            final Outcome did = entries.isEmpty() ? Outcome.of(local) : Outcome.NOTHING; // the own core did all at once
            entries.add(protocol.kill(part, did, member.timeoutNanos, now, out));
          }
          furtherParts += parts.size() - 1;
          entries.forEach(entry -> pending.add(entry, report));
        },
        report::left);
    return report;
  }

  /**
   * Replaces the roles of an owner, everywhere before any later kill of this member.
   *
   * @return whether it has a session here
   */
  boolean replaceRoles(final Owner owner) {
    if (!ClusterProtocol.fits(Objects.requireNonNull(owner, "owner"))) {
      throw new ClusterException(Reason.TOO_LONG, "the owner has too many roles for one message", null);
    }
    final boolean known = member.core.replaceRoles(owner);
    driver.submit((protocol, now, out) -> protocol.roles(owner, now, out));
    return known;
  }

  /** How many of the kills that the protocol has counted were parts of another. For the thread that drains. */
  long furtherParts() {
    return furtherParts;
  }
}
