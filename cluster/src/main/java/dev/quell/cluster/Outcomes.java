package dev.quell.cluster;

import dev.quell.cluster.ClusterReport.Member;
import dev.quell.cluster.ClusterReport.State;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What members made of a kill, in all its parts. For the thread that drains the driver. */
final class Outcomes {
  private final int parts;
  private final Map<EntryId, List<MemberOutcome>> told = new LinkedHashMap<>();

  Outcomes(final int parts) {
    this.parts = parts;
  }

  /** A part has returned. */
  void returned(final EntryId part, final List<MemberOutcome> outcomes) {
    told.put(part, outcomes);
  }

  /** A member that had not answered a part has, or is gone. */
  void goesOn(final EntryId part, final MemberOutcome outcome) {
    told.computeIfPresent(
        part, (same, before) -> {
          final List<MemberOutcome> changed = new ArrayList<>(before);
          changed.replaceAll(each -> each.member().equals(outcome.member()) ? outcome : each);
          return changed;
        });
  }

  boolean haveAllReturned() {
    return told.size() == parts;
  }

  /** Each member once, the own one first. */
  List<Member> members() {
    if (parts == 1) {
      return told.values().iterator().next().stream().map(Outcomes::memberOf).toList();
    }
    final Map<String, List<MemberOutcome>> each = new LinkedHashMap<>();
    told.values().forEach(
        outcomes -> outcomes.forEach(
            outcome -> each.computeIfAbsent(outcome.member(), any -> new ArrayList<>()).add(outcome)));
    return each.values().stream().map(Outcomes::memberOf).toList();
  }

  static Member memberOf(final MemberOutcome outcome) {
    final @Nullable Outcome known = outcome.outcome();
    final Outcome did = known == null ? Outcome.NOTHING : known;
    return new Member(
        outcome.member(), stateOf(outcome), did.sessionsMatched(), did.operationsKilled(), did.cursorsKilled(),
        Duration.ofNanos(did.nanos()), Duration.ofNanos(outcome.roundTripNanos()));
  }

  /** It has answered when it has answered all parts. */
  private static Member memberOf(final Collection<MemberOutcome> outcomes) {
    Member sum = null;
    for (final MemberOutcome outcome : outcomes) {
      final Member part = memberOf(outcome);
      sum = sum == null ? part : plus(sum, part);
    }
    if (sum == null) {
      throw new IllegalArgumentException("expected at least one outcome");
    }
    final boolean answered = sum.state() == State.ANSWERED || sum.state() == State.LATE;
    return answered
        ? sum : new Member(sum.name(), sum.state(), 0, 0, 0, Duration.ZERO, Duration.ZERO);
  }

  private static Member plus(final Member a, final Member b) {
    return new Member(
        a.name(), a.state().compareTo(b.state()) > 0 ? a.state() : b.state(),
        a.sessionsMatched() + b.sessionsMatched(), a.operationsKilled() + b.operationsKilled(),
        a.cursorsKilled() + b.cursorsKilled(), a.took().plus(b.took()),
        a.roundTrip().compareTo(b.roundTrip()) > 0 ? a.roundTrip() : b.roundTrip());
  }

  private static State stateOf(final MemberOutcome outcome) {
    return switch (outcome.state()) {
      case ANSWERED -> State.ANSWERED;
      case LATE -> State.LATE;
      case UNANSWERED -> State.UNANSWERED;
      case GONE -> State.GONE;
    };
  }
}
