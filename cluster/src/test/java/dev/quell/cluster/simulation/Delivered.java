package dev.quell.cluster.simulation;

import dev.quell.KillRequest;
import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Outcome;
import dev.quell.cluster.simulation.Ledger.Line;
import dev.quell.cluster.simulation.Ledger.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * C2, C4, C5 and C8: each life carries out each entry once, in its caller's order, or is told that it has missed it, or
 * began after it was called. A late kill spares no more than what began shortly before its call. What a life says of
 * that, in answers and digests, is so.
 */
final class Delivered {
  private static final String CAUGHT_UP = "C2 caught up";
  private static final String ONCE = "C4 once";
  private static final String TOLD = "C5 bounded";
  private static final String IN_ORDER = "C8 in order";

  private final Books books;
  /** Kills for gaps: whether they are carried out. */
  private final Map<Life, Map<EntryId, Boolean>> filling = new HashMap<>();
  private final Set<Life> joined = new HashSet<>();
  long late;
  long gaps;

  Delivered(final Books books) {
    this.books = books;
  }

  static boolean fillsGap(final KillRequest request) {
    return !request.reason().startsWith(Simulation.KILL);
  }

  private Map<EntryId, Boolean> filling(final Life life) {
    return filling.computeIfAbsent(life, any -> new HashMap<>());
  }

  void isToFill(final Life life, final EntryId last) {
    if (filling(life).put(last, false) != null || life.ledger.find(last) != null) {
      books.violated(ONCE, life, " is to fill a gap up to ", last, " again");
    }
  }

  void isToDo(final Life life, final EntryId entry) {
    if (life.ledger.find(entry) != null) {
      books.violated(ONCE, life, " is to do ", entry, " again, which is ", life.ledger.find(entry));
      return;
    }
    life.ledger.put(entry, new Line(State.RUNNING, null, false, life.world().order()));
  }

  void filled(final Life life, final EntryId last) {
    if (!Boolean.FALSE.equals(filling(life).put(last, true))) {
      books.violated(ONCE, life, " fills a gap up to ", last, " again");
    }
  }

  void killed(
      final Life life, final Called called, final KillRequest request, final Outcome outcome, final boolean fresh) {
    if (called.request != null && !request.patterns().equals(called.request.patterns())) {
      books.violated("C3 never younger", life, " makes of ", called, " a kill of ", request.patterns());
    }
    if (!fresh) {
      late++;
      final long cutAt = life.cutOffs.time(request.cutOff().orElseThrow());
      sparesLittle(life, called, cutAt);
    }
    done(life, called, outcome, fresh);
  }

  void changedRoles(final Life life, final Called called) {
    done(life, called, Outcome.NOTHING, true);
  }

  private void done(final Life life, final Called called, final Outcome outcome, final boolean complete) {
    final EntryId entry = called.entry;
    final Line before = life.ledger.find(entry);
    if (entry == null || before == null || before.state() != State.RUNNING) {
      books.violated(ONCE, life, " does ", called, ", which is ", before);
      return;
    }
    for (final Called other : books.of(entry.origin())) {
      if (other == called) {
        break;
      }
      if (!(called.isKill() && other.isKill()) && !life.ledger.isCovered(other.entry)) {
        books.violated(IN_ORDER, life, " does ", called, " before ", other);
      }
    }
    life.ledger.put(entry, new Line(State.DONE, outcome, complete, life.world().order()));
  }

  /** A kill spares what began later than this, and it must not be long before its call. */
  private void sparesLittle(final Life life, final Called called, final long cutAt) {
    final long must = called.takenAt - books.slack();
    if (cutAt < must) {
      books.violated(CAUGHT_UP, life, " cuts ", called, " off ", (called.takenAt - cutAt) / 1_000, " us before it");
    }
    for (final Op op : life.ops) {
      if (called.meant != null && op.began < called.called && called.meant.mustHit(op, must)) {
        books.violated(CAUGHT_UP, life, " has spared ", op, " late for ", called);
      }
    }
  }

  /** The host is told that entries are lost. */
  void gap(final Life life, final Event.Gap gap) {
    gaps++;
    final EntryId last = new EntryId(gap.origin(), gap.to());
    if (gap.from() != life.ledger.covered(gap.origin()) + 1) {
      books.violated(TOLD, life, " has ", life.ledger.covered(gap.origin()), " and is told of ", gap);
    }
    if (!books.plan.forgets()) {
      books.violated(TOLD, life, " is told of ", gap, ", and no log has dropped anything");
    }
    if (books.plan.gapKills() && !filling(life).getOrDefault(last, false)) {
      books.violated(TOLD, life, " has killed nothing for ", gap);
    }
    for (long i = gap.from(); i <= gap.to(); i++) {
      final EntryId entry = new EntryId(gap.origin(), i);
      if (life.ledger.find(entry) != null) {
        books.violated(TOLD, life, " is told that it has missed ", entry, ", which is ", life.ledger.find(entry));
      }
      life.ledger.put(entry, new Line(State.MISSED, null, false, life.world().order()));
    }
  }

