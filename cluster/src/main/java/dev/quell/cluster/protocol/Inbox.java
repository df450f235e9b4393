package dev.quell.cluster.protocol;

import dev.quell.KillRequest;
import dev.quell.cluster.protocol.Arrival.Sent;
import dev.quell.cluster.protocol.Body.Delivery;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies the entries of others: each once (C4), those of one origin in order (C8), and none to what began after its
 * call returned (C3).
 *
 * <p>Kills are dispatched without waiting for earlier ones: with a cut-off they commute. A change of roles waits for
 * the kills before it, and what is behind it waits for it.
 */
final class Inbox {
  private static final int MOST_WAITING = 1_000;
  private static final long PULL_AGAIN_NANOS = 50_000_000;
  private static final int MOST_TICKS_HELD = 2;
  private static final long ORIGIN_FIRST_NANOS = 1_000_000_000;
  private static final String GAP_REASON = "kills were missed while this member was out of touch";

  private final Own own;
  /** Those that wait for what is before them; of each origin some, or it is not here. */
  private final Map<MemberId, ArrayDeque<Arrival>> waiting = new HashMap<>();
  private final Map<EntryId, Flight> flights = new HashMap<>();
  private long fresh;
  private long late;
  private long gaps;

  /** An entry that is being applied. */
  private record Flight(OriginLog log, LogEntry entry, boolean complete, long age, long firstMissed) {}

  Inbox(final Own own) {
    this.own = own;
  }

  long fresh() {
    return fresh;
  }

  long late() {
    return late;
  }

  long gaps() {
    return gaps;
  }

  void received(final Peer from, final Message message, final List<Delivery> deliveries, final Turn turn) {
    final Sent sent = Sent.of(message.echo(), own.self(), turn, own.rates);
    final Map<OriginLog, Long> before = new LinkedHashMap<>();
    for (final Delivery delivery : deliveries) {
      final MemberId origin = delivery.entry().id().origin();
      final OriginLog log = origin.equals(own.self()) ? null : own.log.of(origin);
      if (log != null) {
        log.usedAt = turn.steady();
        log.known = Math.max(log.known, delivery.entry().id().sequence());
        before.putIfAbsent(log, log.dispatched());
        arrived(log, from, delivery, sent, turn);
      }
    }
    before.forEach((log, dispatched) -> lookForMore(log, log.dispatched() > dispatched, from, turn));
  }

  private void arrived(
      final OriginLog log, final Peer from, final Delivery delivery, final @Nullable Sent sent, final Turn turn) {
    final Entry entry = delivery.entry();
    final long sequence = entry.id().sequence();
    if (sequence <= log.dispatched()) {
      answerAgain(log, from, sequence, turn);
    } else if (sent == null) {
      pull(log, from, turn); // the answer tells when it was sent
    } else if (entry.deed() instanceof Deed.Dropped && !from.member.isSameLife(log.origin)
        && own.isInTouch(own.peer(log.origin), turn) && !isLong(log, turn)) {
      pull(log, own.peers.get(log.origin.name()), turn); // its own log may still have them
    } else {
      final Arrival arrival = new Arrival(entry, delivery.ageNanos(), delivery.leaseNanos(), sent, from.member);
      final ArrayDeque<Arrival> before = waiting.get(log.origin);
      final long next = (before == null ? log.dispatched() : before.getLast().sequence()) + 1;
      if (arrival.first() > next || sequence < next || before != null && before.size() >= MOST_WAITING) {
        pull(log, from, turn); // those before it are missing, or it is on its way
      } else {
        waiting.computeIfAbsent(log.origin, any -> new ArrayDeque<>()).add(arrival);
        drain(log, turn);
      }
    }
  }

  /** Whether entries have been lacking for so long that their own caller does not seem to hand them out. */
  private static boolean isLong(final OriginLog log, final Turn turn) {
    return log.lackingSince >= 0 && turn.steady() - log.lackingSince >= ORIGIN_FIRST_NANOS;
  }

