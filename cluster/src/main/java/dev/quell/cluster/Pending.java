package dev.quell.cluster;

import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.Row;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
  private final Supplier<ClusterException> leaving;
  private volatile boolean left;

  /** @param leaving what those are told who wait when this member leaves */
  Pending(final Supplier<ClusterException> leaving) {
    this.leaving = leaving;
  }

  void add(final EntryId part, final LiveReport report) {
    waiting.put(part, report);
    if (left) {
      report.left();
    }
  }

  void add(final long ask, final Asking asking) {
    asked.put(ask, asking);
    if (left) {
      asking.fail(leaving.get());
    }
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

  /** The report whose last part this is; null if there is none, or others are on their way. */
  @Nullable
  LiveReport returns(final EntryId part, final List<MemberOutcome> members) {
    final LiveReport report = waiting.remove(part);
    if (report == null) {
      return null;
    }
    final boolean isComplete =
        members.stream().noneMatch(member -> member.state() == MemberOutcome.State.UNANSWERED);
    if (!isComplete) {
      going.put(part, new WeakReference<>(report));
    }
    final boolean last = report.returns(part, members, isComplete);
    forgetIfComplete(report);
    return last ? report : null;
  }

  void goesOn(final EntryId part, final MemberOutcome member, final boolean last) {
    final WeakReference<LiveReport> reference = last ? going.remove(part) : going.get(part);
    final LiveReport report = reference == null ? null : reference.get();
    if (report == null) {
      going.remove(part);
    } else {
      report.goesOn(part, member, last);
      forgetIfComplete(report);
    }
  }

  private void forgetIfComplete(final LiveReport report) {
    if (report.isComplete()) {
      wanted.remove(report);
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

  /** This member has left: callers that wait are released, and later ones do not wait. */
  void leave() {
    left = true;
    waiting.values().forEach(LiveReport::left);
    waiting.clear();
    going.clear();
    wanted.clear();
    asked.values().forEach(asking -> asking.fail(leaving.get()));
    asked.clear();
  }
}
