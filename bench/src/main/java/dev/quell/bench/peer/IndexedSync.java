package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Collection;
import java.util.Set;

/**
 * The honest bar: concurrent maps by UUID, uid and role, and a short {@code synchronized} on each session. Written to
 * be lean: a session is its own key, an owner keeps its sessions in an array, a run is linked into its session
 * and allocates nothing.
 */
final class IndexedSync extends ConcurrentTable<ListSession, SyncOwner, Work> implements ListSubject {
  private final Holders<SyncOwner> byRole = new Holders<>();

  IndexedSync(final int maxSessions) {
    super(maxSessions);
  }

  @Override
  ListSession newSession(final long high, final long low) {
    return new SyncSession(high, low);
  }

  @Override
  SyncOwner newOwner(final Owner told) {
    return new SyncOwner(told);
  }

  @Override
  void add(final SyncOwner owner, final ListSession session) {
    owner.add(session);
  }

  @Override
  boolean removeAndIsEmpty(final SyncOwner owner, final ListSession session) {
    return owner.removeAndIsEmpty(session);
  }

  @Override
  void rolesChanged(final SyncOwner owner, final Set<Role> before, final Set<Role> now) {
    byRole.change(owner, before, now);
  }

  @Override
  boolean tryBegin(final Work work, final ListSession session) {
    return session.tryBegin(work);
  }

  @Override
  public long killOwner(final Uid uid) {
    final SyncOwner owner = byUid.get(uid);
    return owner == null ? 0 : owner.kill();
  }

  /** By the owners' lists, each of which leads to all its sessions at once; a map's chains do so one by one. */
  @Override
  public long killAll() {
    return killEach(byUid.values());
  }

  @Override
  public long killRole(final Role role) {
    return killEach(byRole.of(role));
  }

  private static long killEach(final Collection<SyncOwner> owners) {
    long matched = 0;
    for (final SyncOwner owner : owners) {
      matched += owner.kill();
    }
    return matched;
  }
}
