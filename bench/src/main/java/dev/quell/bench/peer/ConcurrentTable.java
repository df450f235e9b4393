package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Concurrent maps by UUID and by uid. What an owner knows of its sessions, and a session of its works, differs.
 *
 * @param <S> a session
 * @param <O> an owner
 * @param <W> a work
 */
abstract class ConcurrentTable<S extends ChainedSession<S>, O extends PeerOwner, W> implements Subject<S, W> {
  /*
   * Locks are taken in this order: bin of byId, bin of byUid, bin of a role, owner, session. A session is in both
   * maps, or in neither, whenever the bin of its UUID is free; but whoever got it before it ended may see it
   * afterwards.
   */

  final ConcurrentHashMap<Key, S> byId;
  final ConcurrentHashMap<Uid, O> byUid = new ConcurrentHashMap<>();
  private final LongAdder sessions = new LongAdder();

  ConcurrentTable(final int maxSessions) {
    byId = new ConcurrentHashMap<>(maxSessions);
  }

  abstract S newSession(long high, long low);

  abstract O newOwner(Owner told);

  abstract void add(O owner, S session);

  abstract boolean removeAndIsEmpty(O owner, S session);

  abstract void rolesChanged(O owner, Set<Role> before, Set<Role> now);

  abstract boolean tryBegin(W work, S session);

  @Override
  public final S open(final long high, final long low, final Owner owner) {
    final S found = ChainedSession.find(byId.get(new Key(high, low)), owner.uid());
    if (found != null) {
      return found;
    }
    final S fresh = newSession(high, low);
    byId.compute(
        fresh,
        (key, head) -> {
          if (ChainedSession.find(head, owner.uid()) != null) {
            return head;
          }
          attach(fresh, owner);
          fresh.sameId = head;
          return fresh;
        });
    return fresh.owner != null ? fresh : open(high, low, owner);
  }

  private void attach(final S session, final Owner owner) {
    session.owner =
        byUid.compute(
            owner.uid(),
            (uid, seen) -> {
              final O entry = seen == null ? newOwner(owner) : seen;
              final Set<Role> before = seen == null ? Set.of() : seen.roles();
              if (seen == null || entry.tell(owner)) {
                rolesChanged(entry, before, owner.roles());
              }
              add(entry, session);
              return entry;
            });
    sessions.increment();
  }

  @Override
  public final boolean end(final S session) {
    final boolean[] ended = {false};
    byId.computeIfPresent(
        session,
        (key, head) -> {
          if (!session.markEnded()) {
            return head;
          }
          ended[0] = true;
          detach(session);
          return ChainedSession.without(head, session);
        });
    return ended[0];
  }

  private void detach(final S session) {
    byUid.computeIfPresent(
        session.owner.uid,
        (uid, entry) -> {
          if (!removeAndIsEmpty(entry, session)) {
            return entry;
          }
          rolesChanged(entry, entry.roles(), Set.of());
          return null;
        });
    sessions.decrement();
  }

  @Override
  public final void begin(final W work, final long high, final long low, final Owner owner) {
    while (!tryBegin(work, open(high, low, owner))) {
      // it ended after it was found: the next turn opens another
    }
  }

  @Override
  public final long killSession(final UUID id) {
    return ChainedSession.killChain(byId.get(new Key(id.getMostSignificantBits(), id.getLeastSignificantBits())));
  }

  @Override
  public long killAll() {
    long matched = 0;
    for (final S head : byId.values()) {
      matched += ChainedSession.killChain(head);
    }
    return matched;
  }

  @Override
  public final long list(final Visitor visitor) {
    long shown = 0;
    for (final S head : byId.values()) {
      shown += ChainedSession.showChain(head, visitor);
    }
    return shown;
  }

  @Override
  public final long sessions() {
    return sessions.sum();
  }

  @Override
  public final void close() {}
}
