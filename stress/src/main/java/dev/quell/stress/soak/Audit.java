package dev.quell.stress.soak;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Session;
import dev.quell.internal.slots.Segment;
import dev.quell.stress.soak.Access.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The end of a round: everything ends, and the books must come out even. */
final class Audit {
  /** Operations that ended before their deadline and that the agent need not have looked at yet. */
  private static final int MOST_FILED = 65_536;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Round round;
  private final Subject subject;
  private final Books books;

  Audit(final Round round) {
    this.round = round;
    this.subject = round.subject;
    this.books = round.books;
  }

  void run() {
    if (!await(this::endWork)) {
      final List<Actor> late = round.actors().stream().filter(actor -> !actor.isDone()).toList();
      books.violations.add("K9", "these did not come to an end though they were killed:" + Progress.stacks(late));
      return; // nothing of what follows would be exact
    }
    await(books.tells::isComplete); // of deadlines a listener is told on a thread of the core's own
    books.children.judgeAll();
    checkKills();
    books.tells.checkAll();
    round.callbacks.check(this::await);
    checkStops();
    checkCursors();
    endSessions();
    checkNothingIsLeft();
  }

  private boolean await(final BooleanSupplier event) {
    final long start = System.nanoTime();
    while (!event.getAsBoolean()) {
      if (System.nanoTime() - start > round.patienceNanos) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  // ---- work

  /** Kills whoever may be waiting for that; true if nobody works any more. */
  private boolean endWork() {
    if (round.actors().stream().allMatch(Actor::isDone)) {
      return true;
    }
    final KillBook kill = newKill(KillBook.Kind.PATTERN, null);
    books.killing.set(books.killing.length() - 1, kill); // some actor may still be in its last step
    kill.called = books.now();
    final Outcome outcome =
        round.access.kill(subject.core, KillRequest.of(kill.patterns).code(kill.code).reason(kill.reason()));
    kill.reported(outcome, books);
    kill.returned(books);
    books.killing.set(books.killing.length() - 1, null);
    books.tells.checkReturned(kill);
    for (int slot = 0; slot < books.running.length(); slot++) {
      killById(books.running.get(slot)); // in sessions that have ended meanwhile no session kill finds it
    }
    return false;
  }

  private void killById(final RunBook run) {
    if (run == null || run.id == 0 || run.name != null && round.isSpared(run.name.owner())) {
      return;
    }
    final KillBook kill = newKill(KillBook.Kind.OPERATION, run);
    kill.called = books.now();
    kill.won = subject.core.killOperation(run.id, kill.code, kill.reason(), "audit");
    kill.returned(books);
    books.tells.checkReturned(kill);
  }

  private KillBook newKill(final KillBook.Kind kind, final RunBook target) {
    final boolean all = kind != KillBook.Kind.PATTERN || round.plan.killsAll();
    final KillBook kill =
        new KillBook(
            books.nextKillNumber(), kind, all ? List.of() : List.of(allButTheSpared()), Narrow.NOT, target, null);
    books.kills.put(kill.number, kill);
    return kill;
  }

  private KillPattern allButTheSpared() {
    return KillPattern.users(
        books.names.owners().stream().filter(owner -> !round.isSpared(owner)).map(Names::user).toList());
  }

  // ---- books

  /** Every operation that a kill counted has said so, and no other (K4). */
  private void checkKills() {
    for (final KillBook kill : books.kills.values()) {
      final long seen = kill.seen.get();
      if (seen > kill.reported || kill.reported > seen + kill.unsure.get()) {
        books.violations.add("K4", kill + " reported " + kill.reported + " operations, but was the end of " + seen
            + " and perhaps " + kill.unsure);
      }
      if (kill.kind == KillBook.Kind.PATTERN && kill.toldKillId != 0 && kill.toldKillId != kill.killId) {
        books.violations.add("K4",
            kill + " has the number " + kill.killId + ", but its victims were told " + kill.toldKillId);
      }
      if (kill.kind == KillBook.Kind.OPERATION && kill.won && !isVictim(kill.target, kill)) {
        books.violations.add("K4", kill + " won " + kill.target + ", which ended with " + kill.target.cause);
      }
    }
  }

  private static boolean isVictim(final RunBook run, final KillBook kill) {
    return run.cause != null && run.cause.reason().equals(kill.reason());
  }

  /** Who waited for the victims of a kill to stop was told so once. */
  private void checkStops() {
    await(() -> books.stops.stream().allMatch(StopBook::isDone));
    books.stops.forEach(StopBook::check);
  }

  /**
   * All cursors are closed, each resource once (K7); and in an exact round each was claimed by one who says so (K4).
   */
  private void checkCursors() {
    for (int slot = 0; slot < books.open.length(); slot++) {
      final CursorBook cursor = books.open.get(slot);
      if (cursor != null && cursor.name != null && round.isSpared(cursor.name.owner()) && !round.plan.sharesCursors()
          && !cursor.cursor.isOpen()) {
        books.violations.add("K3", cursor + " is of the owner that all kills spared, and is closed");
      }
    }
    if (round.plan.kind() != Plan.Kind.EXPIRY) {
      for (final CursorBook cursor : books.cursors) {
        cursor.cursor.close();
        if (cursor.wasClosedHere()) {
          books.cursorsClosedByHost.incrementAndGet();
        }
      }
    }
    if (!await(() -> books.cursors.stream().allMatch(cursor -> cursor.closes() > 0))) {
      books.violations.add(
          "K7", books.cursors.stream().filter(cursor -> cursor.closes() == 0).count() + " resources were never closed");
    }
    final long claims = books.cursorsClaimed.get() + books.cursorsWonById.get() + books.cursorsClosedByHost.get();
    final long opened = books.cursors.size();
    if (round.plan.kind() == Plan.Kind.EXACT ? claims != opened : claims > opened) {
      books.violations.add("K4", opened + " cursors were opened, but " + claims + " were claimed by those who say so");
    }
  }

  // ---- sessions

  private void endSessions() {
    if (round.plan.kind() == Plan.Kind.EXPIRY) {
      if (!await(() -> subject.core.telemetry().sessions() == 0)) {
        books.violations.add("expiry", subject.core.telemetry().sessions() + " sessions did not expire");
      }
      return;
    }
    subject.core.sessions().toList().forEach(
        info -> subject.core.findSession(info.id(), info.owner().uid()).ifPresent(this::end));
  }

  private void end(final Session session) {
    if (round.access.end(session)) {
      books.counts.sessionsEnded.increment();
    }
  }

  /** Nothing is left of what has ended (K8). */
  private void checkNothingIsLeft() {
    check("sessions", subject.core.telemetry().sessions());
    check("listed sessions", subject.core.sessions().count());
    check("listed operations", subject.core.operations().count());
    check("listed cursors", subject.core.cursors().count());
    check("owners", subject.parts.sessions.store().owners.owners());
    check("roles", subject.parts.sessions.store().owners.roles());
    check("kills with victims", subject.parts.claims.ledger.pendingKills());
    final AtomicInteger runs = new AtomicInteger();
    subject.parts.operations.sessionless.forEach(run -> runs.incrementAndGet() > 0);
    check("operations without a session", runs.get());
    final int filed = subject.parts.operations.deadlines.entries();
    if (filed > MOST_FILED) {
      books.violations.add("K8", filed + " operations are filed for deadlines, and none runs");
    }
    check("errors of the host's code", subject.errorsNotPlanned());
    final int most = round.mostSessions() + round.actors().size() * Worker.SLOTS;
    final int enough = most / (Segment.SIZE - Segment.SIZE / Segment.GROUP) + 1;
    if (subject.segments() > Math.max(enough, round.segmentsBefore())) {
      books.violations.add("K8", subject.segments() + " segments of slots for at most " + most + " sessions at once");
    }
    round.telemetry.check(this::await);
  }

  private void check(final String what, final long left) {
    if (left != 0) {
      books.violations.add("K8", left + " " + what + " are left");
    }
  }
}
