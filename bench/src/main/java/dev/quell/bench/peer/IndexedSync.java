package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionEndedException;
import dev.quell.Uid;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The honest bar: concurrent maps by UUID, uid and role, and a short {@code synchronized} on each session. Written to be lean: a
 * session is its own key, an owner keeps its sessions in an array list, a run is linked into its session and allocates nothing.
 */
final class IndexedSync implements Subject<SyncSession, SyncWork> {
  /*
   * Locks are taken in this order: bin of byId, bin of byUid, bin of byRole, owner, session. Ending a session marks it first, so
   * whoever finds it in a map afterwards passes over it.
   */

  private final ConcurrentHashMap<Key, SyncSession> byId;
  private final ConcurrentHashMap<Uid, SyncOwner> byUid = new ConcurrentHashMap<>();
  private final SyncRoles byRole = new SyncRoles();
  private final LongAdder sessions = new LongAdder();

  IndexedSync(final int maxSessions) {
    byId = new ConcurrentHashMap<>(maxSessions);
  }

  // ---- sessions

  @Override
  public SyncSession open(final long high, final long low, final Owner owner) {
    final SyncSession found = find(byId.get(new Key(high, low)), owner.uid());
    if (found != null) {
      return found;
    }
    final SyncSession fresh = new SyncSession(high, low);
    byId.compute(
        fresh,
        (key, head) -> {
          if (find(head, owner.uid()) != null) {
            return head;
          }
          attach(fresh, owner);
          fresh.sameId = head;
          return fresh;
        });
    return fresh.owner != null ? fresh : open(high, low, owner);
  }

  private static SyncSession find(final SyncSession head, final Uid uid) {
    SyncSession session = head;
    while (session != null && (session.isEnded() || !session.owner.uid.equals(uid))) {
      session = session.sameId;
    }
    return session;
  }

  private void attach(final SyncSession session, final Owner owner) {
    session.owner =
        byUid.compute(
            owner.uid(),
            (uid, seen) -> {
              final SyncOwner entry = seen == null ? new SyncOwner(owner) : seen;
              if (seen == null) {
                byRole.link(entry, owner.roles());
              } else if (entry.told != owner && !entry.told.roles().equals(owner.roles())) {
                final Set<Role> before = entry.told.roles();
                entry.told = owner;
                byRole.link(entry, owner.roles());
                byRole.unlinkAllBut(entry, before, owner.roles());
              }
              entry.add(session);
              return entry;
            });
    sessions.increment();
  }

  @Override
  public boolean end(final SyncSession session) {
    if (!session.markEnded()) {
      return false;
    }
    byId.computeIfPresent(session, (key, head) -> without(head, session));
    byUid.computeIfPresent(
        session.owner.uid,
        (uid, entry) -> {
          if (!entry.removeAndIsEmpty(session)) {
            return entry;
          }
          byRole.unlinkAllBut(entry, entry.told.roles(), Set.of());
          return null;
        });
    sessions.decrement();
    return true;
  }

  private static SyncSession without(final SyncSession head, final SyncSession gone) {
    if (head == gone) {
      return gone.sameId;
    }
    SyncSession before = head;
    while (before.sameId != gone) {
      before = before.sameId;
    }
    before.sameId = gone.sameId;
    return head;
  }

  // ---- works

  @Override
  public SyncWork newWork() {
    return new SyncWork();
  }

  @Override
  public void begin(final SyncWork work, final SyncSession session) {
    if (!session.tryBegin(work)) {
      throw new SessionEndedException();
    }
  }

  @Override
  public void begin(final SyncWork work, final long high, final long low, final Owner owner) {
    while (!open(high, low, owner).tryBegin(work)) {
      // it ended after it was found: the next turn opens another
    }
  }

  @Override
  public boolean isKilled(final SyncWork work) {
    return work.killed;
  }

  @Override
  public void endWork(final SyncWork work) {
    work.session.finish(work);
  }

  // ---- kills

  @Override
  public long killSession(final UUID id) {
    return killChain(byId.get(new Key(id.getMostSignificantBits(), id.getLeastSignificantBits())));
  }

  private static long killChain(final SyncSession head) {
    long matched = 0;
    for (SyncSession session = head; session != null; session = session.sameId) {
      session.kill();
      matched++;
    }
    return matched;
  }

  @Override
  public long killOwner(final Uid uid) {
    final SyncOwner entry = byUid.get(uid);
    return entry == null ? 0 : entry.kill();
  }

  @Override
  public long killRole(final Role role) {
    return byRole.kill(role);
  }

  @Override
  public long killAll() {
    long matched = 0;
    for (final SyncSession head : byId.values()) {
      matched += killChain(head);
    }
    return matched;
  }

  @Override
  public long sessions() {
    return sessions.sum();
  }

  @Override
  public void close() {}
}
