package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionEndedException;
import dev.quell.Uid;
import java.util.Set;

/**
 * As {@link IndexedSync}, with concurrent sets in place of every lock on a session or owner: no thread waits for
 * another that has begun or kills. What that costs is an object for each run, as a kill may still hold a run that has
 * ended.
 */
final class Indexed extends ConcurrentTable<SetSession, SetOwner, SetWork> {
  private final Holders<SetOwner> byRole = new Holders<>();

  Indexed(final int maxSessions) {
    super(maxSessions);
  }

  // ---- sessions

  @Override
  SetSession newSession(final long high, final long low) {
    return new SetSession(high, low);
  }

  @Override
  SetOwner newOwner(final Owner told) {
    return new SetOwner(told);
  }

  @Override
  void add(final SetOwner owner, final SetSession session) {
    owner.sessions.add(session);
  }

  @Override
  boolean removeAndIsEmpty(final SetOwner owner, final SetSession session) {
    owner.sessions.remove(session);
    return owner.sessions.isEmpty();
  }

  @Override
  void rolesChanged(final SetOwner owner, final Set<Role> before, final Set<Role> now) {
    byRole.change(owner, before, now);
  }

  // ---- works

  @Override
  public SetWork newWork() {
    return new SetWork();
  }

  @Override
  public void begin(final SetWork work, final SetSession session) {
    if (!tryBegin(work, session)) {
      throw new SessionEndedException();
    }
  }

  @Override
  boolean tryBegin(final SetWork work, final SetSession session) {
    final Run run = work.newRun();
    if (!session.tryBegin(run)) {
      return false;
    }
    work.run = run;
    work.session = session;
    return true;
  }

  @Override
  public boolean isKilled(final SetWork work) {
    return work.run.isKilled();
  }

  @Override
  public void awaitKill(final SetWork work) throws InterruptedException {
    work.run.awaitKill();
  }

  @Override
  public void endWork(final SetWork work) {
    work.session.finish(work.run);
  }

  // ---- kills

  @Override
  public long killOwner(final Uid uid) {
    final SetOwner owner = byUid.get(uid);
    return owner == null ? 0 : owner.kill();
  }

  @Override
  public long killRole(final Role role) {
    long matched = 0;
    for (final SetOwner owner : byRole.of(role)) {
      matched += owner.kill();
    }
    return matched;
  }
}
