package dev.quell.stress.soak;

import dev.quell.Cursor;
import dev.quell.KillExplanation;
import dev.quell.KillExplanation.Index;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.stress.soak.Names.Name;

/**
 * Lists and explains, with a session, an operation and a cursor of its own that must be in every list, and there once.
 */
final class Observer extends Actor {
  private final Name name;
  private final KillRequest own;
  private final Operation operation;

  Observer(final Round round, final int number) {
    super(round, number);
    this.name = books.names.apart(number);
    this.own = KillRequest.of(KillPattern.owner(name.owner().uid()));
    this.operation = core.operation();
  }

  @Override
  void step() {
    final Session session = round.session(name);
    if (session == null) {
      return;
    }
    final RunBook run = new RunBook(books, operation, name, false, Labels.none());
    try {
      session.begin(operation, () -> "described by " + this);
    } catch (final SessionEndedException e) {
      round.endedMeanwhile(name);
      return;
    }
    run.beginReturned = books.now();
    final CursorBook cursor = openCursor(session);
    if (cursor != null) {
      list(session, cursor.cursor);
    }
    explain(session);
    if (cursor != null) {
      cursor.cursor.close();
      if (cursor.wasClosedHere()) {
        books.cursorsClosedByHost.incrementAndGet();
      }
    }
    books.end(run);
    for (int pause = dice.below(200); pause > 0; pause--) {
      Thread.yield();
    }
  }

  private CursorBook openCursor(final Session session) {
    final CursorBook cursor = new CursorBook(books, name, session, Labels.none());
    try {
      cursor.cursor = session.openCursor(round.access.resource(cursor));
    } catch (final SessionEndedException e) {
      round.endedMeanwhile(name);
      return null;
    }
    books.counts.cursorsOpened.increment();
    books.cursors.add(cursor);
    return cursor;
  }

  private void list(final Session session, final Cursor<?> cursor) {
    books.counts.listings.increment();
    final int id = operation.id();
    final long operations = core.operations().filter(info -> info.id() == id).count();
    if (operations != 1) {
      books.violations.add("listing", "a running operation is listed " + operations + " times");
    }
    final boolean some = dice.oneIn(2);
    final long sessions =
        (some ? core.sessions(KillPattern.owner(name.owner().uid())) : core.sessions())
            .filter(info -> info.owner().uid().equals(name.owner().uid()))
            .count();
    if (sessions != 1 && session.isOpen()) {
      books.violations.add("listing",
          "an open session is listed " + sessions + " times" + (some ? " by its owner" : ""));
    }
    final long cursors = core.cursors().filter(info -> info.id() == cursor.id()).count();
    if (cursors != 1 && cursor.isOpen()) {
      books.violations.add("listing", "an open cursor is listed " + cursors + " times");
    }
  }

  /** A kill of one owner looks at that owner's sessions alone (K6), and the explanation kills nothing. */
  private void explain(final Session session) {
    books.counts.explanations.increment();
    final boolean killedBefore = operation.isKilled();
    final KillExplanation explanation = core.explain(own);
    final boolean killedAfter = operation.isKilled();
    final KillExplanation.Step step = explanation.steps().get(0);
    if (step.index() != Index.OWNER || step.candidates() > 1) {
      books.violations.add("K6", "a kill of one owner with one session would look at " + step);
    }
    if (session.isOpen() && (explanation.sessions() != 1 || explanation.operations() != (killedBefore ? 0 : 1)
        && killedBefore == killedAfter)) {
      books.violations.add("explain", "one session with one operation, explained as " + explanation);
    }
  }
}
