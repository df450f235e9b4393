package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.MemberOutcome.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kill that was called here, until all have answered or are gone.
 *
 * <p><b>Invariant.</b> It does not return before the lease of any member that has not answered is over: such a member
 * may cut at what is running when it hears of the kill, as long as its lease runs.
 */
final class Call {
  final LogEntry entry;
  final long calledAt; // on the steady clock
  final long deadline;
  private final Map<String, Asked> asked = new LinkedHashMap<>();
  private final MemberOutcome own;
  boolean returned;
  boolean forgotten; // its entry has left the log: nobody can ask for it any more

  /** What is known of one member's answer. */
  static final class Asked {
    final MemberId member;
    State state = State.UNANSWERED;
    @Nullable
    Outcome outcome;
    long answeredAfter;
    long leaseUntil; // the call returns later, unless the member has answered
    long sentAt = Peer.NEVER;

    Asked(final MemberId member, final long calledAt) {
      this.member = member;
      this.leaseUntil = calledAt;
    }

    boolean hasAnswered() {
      return state == State.ANSWERED || state == State.LATE;
    }

    boolean isOpen() {
      return state == State.UNANSWERED;
    }

    MemberOutcome view() {
      return new MemberOutcome(member.name(), state, outcome, answeredAfter);
    }
  }

  Call(final LogEntry entry, final String self, final Outcome local, final long calledAt, final long timeout) {
    this.entry = entry;
    this.calledAt = calledAt;
    this.deadline = calledAt + timeout;
    this.own = new MemberOutcome(self, State.ANSWERED, local, 0);
  }

  EntryId id() {
    return entry.entry.id();
  }

  void ask(final MemberId member) {
    asked.put(member.name(), new Asked(member, calledAt));
  }

  Collection<Asked> asked() {
    return asked.values();
  }

  /** The member in this life, if it was asked; else null. */
  @Nullable
  Asked of(final MemberId member) {
    final Asked found = asked.get(member.name());
    return found != null && found.member.equals(member) ? found : null;
  }

  /** How long the call can promise this member, from now on, not to return without its answer: a lease. */
  long lease(final MemberId member, final long now, final long most) {
    final Asked found = of(member);
    if (returned || found == null || !found.isOpen()) {
      return 0;
    }
    final long lease = Math.max(0, Math.min(most, deadline - now));
    found.leaseUntil = Math.max(found.leaseUntil, now + lease);
    return lease;
  }

  boolean isComplete() {
    return asked.values().stream().noneMatch(Asked::isOpen);
  }

  List<MemberOutcome> outcomes() {
    final List<MemberOutcome> all = new ArrayList<>();
    all.add(own);
    asked.values().forEach(each -> all.add(each.view()));
    return all;
  }
}
