package dev.quell.bench.peer;

import static com.googlecode.cqengine.query.QueryFactory.equal;

import com.googlecode.cqengine.ConcurrentIndexedCollection;
import com.googlecode.cqengine.IndexedCollection;
import com.googlecode.cqengine.index.hash.HashIndex;
import com.googlecode.cqengine.resultset.ResultSet;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * CQEngine, the collection with indexes that one would take from a shelf: sessions with hash indexes by UUID and by
 * uid, and owners with one by role, which is smaller than one of sessions and need not be touched when a session is
 * opened.
 *
 * <p>CQEngine updates one index after the other, and forgets an entry if one thread removes the last object with some
 * value while another adds one. So additions and removals with the same UUID, uid or role wait for each other here;
 * look-ups do not.
 */
final class Cqengine implements ListSubject {
  private static final int STRIPES = 1_024;

  /*
   * Locks are taken in this order: stripe of the UUID, bin of byUid, owners, session.
   */
  private final Object[] stripes = Stream.generate(Object::new).limit(STRIPES).toArray();

  private final IndexedCollection<CqSession> all = new ConcurrentIndexedCollection<>();
  private final IndexedCollection<CqOwner> owners = new ConcurrentIndexedCollection<>(); // written under this
  private final ConcurrentHashMap<Uid, CqOwner> byUid = new ConcurrentHashMap<>();

  Cqengine() {
    all.addIndex(HashIndex.onSemiUniqueAttribute(CqSession.ID));
    all.addIndex(HashIndex.onAttribute(CqSession.UID));
    owners.addIndex(HashIndex.onAttribute(CqOwner.ROLES));
  }

  private Object stripe(final Key key) {
    return stripes[key.hashCode() & STRIPES - 1];
  }

  // ---- sessions

  @Override
  public ListSession open(final long high, final long low, final Owner owner) {
    final CqSession found = find(new UUID(high, low), owner.uid());
    if (found != null) {
      return found;
    }
    final CqSession fresh = new CqSession(high, low);
    synchronized (stripe(fresh)) {
      final CqSession meanwhile = find(new UUID(high, low), owner.uid());
      return meanwhile != null ? meanwhile : add(fresh, owner);
    }
  }

  private CqSession find(final UUID id, final Uid uid) {
    try (ResultSet<CqSession> sessions = all.retrieve(equal(CqSession.ID, id))) {
      for (final CqSession session : sessions) {
        if (session.indexed && !session.ended && session.owner.uid.equals(uid)) {
          return session;
        }
      }
    }
    return null;
  }

  private CqSession add(final CqSession session, final Owner owner) {
    byUid.compute(
        owner.uid(),
        (uid, seen) -> {
          final CqOwner entry = seen != null && seen.roles().equals(owner.roles()) ? seen : replace(seen, owner);
          entry.sessions++;
          session.owner = entry;
          all.add(session);
          return entry;
        });
    session.indexed = true;
    return session;
  }

  /** A kill by role that comes meanwhile may see both, never none. */
  private CqOwner replace(final CqOwner old, final Owner owner) {
    final CqOwner fresh = new CqOwner(owner, old == null ? 0 : old.sessions);
    synchronized (owners) {
      owners.add(fresh);
      if (old != null) {
        owners.remove(old);
      }
    }
    return fresh;
  }

  @Override
  public boolean end(final ListSession session) {
    synchronized (stripe(session)) {
      if (!session.markEnded()) {
        return false;
      }
      byUid.computeIfPresent(
          session.owner.uid,
          (uid, entry) -> {
            all.remove(session);
            return --entry.sessions == 0 ? removed(entry) : entry;
          });
      return true;
    }
  }

  private CqOwner removed(final CqOwner entry) {
    synchronized (owners) {
      owners.remove(entry);
    }
    return null;
  }

  // ---- works

  @Override
  public void begin(final Work work, final long high, final long low, final Owner owner) {
    while (!open(high, low, owner).tryBegin(work)) {
      // it ended after it was found: the next turn opens another
    }
  }

  // ---- kills

  @Override
  public long killSession(final UUID id) {
    try (ResultSet<CqSession> sessions = all.retrieve(equal(CqSession.ID, id))) {
      return kill(sessions);
    }
  }

  @Override
  public long killOwner(final Uid uid) {
    try (ResultSet<CqSession> sessions = all.retrieve(equal(CqSession.UID, uid))) {
      return kill(sessions);
    }
  }

  @Override
  public long killRole(final Role role) {
    long matched = 0;
    try (ResultSet<CqOwner> holders = owners.retrieve(equal(CqOwner.ROLES, role))) {
      for (final CqOwner holder : holders) {
        matched += killOwner(holder.uid);
      }
    }
    return matched;
  }

  @Override
  public long killAll() {
    return kill(all);
  }

  private static long kill(final Iterable<CqSession> sessions) {
    long matched = 0;
    for (final CqSession session : sessions) {
      session.kill();
      matched++;
    }
    return matched;
  }

  @Override
  public long list(final Visitor visitor) {
    long shown = 0;
    for (final CqSession session : all) {
      visitor.session(session.high, session.low, session.owner.uid);
      shown++;
    }
    return shown;
  }

  @Override
  public long sessions() {
    return all.size();
  }

  @Override
  public void close() {}
}
