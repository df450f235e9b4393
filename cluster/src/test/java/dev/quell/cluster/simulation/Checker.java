package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.MemberOutcome.State;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must hold, by books that know nothing of the protocol: who began what when, who called and returned when, who
 * carried out what. Time here is true time, and the order of events is total.
 */
final class Checker {
  final Plan plan;
  private final Map<EntryId, Called> calls = new LinkedHashMap<>();
  private final Map<String, Called> byReason = new HashMap<>();
  private final Map<Life, Map<EntryId, Outcome>> done = new HashMap<>();
  private final Map<Life, Set<EntryId>> dispatched = new HashMap<>();
  private final Map<Life, Map<EntryId, Boolean>> leased = new HashMap<>();
  private final Map<Life, Set<EntryId>> filled = new HashMap<>();
  private final Map<Life, List<Event.Gap>> gaps = new HashMap<>();
  private final Map<MemberId, Life> lives = new HashMap<>();
  final List<String> violations = new ArrayList<>();
  long kills;
  long answered;
  long late;
  long gapsTold;
  long hit;

  Checker(final Plan plan) {
    this.plan = plan;
  }

  private void violated(final String guarantee, final Object... what) {
    final StringBuilder text = new StringBuilder(guarantee).append(": ");
    for (final Object part : what) {
      text.append(part);
    }
    violations.add(text.toString());
  }

  void hears(final Life by, final Message message) {
    final Life from = lives.get(message.from());
    if (from != null) {
      by.heard.add(from);
      if (message.body() instanceof Body.Goodbye) {
        by.saidGoodbye.add(from);
      }
    }
  }

  void lives(final Life life) {
    lives.put(life.protocol.self(), life);
  }

  void called(final Called called, final EntryId entry) {
    called.entry = entry;
    calls.put(entry, called);
    done.computeIfAbsent(called.caller, any -> new HashMap<>()).put(entry, Outcome.NOTHING);
    if (called.request != null) {
      kills++;
      byReason.put(called.request.reason(), called);
    }
  }

  void dispatches(final Life life, final EntryId entry) {
    if (!dispatched.computeIfAbsent(life, any -> new HashSet<>()).add(entry)) {
      violated("C4 once", life, " is to apply ", entry, " again");
    }
  }

  /** A life kills for what it has missed for good, up to this entry. */
  void fillsGap(final Life life, final EntryId last) {
    filled.computeIfAbsent(life, any -> new HashSet<>()).add(last);
    lookAtKilled(life);
  }

  /** A life carries out a kill of another. */
  void kills(final Life life, final EntryId entry, final Outcome outcome, final boolean isLeased) {
    inOrder(life, entry);
    leased.computeIfAbsent(life, any -> new HashMap<>()).put(entry, isLeased);
    done.computeIfAbsent(life, any -> new HashMap<>()).put(entry, outcome);
    final Called called = calls.get(entry);
    if (called == null) {
      violated("C3 never younger", life, " applies ", entry, ", which nobody called");
      return;
    }
    late += isLeased ? 0 : 1;
    lookAtKilled(life);
    if (!isLeased && isPrecise(life, called)) {
      for (final Op op : life.ops) {
        if (called.pattern != null && called.pattern.matches(op) && !called.pattern.byRole() && !op.isKilled()
            && op.beganAt < called.calledAt - slack()) {
          violated("C2 caught up", called, " spares ", op, " on ", life);
        }
      }
    }
  }

  private boolean isPrecise(final Life life, final Called called) {
    return plan.stops() == Plan.Stops.NONE && !plan.wallSteps() && called.known.contains(life);
  }

  /** How far the bound of a late kill may be from its call where nothing stands still. */
  private long slack() {
    return 4 * plan.longestNanos() + 60 * World.MILLI;
  }

  void changesRoles(final Life life, final EntryId entry) {
    inOrder(life, entry);
    if (done.computeIfAbsent(life, any -> new HashMap<>()).put(entry, Outcome.NOTHING) != null) {
      violated("C4 once", life, " changes roles ", entry, " again");
    }
  }

