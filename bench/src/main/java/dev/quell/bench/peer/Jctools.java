package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionEndedException;
import dev.quell.Uid;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.maps.NonBlockingHashMapLong;

/**
 * Written to win: JCTools' map with {@code long} keys for the UUIDs, its queues for sessions that have ended, and a
 * compare-and-set in place of each lock on a session. An owner has a lock, which opening and killing its sessions take.
 */
final class Jctools implements Subject<SlotSession, SlotWork> {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final NonBlockingHashMapLong<SlotSession> byId;
  private final ConcurrentHashMap<Uid, SlotOwner> byUid = new ConcurrentHashMap<>();
  private final Holders<SlotOwner> byRole = new Holders<>();
  /** Sessions behind the first of their chain, which the map does not count. */
  private final LongAdder behind = new LongAdder();
  private final Object chains = new Object(); // to take one out of a chain of several

  Jctools(final int maxSessions) {
    byId = new NonBlockingHashMapLong<>(2 * maxSessions, false);
  }

  private static long key(final long high, final long low) {
    return high * SPREAD + low;
  }

  // ---- sessions

  @Override
  public SlotSession open(final long high, final long low, final Owner owner) {
    final long key = key(high, low);
    SlotSession head = byId.get(key);
    final SlotSession found = SlotSession.find(head, high, low, owner.uid());
    if (found != null) {
      return found;
    }
    final SlotSession fresh = new SlotSession(high, low);
    attach(fresh, owner); // first, so that whoever finds it in the map can be killed
    while (!push(key, head, fresh)) {
      head = byId.get(key);
      final SlotSession other = SlotSession.find(head, high, low, owner.uid());
      if (other != null) {
        fresh.markEnded();
        detach(fresh);
        return other;
      }
    }
    return fresh;
  }

  private boolean push(final long key, final SlotSession head, final SlotSession fresh) {
    if (head == null) {
      return byId.putIfAbsent(key, fresh) == null;
    }
    fresh.sameKey = head;
    final boolean pushed = byId.replace(key, head, fresh);
    if (pushed) {
      behind.increment();
    } else {
      fresh.sameKey = null;
    }
    return pushed;
  }

  private void attach(final SlotSession session, final Owner owner) {
    while (session.owner == null) {
      final SlotOwner seen = byUid.get(owner.uid());
      final SlotOwner entry = seen != null ? seen : byUid.computeIfAbsent(owner.uid(), uid -> new SlotOwner(owner));
      synchronized (entry) {
        if (!entry.dead) {
          final Set<Role> before = entry.linked ? entry.roles() : Set.of();
          if (entry.tell(owner) || !entry.linked) {
            byRole.change(entry, before, owner.roles());
            entry.linked = true;
          }
          session.owner = entry;
          entry.add(session);
        }
      }
    }
  }

  @Override
  public boolean end(final SlotSession session) {
    if (!session.markEnded()) {
      return false;
    }
    remove(key(session.high, session.low), session);
    detach(session);
    return true;
  }

  private void remove(final long key, final SlotSession session) {
    if (session.sameKey == null && byId.remove(key, session)) {
      return;
    }
    synchronized (chains) {
      SlotSession head = byId.get(key);
      while (head == session) {
        final SlotSession next = session.sameKey;
        if (next == null ? byId.remove(key, session) : byId.replace(key, session, next)) {
          behind.add(next == null ? 0 : -1);
          return;
        }
        head = byId.get(key); // another was put before it
      }
      while (head.sameKey != session) {
        head = head.sameKey;
      }
      head.sameKey = session.sameKey;
      behind.decrement();
    }
  }

  private void detach(final SlotSession session) {
    final SlotOwner owner = session.owner;
    if (owner.queue(session)) {
      synchronized (owner) {
        if (owner.tidy() == 0 && !owner.dead) {
          owner.dead = true;
          byUid.remove(owner.uid, owner);
          byRole.change(owner, owner.roles(), Set.of());
        }
      }
    }
  }

  // ---- works

  @Override
  public SlotWork newWork() {
    return new SlotWork();
  }

  @Override
  public void begin(final SlotWork work, final SlotSession session) {
    if (!session.tryBegin(work)) {
      throw new SessionEndedException();
    }
  }

  @Override
  public void begin(final SlotWork work, final long high, final long low, final Owner owner) {
    while (!open(high, low, owner).tryBegin(work)) {
      // it ended after it was found: the next turn opens another
    }
  }

  @Override
  public boolean isKilled(final SlotWork work) {
    return work.isKilled();
  }

  @Override
  public void awaitKill(final SlotWork work) throws InterruptedException {
    work.awaitKill();
  }

  @Override
  public void endWork(final SlotWork work) {
    work.session.finish(work);
  }

  // ---- kills

  @Override
  public long killSession(final UUID id) {
    final long high = id.getMostSignificantBits();
    final long low = id.getLeastSignificantBits();
    long matched = 0;
    for (SlotSession session = byId.get(key(high, low)); session != null; session = session.sameKey) {
      if (session.hasId(high, low)) {
        session.kill();
        matched++;
      }
    }
    return matched;
  }

  @Override
  public long killOwner(final Uid uid) {
    final SlotOwner owner = byUid.get(uid);
    return owner == null ? 0 : owner.kill();
  }

  @Override
  public long killRole(final Role role) {
    return killEach(byRole.of(role));
  }

  @Override
  public long killAll() {
    return killEach(byUid.values());
  }

  private static long killEach(final Collection<SlotOwner> owners) {
    long matched = 0;
    for (final SlotOwner owner : owners) {
      matched += owner.kill();
    }
    return matched;
  }

  @Override
  public long list(final Visitor visitor) {
    long shown = 0;
    for (final SlotSession head : byId.values()) {
      for (SlotSession session = head; session != null; session = session.sameKey) {
        if (!session.isEnded()) {
          visitor.session(session.high, session.low, session.owner.uid);
          shown++;
        }
      }
    }
    return shown;
  }

  @Override
  public long sessions() {
    return byId.size() + behind.sum();
  }

  @Override
  public void close() {}
}
