package dev.quell.stress.soak;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.Labels;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.stress.soak.Names.Name;

/** Opens cursors, pins its own and others', uses them, gives them back, closes some, and forgets the rest. */
final class CursorUser extends Actor {
  /** Cursors that it has open at once, as far as others know. */
  static final int SLOTS = 24;
  private static final int CURSOR_IN_USE = 143;

  private final Operation operation;
  /**
   * Of each of its places, whether the cursor there was pinned and closed by somebody at once: its end is nobody's
   * then.
   */
  private final int firstSlot;
  private Labels labels = Labels.none();

  CursorUser(final Round round, final int number) {
    super(round, number);
    this.operation = core.operation();
    this.firstSlot = number * SLOTS;
  }

  @Override
  void finish() {
    round.access.label(operation, Labels.none());
  }

  @Override
  void step() {
    final Name name = dice.oneIn(10) ? null : books.names.name(dice);
    final Session session = name == null ? null : round.session(name);
    if (name != null && session == null) {
      return; // no room for it
    }
    if (dice.oneIn(4)) {
      open(firstSlot + dice.below(SLOTS), name, session, null);
    }
    label(name);
    final RunBook run = new RunBook(books, operation, name, false, labels);
    try {
      begin(session);
    } catch (final SessionEndedException e) {
      round.endedMeanwhile(name);
      return;
    }
    run.beginReturned = books.now();
    if (dice.oneIn(4)) {
      open(firstSlot + dice.below(SLOTS), name, session, run);
    }
    use(run);
    books.end(run);
  }

  private void label(final Name name) {
    final boolean bare = name != null && round.isSpared(name.owner());
    if (bare || dice.oneIn(3)) {
      labels = bare ? Labels.none() : Marks.draw(dice);
      round.access.label(operation, labels);
    }
  }

  private void begin(final Session session) {
    if (session == null) {
      core.begin(operation, "getMore");
    } else {
      session.begin(operation, "getMore");
    }
  }

  // ---- open and close

  /**
   * Puts another cursor in this place, and closes the one that was there, or forgets it.
   *
   * @param run what opens it, and labels it; null if nothing does
   */
  private void open(final int slot, final Name name, final Session session, final RunBook run) {
    final CursorBook old = books.open.get(slot);
    if (old != null) {
      books.open.set(slot, null);
      if (dice.oneIn(2)) {
        close(old);
      }
    }
    final CursorBook cursor = new CursorBook(books, name, session, run == null ? Labels.none() : run.labels);
    final AutoCloseable resource = round.access.resource(cursor);
    try {
      if (run != null) {
        cursor.cursor = operation.openCursor(resource);
      } else {
        cursor.cursor = session == null ? core.openCursor(resource) : session.openCursor(resource);
      }
    } catch (final SessionEndedException e) {
      round.endedMeanwhile(name);
      return;
    } catch (final LimitExceededException e) {
      books.violations.add("limit", "no room for a cursor: " + e);
      return;
    }
    cursor.openReturned = books.now();
    books.counts.cursorsOpened.increment();
    books.cursors.add(cursor);
    books.open.set(slot, cursor);
  }

  /** Closes a cursor that is its own, and if cursors are not shared, idle. */
  private void close(final CursorBook cursor) {
    cursor.cursor.close();
    if (cursor.wasClosedHere()) {
      books.cursorsClosedByHost.incrementAndGet();
    }
  }

  // ---- use

  private void use(final RunBook run) {
    final int slot = round.plan.sharesCursors() ? dice.below(books.open.length()) : firstSlot + dice.below(SLOTS);
    final CursorBook cursor = books.open.get(slot);
    if (cursor == null) {
      return;
    }
    run.pins = cursor;
    try {
      cursor.cursor.pin(operation);
    } catch (final CursorException e) {
      if (e.code() == CURSOR_IN_USE && !round.plan.sharesCursors()) {
        books.violations.add("K7", cursor + " is in use by nobody");
      }
      return;
    }
    books.counts.pins.increment();
    final Thread other = cursor.user.getAndSet(Thread.currentThread());
    if (other != null) {
      books.violations.add("K7", cursor + " was pinned twice, by " + other.getName());
    }
    work(cursor);
    cursor.user.set(null);
    cursor.cursor.unpin();
  }

  private void work(final CursorBook cursor) {
    final Cursor<?> pinned = cursor.cursor;
    final int uses = dice.below(20);
    for (int i = 0; i < uses; i++) {
      if (cursor.closes() > 0) {
        books.violations.add("K7", cursor + " was closed while it was pinned");
      }
      if (!pinned.isPinned()) {
        books.violations.add("K7", cursor + " is pinned, and says it is not");
      }
      Thread.yield();
    }
    if (round.plan.sharesCursors() && dice.oneIn(8)) {
      pinned.close(); // closes at the unpin
    }
  }
}
