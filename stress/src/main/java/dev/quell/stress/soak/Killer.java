package dev.quell.stress.soak;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Registration;
import dev.quell.stress.soak.Access.Outcome;
import java.util.List;

/** Kills, in all the ways there are, and checks at once that nothing was left that should be dead (K1). */
final class Killer extends Actor {
  private final Patterns patterns;

  Killer(final Round round, final int number) {
    super(round, number);
    this.patterns = new Patterns(round, dice);
  }

  @Override
  void step() {
    final int kind = dice.below(100);
    if (kind < 5) {
      join();
    } else if (kind < 15) {
      killOperation();
    } else if (kind < 25) {
      killCursor();
    } else {
      killByPattern(patterns.draw(), Narrow.draw(dice), dice.oneIn(8));
    }
    for (int pause = dice.below(40); pause > 0; pause--) {
      Thread.yield();
    }
  }

  /**
   * Wants to be told of the kill of whatever runs there by now: any thread may, not the user alone. Its user strikes
   * the run off the list before it ends it; so if it is still there afterwards, it was that run all the while, and the
   * audit asks for the call.
   */
  private void join() {
    final int slot = dice.below(books.running.length());
    final RunBook run = books.running.get(slot);
    if (run == null) {
      return;
    }
    final CallbackBook callback = new CallbackBook(books, run, CallbackBook.draw(dice));
    boolean refused = false;
    try {
      final Registration registration = callback.register(round);
      if (dice.oneIn(4)) {
        registration.close();
        callback.takenBack();
      }
    } catch (final IllegalStateException e) {
      refused = true; // it has ended
    }
    final boolean runs = books.running.get(slot) == run;
    if (refused && runs) {
      books.violations.add("K9", this + " was not let wait for a kill of " + run + ", which went on");
    } else if (refused && callback.calls() != 0) {
      books.violations.add("K9", this + " was not let wait for a kill of " + run + ", but was told of one");
    } else if (runs) {
      round.callbacks.add(callback);
      books.counts.joins.increment();
    }
  }

  // ---- by pattern

  private void killByPattern(final List<KillPattern> asked, final Narrow narrow, final boolean cutOff) {
    final KillBook kill = newKill(KillBook.Kind.PATTERN, asked, narrow, null, null);
    KillRequest request =
        narrow.apply(KillRequest.of(asked).code(kill.code).reason(kill.reason()).by("killer" + number));
    if (cutOff) {
      kill.cutCalled = books.now();
      request = request.startedBefore(core.cutOff());
      kill.cutReturned = books.now();
    }
    books.killing.set(number, kill); // before its moment is drawn: no change of roles from then on is forgotten
    kill.called = books.now();
    final Owed owed = Owed.to(books, kill);
    final Outcome outcome = round.access.kill(core, request);
    final long now = books.now();
    owed.check(now);
    round.checkMatched(kill, outcome.sessions(), now);
    kill.reported(outcome, books);
    kill.returned(books);
    books.killing.set(number, null);
    check(kill, outcome);
    books.counts.kills.increment();
    if (narrow != Narrow.NOT) {
      books.counts.narrowKills.increment();
    }
    if (cutOff) {
      books.counts.cutOff.increment();
    }
  }

  private void check(final KillBook kill, final Outcome outcome) {
    if (!kill.narrow.operations() && outcome.operations() != 0 || !kill.narrow.cursors() && outcome.cursors() != 0) {
      books.violations.add("narrow", kill + " reported " + outcome);
    }
    if (outcome.report() != null) {
      books.tells.checkReturned(kill);
      books.tells.checkReport(kill);
      if (dice.oneIn(4)) {
        books.stops.add(StopBook.of(round, kill, outcome.report()));
      }
    }
  }

  // ---- by id

  private void killOperation() {
    final RunBook run = books.running.get(dice.below(books.running.length()));
    if (run == null || run.id == 0 || run.name != null && round.isSpared(run.name.owner())) {
      return;
    }
    final KillBook kill = newKill(KillBook.Kind.OPERATION, List.of(), Narrow.NOT, run, null);
    kill.called = books.now();
    kill.won = core.killOperation(run.id, kill.code, kill.reason(), "killer" + number);
    kill.returned(books);
    books.tells.checkReturned(kill);
  }

  private void killCursor() {
    final CursorBook cursor = books.open.get(dice.below(books.open.length()));
    if (cursor == null || cursor.name != null && round.isSpared(cursor.name.owner())) {
      return;
    }
    final KillBook kill = newKill(KillBook.Kind.CURSOR, List.of(), Narrow.NOT, null, cursor);
    kill.called = books.now();
    kill.won = core.killCursor(cursor.cursor.id(), kill.reason(), "killer" + number);
    if (kill.won) {
      books.cursorsWonById.incrementAndGet();
    }
    if (cursor.cursor.isOpen()) {
      books.violations.add("K1", cursor + " is open after its kill");
    }
    kill.returned(books);
    books.tells.checkReturned(kill);
  }

  private KillBook newKill(
      final KillBook.Kind kind, final List<KillPattern> asked, final Narrow narrow, final RunBook target,
      final CursorBook cursor) {
    final KillBook kill = new KillBook(books.nextKillNumber(), kind, asked, narrow, target, cursor);
    books.kills.put(kill.number, kill); // before the call: a victim may speak up before it returns
    return kill;
  }
}
