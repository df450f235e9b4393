package dev.quell.stress.soak;

import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.stress.soak.Names.Name;
import java.util.HashSet;
import java.util.Set;

/** Changes roles and labels, ends sessions, and tries what it has from sessions that have ended (K3). */
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
    if (round.changing() > 0 && dice.oneIn(3)) {
      relabel(books.names.changing(dice));
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
    owner.history().changing(changed, books.now());
    if (!core.replaceRoles(changed) && round.hasOpenSession(owner)) {
      books.violations.add("K8", "an owner with sessions is gone: " + changed);
    }
    owner.history().changed(books.now(), books.oldestKill());
    books.counts.roleChanges.increment();
  }

  private void relabel(final Name name) {
    final Session session = round.ofChanging(name);
    final Labels labels = Marks.draw(dice);
    name.labels().changing(labels, books.now());
    try {
      round.access.relabel(session, labels);
      if (!session.labels().equals(labels)) {
        books.violations.add("labels", name + " was given " + labels + " and has " + session.labels());
      }
    } catch (final SessionEndedException e) {
      round.endedMeanwhile(name);
    }
    name.labels().changed(books.now(), books.oldestKill());
    books.counts.relabels.increment();
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
