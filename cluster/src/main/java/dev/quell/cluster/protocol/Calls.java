package dev.quell.cluster.protocol;

import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.cluster.protocol.Body.Behind;
import dev.quell.cluster.protocol.Body.Delivery;
import dev.quell.cluster.protocol.Call.Asked;
import dev.quell.cluster.protocol.MemberOutcome.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kills that were called here: who has answered, what is sent again, when they return. Hands out entries, too. */
final class Calls {
  /** The largest entry, in bytes of the log. */
  static final int MOST_ENTRY_BYTES = 1 << 20;
  /** The rest is for the members that an entry names. */
  static final int MOST_REQUEST_BYTES = MOST_ENTRY_BYTES / 2;

  private static final int PAGE_ENTRIES = 256;
  private static final long PAGE_BYTES = 1 << 20;

  private final Own own;
  private final Map<EntryId, Call> open = new LinkedHashMap<>(); // not returned yet
  private final Map<EntryId, Call> unfinished = new LinkedHashMap<>(); // returned, and somebody has not answered
  private long kills;

  Calls(final Own own) {
    this.own = own;
  }

  long kills() {
    return kills;
  }

  EntryId kill(final KillRequest request, final Outcome local, final long timeout, final Turn turn) {
    if (timeout < 0) {
      throw new IllegalArgumentException("timeoutNanos is " + timeout + ": expected zero or more");
    }
    final LogEntry entry = append(new Deed.Kill(request), local, turn);
    kills++;
    final long until = Math.min(timeout, Long.MAX_VALUE / 4);
    final Call call = new Call(entry, own.self().name(), local, turn.steady(), until);
    open.put(call.id(), call);
    for (final Peer peer : own.peers.values()) {
      if (!peer.left) {
        call.ask(peer.member);
      }
    }
    for (final Asked each : call.asked()) {
      deliver(call, each, turn);
    }
    settle(call, turn);
    return call.id();
  }

  EntryId roles(final Owner owner, final Turn turn) {
    final LogEntry entry = append(new Deed.Roles(owner), Outcome.NOTHING, turn);
    for (final Peer peer : own.peers.values()) {
      if (!peer.left) {
        own.send(peer.name(), new Body.Deliver(List.of(delivery(entry, peer, turn))), turn);
      }
    }
    return entry.entry.id();
  }

  private LogEntry append(final Deed deed, final Outcome local, final Turn turn) {
    final List<Entry.Target> targets = new ArrayList<>();
    for (final Peer peer : own.peers.values()) {
      final Entry.Target target = peer.left ? null : peer.target(turn.steady());
      if (target != null) {
        targets.add(target);
      }
    }
    final Entry entry = new Entry(new EntryId(own.self(), own.sequence() + 1), deed, targets);
    final LogEntry logged = new LogEntry(entry, turn.at().waking(), 0);
    final OriginLog log = own.log.of(own.self());
    if (logged.bytes > MOST_ENTRY_BYTES || log == null) {
      throw new IllegalArgumentException(
          "the request takes " + logged.bytes + " bytes: expected at most " + MOST_ENTRY_BYTES);
    }
    own.nextSequence();
    logged.apply(local, true);
    own.log.dispatch(log, logged);
    log.advance();
    return logged;
  }

  /** An entry for a member: with a lease if its call is open and waits for that member. */
  private Delivery delivery(final LogEntry entry, final Peer to, final Turn turn) {
    final Call call = open.get(entry.entry.id());
    final long most = own.isInTouch(to, turn) ? own.settings.leaseNanos() : 0; // nobody waits for who is silent
    final long lease = call == null ? 0 : call.lease(to.member, turn.steady(), most);
    return new Delivery(entry.entry, entry.age(turn, own.rates), lease);
  }

  private void deliver(final Call call, final Asked to, final Turn turn) {
    final Peer peer = own.peer(to.member);
    if (peer != null) {
      to.sentAt = turn.steady();
      own.send(peer.name(), new Body.Deliver(List.of(delivery(call.entry, peer, turn))), turn);
    }
  }