  /** The caller may not have heard the answer: it gets the same again. */
  private void answerAgain(final OriginLog log, final Peer from, final long sequence, final Turn turn) {
    final LogEntry entry = log.find(sequence);
    final Body.Answer answer = entry == null ? null : entry.answer();
    if (answer != null && from.member.isSameLife(log.origin)) {
      own.send(from.name(), answer, turn);
    }
  }

  private void drain(final OriginLog log, final Turn turn) {
    final ArrayDeque<Arrival> arrivals = waiting.getOrDefault(log.origin, new ArrayDeque<>());
    while (!arrivals.isEmpty() && !log.roleChange) {
      final Arrival next = arrivals.getFirst();
      if (!(next.entry().deed() instanceof Deed.Kill) && log.inFlight > 0) {
        return; // the kills before it come first
      }
      arrivals.removeFirst();
      if (next.sequence() <= log.dispatched()) {
        continue; // what was missed for good includes it
      }
      if (next.first() > log.dispatched() + 1 || !take(log, next, turn)) {
        waiting.remove(log.origin);
        pull(log, own.peer(next.from()), turn);
        return;
      }
    }
    if (arrivals.isEmpty()) {
      waiting.remove(log.origin);
    }
  }

  /** Dispatches the entry; false if it says too little about when it was called, and should come again. */
  private boolean take(final OriginLog log, final Arrival arrival, final Turn turn) {
    if (arrival.entry().deed() instanceof Deed.Roles roles) {
      if (isUnclear(arrival)) {
        return false; // it has no cut-off, but what it leaves in the log when it is gone has one
      }
      final LogEntry entry = dispatch(log, arrival.logEntry(), true, 0);
      log.roleChange = true;
      turn.out().add(new Action.ApplyRoles(entry.entry.id(), roles.owner()));
      return true;
    }
    if (arrival.entry().deed() instanceof Deed.Kill kill) {
      if (arrival.isLeased(turn, own.rates)) {
        final LogEntry entry = dispatch(log, arrival.leasedLogEntry(turn, own.rates), true, 0);
        turn.out().add(new Action.Apply(entry.entry.id(), kill.request().startedBefore(turn.now().cutOff())));
        return true;
      }
      return !isUnclear(arrival) && takeLate(log, arrival, kill.request(), turn);
    }
    return !isUnclear(arrival) && takeGap(log, arrival, turn);
  }

  /**
   * Whether asking back is worth it: the call may still be open, or the bound would be far off, as it does not count
   * how long the echo was held ({@link Bound}).
   */
  private boolean isUnclear(final Arrival arrival) {
    return arrival.lease() > 0 || arrival.sent().hold() > MOST_TICKS_HELD * own.settings.tickNanos();
  }

  private boolean takeLate(final OriginLog log, final Arrival arrival, final KillRequest request, final Turn turn) {
    final Marks.Mark mark = lastMark(arrival);
    final LogEntry entry = arrival.logEntry();
    dispatch(log, entry, false, entry.age(turn, own.rates));
    if (mark == null) { // older than this member: nothing is left that it is for
      landed(entry.entry.id(), Outcome.NOTHING, turn, false);
    } else { // the mark is not later than the call, and the core measures by the same clock
      final KillRequest aged = Requests.aged(request, turn.steady() - mark.steady());
      turn.out().add(new Action.Apply(entry.entry.id(), aged.startedBefore(mark.cutOff())));
    }
    return true;
  }

  private Marks.@Nullable Mark lastMark(final Arrival arrival) {
    final Entry.Target target = arrival.entry().targets().stream()
        .filter(each -> each.member().isSameLife(own.self()))
        .findFirst()
        .orElse(null);
    return own.marks.lastWithin(Bound.of(target, arrival.sent().steady(), arrival.age(), own.rates));
  }

