package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One concurrent map by UUID, a short {@code synchronized} on each session, and no other index: a kill by uid or role
 * looks at every session, as mongod's does, but holds nobody up while it does.
 */
final class Scan extends ConcurrentTable<ListSession, CountedOwner, Work> implements ListSubject {

  Scan(final int maxSessions) {
    super(maxSessions);
  }

  @Override
  ListSession newSession(final long high, final long low) {
    return new SyncSession(high, low);
  }

  @Override
  CountedOwner newOwner(final Owner told) {
    return new CountedOwner(told);
  }

  @Override
  void add(final CountedOwner owner, final ListSession session) {
    owner.add();
  }

  @Override
  boolean removeAndIsEmpty(final CountedOwner owner, final ListSession session) {
    return owner.removeAndIsEmpty();
  }

  @Override
  void rolesChanged(final CountedOwner owner, final Set<Role> before, final Set<Role> now) {
    // looked up by the scan
  }

  @Override
  boolean tryBegin(final Work work, final ListSession session) {
    return session.tryBegin(work);
  }

  @Override
  public long killOwner(final Uid uid) {
    final CountedOwner wanted = byUid.get(uid);
    return wanted == null ? 0 : scan(owner -> owner == wanted);
  }

  @Override
  public long killRole(final Role role) {
    return scan(owner -> owner.roles().contains(role));
  }

  private long scan(final Predicate<PeerOwner> matches) {
    long matched = 0;
    for (final ListSession head : byId.values()) {
      for (ListSession session = head; session != null; session = session.sameId) {
        if (matches.test(session.owner)) {
          session.kill();
          matched++;
        }
      }
    }
    return matched;
  }
}
