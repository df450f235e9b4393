package dev.quell.stress.soak;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.stress.soak.Access.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Kills, in all the ways there are, and checks at once that nothing was left that should be dead (K1). */
final class Killer extends Actor {
  Killer(final Round round, final int number) {
    super(round, number);
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
      killByPattern(patterns(), dice.oneIn(8));
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
    final JoinBook join = new JoinBook(run);
    boolean refused = false;
    try {
      run.operation.onKill(
          cause -> {
            if (join.calls.incrementAndGet() > 1) {
              books.violations.add("K9", this + " was told twice of a kill of " + run);
            }
          });
    } catch (final IllegalStateException e) {
      refused = true; // it has ended
    }
    final boolean runs = books.running.get(slot) == run;
    if (refused && runs) {
      books.violations.add("K9", this + " was not let wait for a kill of " + run + ", which went on");
    } else if (refused && join.calls.get() != 0) {
      books.violations.add("K9", this + " was not let wait for a kill of " + run + ", but was told of one");
    } else if (runs) {
      books.joins.add(join);
      books.counts.joins.increment();
    }
  }

  // ---- by pattern

  private List<KillPattern> patterns() {
    if (round.plan.killsAll() && dice.oneIn(10)) {
      return dice.oneIn(2) ? List.of() : List.of(KillPattern.all());
    }
    final List<KillPattern> patterns = new ArrayList<>();
    for (int more = dice.oneIn(3) ? 3 : 1; more > 0; more--) {
      patterns.add(pattern());
    }
    return patterns;
  }

  private KillPattern pattern() {
    final KillPattern pattern =
        switch (dice.below(7)) {
          case 0 -> round.plan.killsAll()
              ? KillPattern.session(books.names.id(dice))
              : KillPattern.session(books.names.id(dice)).withUsers(users());
          case 1 -> KillPattern.session(books.names.id(dice), owner().uid());
          case 2 -> KillPattern.owner(owner().uid());
          case 3 -> KillPattern.users(users());
          case 4 -> KillPattern.users(users()).withRoles(roles());
          case 5 -> KillPattern.owner(owner().uid()).withRoles(roles());
          default -> round.plan.killsAll() ? KillPattern.roles(roles()) : KillPattern.roles(roles()).withUsers(users());
        };
    if (dice.oneIn(20)) { // excludes nobody, but has every session looked at
      return dice.oneIn(2) ? pattern.idleFor(Duration.ZERO) : pattern.olderThan(Duration.ZERO);
    }
    return pattern;
  }

  /** An owner that may be killed. */
  private OwnerBook owner() {
    OwnerBook owner;
    do {
      owner = books.names.owner(dice);
    } while (round.isSpared(owner));
    return owner;
  }

  private Set<UserName> users() {
    final Set<UserName> users = new HashSet<>();
    for (int more = 1 + dice.below(3); more > 0; more--) {
      users.add(Names.user(owner()));
    }
    return users;
  }

  private Set<Role> roles() {
    final Set<Role> roles = new HashSet<>();
    for (int more = 1 + dice.below(2); more > 0; more--) {
      roles.add(dice.of(Names.ROLES));
    }
    return roles;
  }

  private void killByPattern(final List<KillPattern> patterns, final boolean cutOff) {
    final KillBook kill = newKill(KillBook.Kind.PATTERN, patterns, null, null);
    KillRequest request = KillRequest.of(patterns).code(kill.code).reason(kill.reason()).by("killer" + number);
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
    kill.reported = outcome.operations();
    kill.killId = outcome.killId();
    kill.returned(now, books.names.owners());
    books.killing.set(number, null);
    books.counts.kills.increment();
    books.counts.claims.add(outcome.operations());
    books.counts.cursorClaims.add(outcome.cursors());
    books.cursorsClaimed.addAndGet(outcome.cursors());
    if (cutOff) {
      books.counts.cutOff.increment();
    }
  }

  // ---- by id

  private void killOperation() {
    final RunBook run = books.running.get(dice.below(books.running.length()));
    if (run == null || run.id == 0 || run.name != null && round.isSpared(run.name.owner())) {
      return;
    }
    final KillBook kill = newKill(KillBook.Kind.OPERATION, List.of(), run, null);
    kill.called = books.now();
    if (core.killOperation(run.id, kill.code, kill.reason(), "killer" + number)) {
      kill.reported = 1;
      books.wonById.incrementAndGet();
    }
    kill.returned(books.now(), List.of());
  }

  private void killCursor() {
    final CursorBook cursor = books.open.get(dice.below(books.open.length()));
    if (cursor == null || cursor.name != null && round.isSpared(cursor.name.owner())) {
      return;
    }
    final KillBook kill = newKill(KillBook.Kind.CURSOR, List.of(), null, cursor);
    kill.called = books.now();
    final boolean won = core.killCursor(cursor.cursor.id(), kill.reason(), "killer" + number);
    if (won) {
      kill.reported = 1; // a cursor, and perhaps a run
      books.cursorsWonById.incrementAndGet();
    }
    if (cursor.cursor.isOpen()) {
      books.violations.add("K1", cursor + " is open after its kill");
    }
    kill.returned(books.now(), List.of());
  }

  private KillBook newKill(
      final KillBook.Kind kind, final List<KillPattern> patterns, final RunBook target, final CursorBook cursor) {
    final KillBook kill = new KillBook(books.nextKillNumber(), kind, patterns, target, cursor);
    books.kills.put(kill.number, kill); // before the call: a victim may speak up before it returns
    return kill;
  }
}
