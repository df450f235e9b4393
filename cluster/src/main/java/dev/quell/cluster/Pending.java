package dev.quell.cluster;

import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.Row;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this member that wait for others. A report that has been returned, and that nobody holds any more, is
 * not kept: a member that is missing for a day must not keep the reports of a day.
 */
final class Pending {
  private final Map<EntryId, LiveReport> waiting = new ConcurrentHashMap<>();
  private final Map<EntryId, WeakReference<LiveReport>> going = new ConcurrentHashMap<>();
  private final Set<LiveReport> wanted = ConcurrentHashMap.newKeySet();
  private final Map<Long, Asking> asked = new ConcurrentHashMap<>();

  void add(final EntryId kill, final LiveReport report) {
    waiting.put(kill, report);
  }

  void add(final long ask, final Asking asking) {
    asked.put(ask, asking);
  }

  /** Somebody wants to hear of the last answer. */
  void keep(final LiveReport report) {
    if (!report.isComplete()) {
      wanted.add(report);
      if (report.isComplete()) { // meanwhile
        wanted.remove(report);
      }
    }
  }

  @Nullable
  LiveReport returns(final EntryId kill, final List<MemberOutcome> members) {
    final LiveReport report = waiting.remove(kill);
    if (report != null) {
      if (members.stream().anyMatch(member -> member.state() == MemberOutcome.State.UNANSWERED)) {
        going.put(kill, new WeakReference<>(report));
      }
      report.returns(members);
      if (report.isComplete()) {
        wanted.remove(report);
      }
    }
    return report;
  }

  void goesOn(final EntryId kill, final MemberOutcome member, final boolean last) {
    final WeakReference<LiveReport> reference = last ? going.remove(kill) : going.get(kill);
    final LiveReport report = reference == null ? null : reference.get();
    if (report == null) {
      going.remove(kill);
    } else {
      report.goesOn(member, last);
      if (last) {
        wanted.remove(report);
      }
    }
  }

  void page(final long ask, final String member, final List<Row> rows) {
    final Asking asking = asked.get(ask);
    if (asking != null) {
      asking.page(member, rows);
    }
  }

  void answered(final long ask, final List<String> silent) {
    final Asking asking = asked.remove(ask);
    if (asking != null) {
      asking.returns(silent);
    }
  }

  /** This member has left: whoever waits is let go. */
  void leave(final ClusterException left) {
    waiting.values().forEach(LiveReport::left);
    waiting.clear();
    going.clear();
    wanted.clear();
    asked.values().forEach(asking -> asking.fail(left));
    asked.clear();
  }
}
