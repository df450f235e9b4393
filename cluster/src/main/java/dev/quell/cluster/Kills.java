package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.cluster.driver.Driver;
import dev.quell.cluster.driver.Tasks;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Calls kills: first on the own core, then on the others. */
final class Kills {
  private final String self;
  private final KillCore core;
  private final Driver driver;
  private final Pending pending;
  private final Tasks tasks;
  private final long timeoutNanos;
  private long furtherParts; // of the thread that drains: parts that are not the first of their kill

  Kills(
      final String self, final KillCore core, final Driver driver, final Pending pending, final Tasks tasks,
      final long timeoutNanos) {
    this.self = self;
    this.core = core;
    this.driver = driver;
    this.pending = pending;
    this.tasks = tasks;
    this.timeoutNanos = timeoutNanos;
  }

  /** Returns when the own core is done. A request that is too long for a message goes out in parts, all at once. */
  LiveReport call(final KillRequest request, final boolean async) {
    if (Objects.requireNonNull(request, "request").cutOff().isPresent()) {
      throw new IllegalArgumentException("request has a cut-off, which is of one core: expected none");
    }
    final List<KillRequest> parts = Parts.of(request);
    final long called = System.nanoTime();
    final KillReport local = core.kill(request);
    final LiveReport report =
        new LiveReport(request, local, parts.size(), self, tasks, called, async, pending::keep);
    driver.submit(
        (protocol, now, out) -> {
          final List<EntryId> entries = new ArrayList<>(parts.size());
          for (final KillRequest part : parts) {
            final Outcome did = entries.isEmpty() ? Outcome.of(local) : Outcome.NOTHING; // the own core did all at once
            entries.add(protocol.kill(part, did, timeoutNanos, now, out));
          }
          furtherParts += parts.size() - 1;
          entries.forEach(entry -> pending.add(entry, report));
        },
        report::left);
    return report;
  }

  /** How many of the kills that the protocol has counted were parts of another. For the thread that drains. */
  long furtherParts() {
    return furtherParts;
  }
}