  /** What another lacks, as far as it is here. */
  void pulled(final Peer by, final List<Behind> wants, final Turn turn) {
    final List<Delivery> page = new ArrayList<>();
    long bytes = 0;
    for (final Behind want : wants) {
      final OriginLog log = own.log.find(want.origin());
      if (log != null && page.size() < PAGE_ENTRIES && bytes < PAGE_BYTES) {
        for (final LogEntry each : log.after(want.sequence(), PAGE_ENTRIES - page.size(), PAGE_BYTES - bytes)) {
          page.add(delivery(each, by, turn));
          bytes += each.bytes;
        }
      }
    }
    if (!page.isEmpty()) {
      own.send(by.name(), new Body.Deliver(page), turn);
    }
  }

  void answered(final Peer by, final Body.Answer answer, final Turn turn) {
    final Call call = find(answer.entry());
    final Asked asked = call == null ? null : call.of(by.member);
    if (call == null || asked == null || !asked.isOpen()) {
      return; // said before, or of nobody who was asked
    }
    asked.state = answer.complete() ? State.ANSWERED : State.LATE;
    asked.outcome = answer.outcome();
    asked.answeredAfter = turn.steady() - call.calledAt;
    goOn(call, asked, turn);
  }

  private @Nullable Call find(final EntryId id) {
    final Call call = open.get(id);
    return call != null ? call : unfinished.get(id);
  }

  /** A life is over: what it has not answered it never will, and nothing is left that the kills are for. */
  void gone(final MemberId member, final Turn turn) {
    final List<Call> all = new ArrayList<>(open.values());
    all.addAll(unfinished.values());
    for (final Call call : all) {
      final Asked asked = call.of(member);
      if (asked != null && asked.isOpen()) {
        asked.state = State.GONE;
        goOn(call, asked, turn);
      }
    }
  }

  private void goOn(final Call call, final Asked asked, final Turn turn) {
    if (!call.returned) {
      settle(call, turn);
    } else {
      final boolean all = call.isComplete();
      turn.tell(new Event.KillGoesOn(call.id(), asked.view(), all));
      if (all) {
        unfinished.remove(call.id());
      }
    }
  }

  /** The member has applied the own entries up to here: where its answer was lost, it is asked to say it again. */
  void acknowledged(final Peer by, final long sequence, final Turn turn) {
    by.acknowledged = Math.max(by.acknowledged, sequence);
    int most = PAGE_ENTRIES;
    for (final Call call : unfinished.values()) {
      final Asked asked = call.of(by.member);
      if (most > 0 && asked != null && asked.isOpen() && call.id().sequence() <= sequence
          && call.id().origin().equals(own.self())) {
        deliver(call, asked, turn);
        most--;
      }
    }
  }

  void tick(final Turn turn) {
    for (final Call call : List.copyOf(open.values())) {
      for (final Asked each : call.asked()) {
        if (each.isOpen() && turn.steady() < call.deadline
            && turn.steady() - each.sentAt >= own.settings.leaseNanos() / 2
            && own.isInTouch(own.peer(each.member), turn)) {
          deliver(call, each, turn); // and the lease is renewed
        }
      }
      settle(call, turn);
    }
  }

  /** Returns the call if nobody in touch is missing, or its time is up; never while a lease runs (C3). */
  private void settle(final Call call, final Turn turn) {
    for (final Asked each : call.asked()) {
      if (!each.hasAnswered()) {
        final boolean waitedFor =
            each.isOpen() && turn.steady() < call.deadline && own.isInTouch(own.peer(each.member), turn);
        if (waitedFor || turn.steady() < each.leaseUntil) {
          return;
        }
      }
    }
    call.returned = true;
    open.remove(call.id());
    if (!call.isComplete()) {
      unfinished.put(call.id(), call);
    }
    turn.tell(new Event.KillReturns(call.id(), call.outcomes()));
    if (call.forgotten) {
      giveUp(call, turn);
    }
  }

  /** The entry has left the log: once the call has returned, nobody waits for those who have not answered. */
  void dropped(final EntryId id, final Turn turn) {
    final Call call = find(id);
    if (call != null) {
      call.forgotten = true;
      if (call.returned) {
        giveUp(call, turn);
      }
    }
  }

  private void giveUp(final Call call, final Turn turn) {
    unfinished.remove(call.id());
    final Iterator<Asked> missing = call.asked().stream().filter(Asked::isOpen).toList().iterator();
    while (missing.hasNext()) {
      final Asked next = missing.next();
      turn.tell(new Event.KillGoesOn(call.id(), next.view(), !missing.hasNext()));
    }
  }
}