  /** Entries that nobody has any more: kills all that began before the last of them, or only says so (C5). */
  private boolean takeGap(final OriginLog log, final Arrival arrival, final Turn turn) {
    final Marks.Mark mark = lastMark(arrival);
    final LogEntry tombstone = arrival.logEntry();
    final Flight flight = new Flight(log, tombstone, false, 0, log.dispatched() + 1);
    if (mark == null) { // all of them are older than this member
      own.log.skip(log, tombstone);
    } else if (!own.settings.gapKills()) {
      missed(flight, Outcome.NOTHING, turn);
    } else {
      flights.put(tombstone.entry.id(), flight);
      log.roleChange = true; // nothing else until that is done
      turn.out().add(
          new Action.Apply(
              tombstone.entry.id(), KillRequest.of().reason(GAP_REASON).startedBefore(mark.cutOff())));
    }
    return true;
  }

  private void missed(final Flight flight, final Outcome outcome, final Turn turn) {
    gaps++;
    own.log.skip(flight.log, flight.entry);
    turn.tell(new Event.Gap(flight.log.origin, flight.firstMissed, flight.entry.sequence(), outcome));
  }

  private LogEntry dispatch(final OriginLog log, final LogEntry entry, final boolean complete, final long age) {
    own.log.dispatch(log, entry);
    log.inFlight++;
    flights.put(entry.entry.id(), new Flight(log, entry, complete, age, 0));
    return entry;
  }

  /** The own core has done it: only now is it acknowledged. */
  void applied(final EntryId id, final Outcome outcome, final Turn turn) {
    landed(id, outcome, turn, true);
    final OriginLog log = own.log.find(id.origin());
    final ArrayDeque<Arrival> arrivals = waiting.get(id.origin());
    final MemberId from = arrivals == null ? null : arrivals.getLast().from();
    if (log != null) {
      drain(log, turn);
      lookForMore(log, true, from == null ? null : own.peer(from), turn);
    }
  }

  private void landed(final EntryId id, final Outcome outcome, final Turn turn, final boolean carriedOut) {
    final Flight flight = flights.remove(id);
    if (flight == null) {
      return;
    }
    final LogEntry entry = flight.entry;
    if (entry.entry.deed() instanceof Deed.Dropped) {
      flight.log.roleChange = false;
      missed(flight, outcome, turn);
      return;
    }
    flight.log.inFlight--;
    flight.log.roleChange &= entry.entry.deed() instanceof Deed.Kill;
    entry.apply(outcome, flight.complete);
    flight.log.advance();
    count(flight, outcome, turn, carriedOut);
    final Body.Answer answer = entry.answer();
    final Peer caller = own.peer(id.origin());
    if (answer != null && caller != null && !caller.left) {
      own.send(caller.name(), answer, turn);
    }
  }

  private void count(final Flight flight, final Outcome outcome, final Turn turn, final boolean carriedOut) {
    if (flight.complete) {
      fresh++;
    } else {
      late++;
      if (carriedOut && flight.entry.entry.deed() instanceof Deed.Kill kill) {
        turn.tell(new Event.LateKill(flight.entry.entry.id(), kill.request(), flight.age, outcome));
      }
    }
  }

  /** Goes on to the next page at once, if this one has been of use. */
  private void lookForMore(final OriginLog log, final boolean useful, final @Nullable Peer from, final Turn turn) {
    if (log.dispatched() >= log.known) {
      log.lackingSince = -1;
      log.pulled.clear();
    } else if (useful && !waiting.containsKey(log.origin)) {
      pull(log, from, turn);
    }
  }

  /**
   * Asks for what follows, unless this member was asked for just that a moment ago. Of each member that is remembered
   * apart: else two that are asked by turns would be asked again with every answer that is of no use.
   */
  void pull(final OriginLog log, final @Nullable Peer from, final Turn turn) {
    if (from == null) {
      return;
    }
    final OriginLog.Pulled last = log.pulled.get(from.member);
    if (last == null || last.behind() < log.dispatched() || turn.steady() - last.at() >= PULL_AGAIN_NANOS) {
      log.pulled.put(from.member, new OriginLog.Pulled(turn.steady(), log.dispatched()));
      own.send(from.name(), new Body.Pull(List.of(new Body.Behind(log.origin, log.dispatched()))), turn);
    }
  }
}
