package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.MemberOutcome.State;

/**
 * C1: who is said to have answered has killed all that was meant and had begun before the call; all that the caller
 * knew are named, once; who is called gone has ended. It returns in time, and not before while a member is in touch and
 * has not answered. C7: the own core is the first, and done.
 */
final class Complete {
  private static final String GUARANTEE = "C1 complete";
  private static final long BUSY = 30 * World.MILLI;

  private final Books books;
  long answered;

  Complete(final Books books) {
    this.books = books;
  }

  /** A life says that it has carried out an entry completely. */
  void says(final Life life, final Body.Answer answer) {
    final Called called = books.call(answer.entry());
    if (called != null && answer.complete()) {
      hasHitAll(life, called);
    }
  }

  private void hasHitAll(final Life life, final Called called) {
    if (called.meant == null) {
      return;
    }
    for (final Op op : life.ops) {
      final boolean older = op.began < called.called;
      if (older && !called.meant.byRole() && called.meant.mustHit(op, called.calledAt)) {
        books.violated(GUARANTEE, life, " answers ", called, " and has not hit ", op);
      }
    }
  }

  /** A kill was carried out with a cut-off of the present: roles are those of now. */
  void killed(final Life life, final Called called) {
    for (final Op op : life.ops) {
      if (called.meant != null && op.began < called.called && called.meant.mustHit(op, called.calledAt)) {
        books.violated(GUARANTEE, called, " is carried out on ", life, " and has not hit ", op, ": ", called.meant);
      }
    }
  }

  void returns(final Life life, final Event.KillReturns returns) {
    final Called called = books.call(returns.kill());
    if (called == null || called.returned != Called.NOT_YET || called.caller != life) {
      books.violated(GUARANTEE, returns, " returns, and is not called or has returned before");
      return;
    }
    called.returned = life.world().order();
    final MemberOutcome first = returns.members().get(0);
    if (!first.member().equals(life.machine.name) || first.state() != State.ANSWERED
        || !called.local.equals(first.outcome())) {
      books.violated("C7 local first", called, " begins its report with ", first);
    }
    for (final MemberOutcome member : returns.members()) {
      if (called.report.put(member.member(), member.state()) != null) {
        books.violated(GUARANTEE, called, " names ", member.member(), " twice");
      }
      if (member != first) {
        isTrue(called, member);
      }
      called.open += member.state() == State.UNANSWERED ? 1 : 0;
    }
    namesAll(called);
    isInTime(life, called);
  }

  private void namesAll(final Called called) {
    for (final MemberId known : called.known.values()) {
      final Life life = books.life(known);
      if (!called.report.containsKey(known.name()) && life != null && !life.over && !life.hasLeft) {
        books.violated(GUARANTEE, called, " does not name ", known);
      }
    }
  }

  private void isInTime(final Life life, final Called called) {
    final long now = life.world().now();
    final long late = now - called.takenAt - called.timeout - life.machine.stoodInAll;
    if (late > BUSY) {
      books.violated(GUARANTEE, called, " returns ", late / 1_000, " us after its deadline");
    }
    final boolean early = now < called.takenAt + called.timeout * (1 - 2 * books.plan.rate()) - World.MILLI;
    called.report.forEach((name, state) -> {
      final MemberId known = called.known.get(name);
      final boolean inTouch = known != null
          && now - life.hearsay.heardAt(known) < books.plan.silenceNanos() * (1 - 2 * books.plan.rate()) - World.MILLI;
      if (early && inTouch && state == State.UNANSWERED) {
        books.violated(GUARANTEE, called, " does not wait for ", known, ", which is in touch");
      }
    });
  }

  void goesOn(final Life life, final Event.KillGoesOn goesOn) {
    final Called called = books.call(goesOn.kill());
    final MemberOutcome member = goesOn.member();
    if (called == null || called.caller != life || called.report.get(member.member()) != State.UNANSWERED
        || called.open == 0) {
      books.violated(GUARANTEE, goesOn, " is told, and was known");
      return;
    }
    called.open--;
    if (goesOn.all() != (called.open == 0)) {
      books.violated(GUARANTEE, goesOn, " is told when ", called.open, " are open");
    }
    if (member.state() == State.UNANSWERED && !books.plan.forgets()) {
      books.violated(GUARANTEE, goesOn, " gives up, and the log has room");
    }
    if (member.state() != State.UNANSWERED) {
      called.report.put(member.member(), member.state());
    }
    isTrue(called, member);
  }

  /** Whether what the caller is told of a member is what was done there. */
  private void isTrue(final Called called, final MemberOutcome member) {
    if (member.state() == State.GONE) {
      final MemberId known = called.known.get(member.member());
      final Life life = known == null ? null : books.life(known);
      if (life != null && !life.over && !life.hasLeft) {
        books.violated(GUARANTEE, called, " takes ", known, " for gone, and it lives");
      }
    } else if (member.state() != State.UNANSWERED) {
      boolean found = false;
      for (final Machine machine : books.machines) {
        for (final Life life : machine.all) {
          final Ledger.Line line = life.ledger.find(called.entry);
          found |= machine.name.equals(member.member()) && line != null
              && (line.state() == Ledger.State.DONE || line.state() == Ledger.State.OLDER)
              && (line.complete() || member.state() == State.LATE)
              && (line.outcome() == null || line.outcome().equals(member.outcome()));
        }
      }
      answered += member.state() == State.ANSWERED ? 1 : 0;
      if (!found) {
        books.violated(GUARANTEE, member, " is reported of ", called, ", and has not done that");
      }
    }
  }

  /**
   * A member that has forgotten it cannot answer any more if its answer was lost: that is open until the entry has left
   * the caller's log too.
   */
  private boolean isForgotten(final Called called) {
    return books.plan.forgets() && books.machines.stream()
        .filter(machine -> called.report.get(machine.name) == State.UNANSWERED)
        .allMatch(machine -> machine.all.stream().anyMatch(life -> life.ledger.isCovered(called.entry)));
  }

  void end(final Called called) {
    if (called.isKill() && called.returned == Called.NOT_YET) {
      books.violated(GUARANTEE, called, " has not returned");
    } else if (called.isKill() && called.open > 0 && !isForgotten(called)) {
      books.violated(GUARANTEE, called, " never tells of ", called.open, " of ", called.report);
    }
  }
}