  /** What a life takes for done without doing it must be older than that life. */
  void settles(final Life life, final MemberId origin) {
    final long applied = life.protocol.applied(origin);
    for (long i = life.ledger.covered(origin) + 1; i <= applied; i++) {
      final EntryId entry = new EntryId(origin, i);
      final Called called = books.call(entry);
      final Line line = life.ledger.find(entry);
      if (called == null || line != null && line.state() == State.RUNNING) {
        books.violated(ONCE, life, " takes ", entry, " for done, and it is ", line);
      } else if (line == null) {
        isOlder(life, called, entry);
      }
    }
  }

  private void isOlder(final Life life, final Called called, final EntryId entry) {
    late++;
    sparesLittle(life, called, life.bornAt);
    life.ledger.put(entry, new Line(State.OLDER, Outcome.NOTHING, false, life.world().order()));
  }

  void says(final Life life, final Body.Answer answer) {
    final Called called = books.call(answer.entry());
    if (called != null && life.ledger.find(answer.entry()) == null && !answer.complete()) {
      isOlder(life, called, answer.entry());
    }
    final Line line = life.ledger.find(answer.entry());
    if (line == null || line.state() == State.RUNNING || line.complete() != answer.complete()
        || !answer.outcome().equals(line.outcome())) {
      books.violated(ONCE, life, " says ", answer, ", and it is ", line);
    }
  }

  void says(final Life life, final Body.Digest digest) {
    for (final Body.Known known : digest.members()) {
      final MemberId member = known.member();
      final Life other = books.life(member);
      if (member.equals(life.id)) {
        if (known.sequence() != books.of(member).size()) {
          books.violated(CAUGHT_UP, life, " has called ", books.of(member).size(), " and says ", known);
        }
      } else if (known.sequence() > life.ledger.covered(member)) {
        books.violated(ONCE, life, " has ", life.ledger.covered(member), " and says ", known);
      }
      if (known.left() && other != null && !other.over && !other.hasLeft) {
        books.violated("C1 complete", life, " says of ", other, ", which lives: ", known);
      }
    }
  }

  /** A member that has joined has what those that it heard had: unless it has given up waiting. */
  void joined(final Life life, final Event.Joined told) {
    if (!joined.add(life)) {
      books.violated(CAUGHT_UP, life, " joins twice");
    }
    if (life.world().now() - life.connectedAt >= Plan.JOIN * (1 - 2 * books.plan.rate())) {
      return;
    }
    if (told.alone()) {
      books.violated(CAUGHT_UP, life, " starts alone, and has not waited");
    }
    life.hearsay.claims().forEach((origin, sequence) -> {
      for (final Called called : books.of(origin)) {
        if (called.entry != null && called.entry.sequence() <= sequence && !isDoneWith(life, called)) {
          books.violated(CAUGHT_UP, life, " has joined, and not done ", called);
        }
      }
    });
  }

  private static boolean isDoneWith(final Life life, final Called called) {
    return life.ledger.isCovered(called.entry) || life.born > called.called;
  }

  /** The log, after it was trimmed: what is not done yet may stay. */
  void logIsBounded(final Life life) {
    final var counts = life.protocol.counts();
    final boolean busy = life.underWay > 0;
    if (!busy && (counts.logEntries() > books.plan.logEntries() || counts.logBytes() > books.plan.logBytes())) {
      books.violated(TOLD, life, " keeps ", counts);
    }
  }

  /** All is mended and some time has passed: everybody has what anybody has. */
  void end(final List<Life> living, final Called called) {
    boolean somebodyHas = false;
    for (final Life life : living) {
      final Line line = life.ledger.find(called.entry);
      somebodyHas |= line != null && line.state() == State.DONE;
    }
    for (final Life life : living) {
      if (somebodyHas && !isDoneWith(life, called)) {
        books.violated(CAUGHT_UP, life, " has neither done ", called, " nor been told; it is at ",
            life.ledger.covered(called.entry == null ? life.id : called.entry.origin()));
      }
    }
  }

  void end(final Life life) {
    if (!joined.contains(life)) {
      books.violated(CAUGHT_UP, life, " has never joined");
    }
  }
}