  /** A change of roles has all calls before it behind it, and a kill all changes of roles before it. */
  private void inOrder(final Life life, final EntryId entry) {
    final Called own = calls.get(entry);
    for (final Called other : calls.values()) {
      if (own != null && other.entry != null && other.entry.origin().equals(entry.origin())
          && other.entry.sequence() < entry.sequence() && (!own.isKill() || !other.isKill())
          && !isCovered(life, other)) {
        violated("C8 in order", life, " does ", own, " before ", other);
      }
    }
  }

  /** Whether a life has carried out an entry, was told that it has missed it, or is younger. */
  private boolean isCovered(final Life life, final Called called) {
    if (called.entry == null || done.getOrDefault(life, Map.of()).containsKey(called.entry)) {
      return true;
    }
    for (final Event.Gap gap : gaps.getOrDefault(life, List.of())) {
      if (gap.origin().equals(called.entry.origin()) && gap.from() <= called.entry.sequence()
          && called.entry.sequence() <= gap.to()) {
        return true;
      }
    }
    if (called.calledAt <= life.bornAt + slack() || plan.stops() != Plan.Stops.NONE || plan.wallSteps()) {
      return life.protocol.applied(called.entry.origin()) >= called.entry.sequence()
          && (called.calledAt <= life.bornAt + slack() || !called.known.contains(life)
              || plan.stops() != Plan.Stops.NONE && wasNearStart(life, called));
    }
    return false;
  }

  /** What stands still makes the bound earlier, perhaps earlier than the life of the member. */
  private static boolean wasNearStart(final Life life, final Called called) {
    return called.calledAt - life.bornAt < Simulation.LONGEST_STOP + Simulation.LONGEST_CUT;
  }

  void sawKilled(final Op op) {
    hit++;
    final String reason = op.killedFor();
    final Called called = byReason.get(reason);
    if (called == null && !reason.startsWith(Simulation.KILL)) {
      lookAtGap(op, reason);
    } else if (called != null && called.returned < op.began && !isExcused(op.life, called)) {
      violated("C3 never younger", called, " has returned (", called.returned, ") and hits ", op, " leased ",
          leased.getOrDefault(op.life, Map.of()).get(called.entry), " timeout ", called.timeout / 1_000, " known ",
          called.known.contains(op.life), " caller ", called.caller);
    }
  }

  /** A kill for what was missed hits nothing that began after the last call that was missed had returned. */
  private void lookAtGap(final Op op, final String reason) {
    boolean allowed = false;
    for (final EntryId entry : filled.getOrDefault(op.life, Set.of())) {
      final Called called = calls.get(entry);
      allowed |= called != null && (called.returned >= op.began || isExcused(op.life, called));
    }
    if (!allowed) {
      violated("C3 never younger", reason, " hits ", op);
    }
  }

  /**
   * What no rule can know: where a machine stood still and no clock shows it, the lease is over without its seeing
   * that; and of a member that the caller had never heard of, there is nothing but the age of the kill.
   */
  private boolean isExcused(final Life life, final Called called) {
    if (plan.stops() != Plan.Stops.ONE_MACHINE_UNSEEN) {
      return false;
    }
    final boolean byLease = life.machine.wasUnseen
        && leased.getOrDefault(life, Map.of()).getOrDefault(called.entry, false);
    return byLease || !called.known.contains(life);
  }

  private void lookAtKilled(final Life life) {
    for (final Op op : life.ops) {
      if (op.isKilled()) {
        sawKilled(op);
      }
    }
  }

  void told(final Life life, final Event event) {
    if (event instanceof Event.KillReturns returns) {
      returns(life, returns);
    } else if (event instanceof Event.KillGoesOn goesOn) {
      answers(calls.get(goesOn.kill()), goesOn.member());
    } else if (event instanceof Event.Gap gap) {
      gapsTold++;
      gaps.computeIfAbsent(life, any -> new ArrayList<>()).add(gap);
    }
  }

