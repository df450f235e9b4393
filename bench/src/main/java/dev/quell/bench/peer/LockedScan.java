package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionEndedException;
import dev.quell.Uid;
import java.util.HashMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * mongod's algorithm: maps by UUID, each under one lock that guards its sessions and their works too. A kill by uid or
 * role, and one of everything, holds the lock of one map after the other while it looks at every session in it. With
 * one map that is mongod's catalogue of sessions under its mutex; with several, the usual cure.
 *
 * <p>Kinder than mongod: a kill by UUID is a look-up, and a session is compared by the identity of its owner.
 */
final class LockedScan implements ListSubject {
  static final int PARTITIONS = 32;

  private final Partition[] partitions;
  private final ConcurrentHashMap<Uid, CountedOwner> byUid = new ConcurrentHashMap<>();

  LockedScan(final int partitions, final int maxSessions) {
    this.partitions = new Partition[partitions];
    for (int i = 0; i < partitions; i++) {
      this.partitions[i] = new Partition(maxSessions / partitions);
    }
  }

  /** Is its own lock, and shares no line with another. */
  private static final class Partition {
    final HashMap<Key, ListSession> byId;
    int sessions;
    long a, b, c, d, e, f, g, h, i, j, k, l, m, n, o;

    Partition(final int maxSessions) {
      byId = new PaddedMap(maxSessions);
    }
  }

  /** Its own fields too are written when a session comes or goes. */
  private static final class PaddedMap extends HashMap<Key, ListSession> {
    private static final long serialVersionUID = 1;
    long a, b, c, d, e, f, g, h, i, j, k, l, m, n, o;

    PaddedMap(final int maxSessions) {
      super(maxSessions);
    }
  }

  /** By the upper bits of the hash: the map goes by the lower ones. */
  private Partition partition(final Key key) {
    return partitions[(int) (Integer.toUnsignedLong(key.hashCode()) * partitions.length >>> Integer.SIZE)];
  }

  // ---- sessions

  @Override
  public ListSession open(final long high, final long low, final Owner owner) {
    final Key key = new Key(high, low);
    final Partition partition = partition(key);
    synchronized (partition) {
      return findOrOpen(partition, key, owner);
    }
  }

  private ListSession findOrOpen(final Partition partition, final Key key, final Owner owner) {
    final ListSession head = partition.byId.get(key);
    final ListSession found = ChainedSession.find(head, owner.uid());
    if (found != null) {
      return found;
    }
    final ListSession fresh = new ListSession(key.high, key.low);
    fresh.owner =
        byUid.compute(
            owner.uid(),
            (uid, seen) -> {
              final CountedOwner entry = seen == null ? new CountedOwner(owner) : seen;
              entry.tell(owner);
              entry.add();
              return entry;
            });
    fresh.sameId = head;
    partition.byId.put(fresh, fresh);
    partition.sessions++;
    return fresh;
  }

  @Override
  public boolean end(final ListSession session) {
    final Partition partition = partition(session);
    synchronized (partition) {
      if (!session.markEnded()) {
        return false;
      }
      partition.byId.computeIfPresent(session, (key, head) -> ChainedSession.without(head, session));
      partition.sessions--;
      byUid.computeIfPresent(session.owner.uid, (uid, entry) -> entry.removeAndIsEmpty() ? null : entry);
    }
    return true;
  }

  // ---- works

  @Override
  public void begin(final Work work, final ListSession session) {
    synchronized (partition(session)) {
      if (!session.tryBegin(work)) {
        throw new SessionEndedException();
      }
    }
  }

  @Override
  public void begin(final Work work, final long high, final long low, final Owner owner) {
    final Key key = new Key(high, low);
    final Partition partition = partition(key);
    synchronized (partition) {
      findOrOpen(partition, key, owner).tryBegin(work);
    }
  }

  @Override
  public void endWork(final Work work) {
    synchronized (partition(work.session)) {
      work.session.finish(work);
    }
  }

  // ---- kills

  @Override
  public long killSession(final UUID id) {
    final Key key = new Key(id.getMostSignificantBits(), id.getLeastSignificantBits());
    final Partition partition = partition(key);
    synchronized (partition) {
      return ChainedSession.killChain(partition.byId.get(key));
    }
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

  @Override
  public long killAll() {
    return scan(owner -> true);
  }

  private long scan(final Predicate<PeerOwner> matches) {
    long matched = 0;
    for (final Partition partition : partitions) {
      synchronized (partition) {
        for (final ListSession head : partition.byId.values()) {
          for (ListSession session = head; session != null; session = session.sameId) {
            if (matches.test(session.owner)) {
              session.kill();
              matched++;
            }
          }
        }
      }
    }
    return matched;
  }

  @Override
  public long list(final Visitor visitor) {
    long shown = 0;
    for (final Partition partition : partitions) {
      synchronized (partition) {
        for (final ListSession head : partition.byId.values()) {
          shown += ChainedSession.showChain(head, visitor);
        }
      }
    }
    return shown;
  }

  @Override
  public long sessions() {
    long sum = 0;
    for (final Partition partition : partitions) {
      synchronized (partition) {
        sum += partition.sessions;
      }
    }
    return sum;
  }

  @Override
  public void close() {}
}
