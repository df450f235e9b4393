package dev.quell.stress.soak;

import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.stress.soak.Names.Name;
import java.util.HashSet;
import java.util.Set;

/** Changes roles, ends sessions, and tries what it has from sessions that have ended (K3). */
final class Changer extends Actor {
  private static final int STALE = 32;

  private final Session[] stale = new Session[STALE];
  private final Operation operation;

  Changer(final Round round, final int number) {
    super(round, number);
    this.operation = core.operation();
  }

  @Override
  void step() {
    if (round.changing() > 0 && dice.oneIn(3)) {
      changeRoles(books.names.owners().get(dice.below(round.changing())));
    }
    if (round.plan.hostEnds()) {
      endOne();
    }
    useStale(stale[dice.below(STALE)]);
    for (int pause = dice.below(20); pause > 0; pause--) {
      Thread.yield();
    }
  }

  private void changeRoles(final OwnerBook owner) {
    final Set<Role> roles = new HashSet<>();
    for (int more = dice.below(3); more > 0; more--) {
      roles.add(dice.of(Names.ROLES));
    }
    final Owner changed = owner.first().withRoles(roles);
    owner.changing(changed, books.now());
    if (!core.replaceRoles(changed) && round.hasOpenSession(owner)) {
      books.violations.add("K8", "an owner with sessions is gone: " + changed);
    }
    owner.changed(books.now(), books.oldestKill());
    books.counts.roleChanges.increment();
  }

  private void endOne() {
    final Name name = books.names.name(dice);
    if (name.owner().isChanging()) {
      return; // its sessions are never opened again, and so stay
    }
    final Session session = core.findSession(name.id(), name.owner().uid()).orElse(null);
    if (session == null) {
      return;
    }
    if (round.access.end(session)) {
      books.counts.sessionsEnded.increment();
    }
    stale[dice.below(STALE)] = session;
  }

  /** What is left of a session that has ended does nothing any more, whoever has its slot by now. */
  private void useStale(final Session session) {
    if (session == null) {
      return;
    }
    books.counts.staleUses.increment();
    if (session.isOpen() || session.end()) {
      books.violations.add("K3", "a session that has ended is open");
    }
    try {
      session.begin(operation, "stale");
      books.violations.add("K3", "an operation began in a session that has ended");
      operation.close();
    } catch (final SessionEndedException e) {
      // as it should be
    }
  }
}
