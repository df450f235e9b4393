package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.StampedLock;

/**
 * FerretDB's shape: maps from uid to UUID to session, under one read-write lock. An owner is found by its role too.
 *
 * <p>Kinder than FerretDB, where whatever touches a session, and every kill, takes the lock to write: here that is
 * only to open and to end. A session is the lock of its own works, so that finding, beginning and killing share the
 * table. Like FerretDB it has no index by UUID alone, so such a kill asks every owner: that is the price of its low
 * memory.
 */
final class RwLock implements ListSubject {
  private final StampedLock lock = new StampedLock();
  private final Map<Uid, MapOwner> byUid = new HashMap<>();
  private final Holders<MapOwner> byRole = new Holders<>();
  private long sessions;

  // ---- sessions

  @Override
  public ListSession open(final long high, final long low, final Owner owner) {
    final Key key = new Key(high, low);
    final ListSession found = find(key, owner.uid());
    return found != null ? found : findOrOpen(key, owner);
  }

  private ListSession find(final Key key, final Uid uid) {
    final long stamp = lock.readLock();
    try {
      final MapOwner entry = byUid.get(uid);
      return entry == null ? null : entry.sessions.get(key);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private ListSession findOrOpen(final Key key, final Owner owner) {
    final long stamp = lock.writeLock();
    try {
      final MapOwner seen = byUid.get(owner.uid());
      final ListSession found = seen == null ? null : seen.sessions.get(key);
      return found != null ? found : open(key, owner, seen);
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  private ListSession open(final Key key, final Owner owner, final MapOwner seen) {
    final MapOwner entry = seen == null ? new MapOwner(owner) : seen;
    final Set<Role> before = seen == null ? Set.of() : seen.roles();
    if (seen == null) {
      byUid.put(entry.uid, entry);
    }
    if (seen == null || entry.tell(owner)) {
      byRole.change(entry, before, owner.roles());
    }
    final ListSession fresh = new SyncSession(key.high, key.low);
    fresh.owner = entry;
    entry.sessions.put(fresh, fresh);
    sessions++;
    return fresh;
  }

  @Override
  public boolean end(final ListSession session) {
    final long stamp = lock.writeLock();
    try {
      if (!session.markEnded()) {
        return false;
      }
      final MapOwner entry = (MapOwner) session.owner;
      entry.sessions.remove(session);
      if (entry.sessions.isEmpty()) {
        byUid.remove(entry.uid);
        byRole.change(entry, entry.roles(), Set.of());
      }
      sessions--;
      return true;
    } finally {
      lock.unlockWrite(stamp);
    }
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
    final Key key = new Key(id.getMostSignificantBits(), id.getLeastSignificantBits());
    final long stamp = lock.readLock();
    try {
      long matched = 0;
      for (final MapOwner owner : byUid.values()) {
        final ListSession session = owner.sessions.get(key);
        if (session != null) {
          session.kill();
          matched++;
        }
      }
      return matched;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public long killOwner(final Uid uid) {
    final long stamp = lock.readLock();
    try {
      final MapOwner owner = byUid.get(uid);
      return owner == null ? 0 : owner.kill();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public long killRole(final Role role) {
    final long stamp = lock.readLock();
    try {
      return killEach(byRole.of(role));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public long killAll() {
    final long stamp = lock.readLock();
    try {
      return killEach(byUid.values());
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private static long killEach(final Collection<MapOwner> owners) {
    long matched = 0;
    for (final MapOwner owner : owners) {
      matched += owner.kill();
    }
    return matched;
  }

  @Override
  public long list(final Visitor visitor) {
    final long stamp = lock.readLock();
    try {
      long shown = 0;
      for (final MapOwner owner : byUid.values()) {
        for (final ListSession session : owner.sessions.values()) {
          visitor.session(session.high, session.low, owner.uid);
          shown++;
        }
      }
      return shown;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public long sessions() {
    final long stamp = lock.readLock();
    try {
      return sessions;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public void close() {}
}