  private void returns(final Life life, final Event.KillReturns returns) {
    final Called called = calls.get(returns.kill());
    if (called == null || called.returned != Long.MAX_VALUE) {
      violated("C1 complete", returns, " returns, and is not called or has returned before");
      return;
    }
    called.returned = life.world().order();
    inTime(life, called);
    final Map<String, MemberOutcome> named = new TreeMap<>();
    for (final MemberOutcome member : returns.members()) {
      if (named.put(member.member(), member) != null) {
        violated("C1 complete", called, " names ", member.member(), " twice");
      }
      if (!member.member().equals(life.machine.name)) {
        answers(called, member);
      }
    }
    for (final Life left : called.left) {
      if (named.containsKey(left.machine.name) && left.machine.lives == left.number) {
        violated("C1 complete", called, " asks ", left, ", which has said goodbye");
      }
    }
    for (final Life known : called.known) {
      if (!named.containsKey(known.machine.name) && !known.hasLeft && known.machine.lives == known.number) {
        violated("C1 complete", called, " does not name ", known);
      }
    }
  }

  private void inTime(final Life life, final Called called) {
    final long late = life.world().now() - called.calledAt - called.timeout;
    if (!life.wasStill && late > 30 * World.MILLI) {
      violated("C1 complete", called, " returns ", late / 1_000, " us after its deadline");
    }
  }

  private void answers(final Called called, final MemberOutcome member) {
    if (called == null || member.outcome() == null || called.entry == null) {
      return;
    }
    boolean found = false;
    for (final Map.Entry<Life, Map<EntryId, Outcome>> each : done.entrySet()) {
      final Life life = each.getKey();
      final Outcome outcome = each.getValue().get(called.entry);
      if (life.machine.name.equals(member.member()) && outcome != null) {
        found = true;
        if (!sameCounts(outcome, member.outcome())) {
          violated("C4 once", life, " answers ", member.outcome(), " to ", called, ", and did ", outcome);
        }
        if (member.state() == State.ANSWERED) {
          answered++;
          isComplete(life, called);
        }
      }
    }
    if (!found && member.state() == State.ANSWERED) {
      violated("C1 complete", member, " of ", called, " has done nothing");
    }
  }

  private static boolean sameCounts(final Outcome one, final Outcome other) {
    return one.operationsKilled() == other.operationsKilled() && one.sessionsMatched() == other.sessionsMatched();
  }

  private void isComplete(final Life life, final Called called) {
    for (final Op op : life.ops) {
      if (called.pattern != null && !called.pattern.byRole() && called.pattern.matches(op) && op.began < called.called
          && !op.isKilled()) {
        violated("C1 complete", called, " is answered by ", life, " and has not hit ", op);
      }
    }
  }

  void logIsBounded(final Life life) {
    final int entries = life.protocol.counts().logEntries();
    if (entries > plan.logEntries() + 10) {
      violated("C5 bounded", life, " keeps ", entries, " entries");
    }
  }

  /** Looks at a life for the last time. */
  void dies(final Life life) {
    lookAtKilled(life);
  }

  /** All is mended and some time has passed: everybody has what anybody has. */
  void end(final List<Life> living) {
    for (final Life life : living) {
      lookAtKilled(life);
      for (final Called called : calls.values()) {
        final boolean somebodyHas = living.stream().anyMatch(
            other -> called.caller == other || done.getOrDefault(other, Map.of()).containsKey(called.entry));
        if (somebodyHas && !isCovered(life, called)) {
          violated("C2 caught up", life, " born at ", life.bornAt / 1_000, " us has neither applied ", called,
              " nor been told; it is at ", life.protocol.applied(called.entry.origin()));
        }
      }
    }
    for (final Called called : calls.values()) {
      if (called.isKill() && called.returned == Long.MAX_VALUE && living.contains(called.caller)) {
        violated("C1 complete", called, " has not returned");
      }
    }
  }
}
