package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Uid;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import java.util.UUID;

/** Chooses the index for a selector, and says whether a session meets a selector. */
final class Matcher {
  private final Owners owners;
  private final CoreClock clock;
  private final Selector[] selectors;
  private final boolean narrows;

  Matcher(final LiveSessions sessions, final CoreClock clock, final Selector[] selectors) {
    this.owners = sessions.owners();
    this.clock = clock;
    this.selectors = selectors;
    this.narrows = narrows();
  }

  private boolean narrows() {
    for (final Selector selector : selectors) {
      if (selector.minIdleMs != 0 || selector.minAgeMs != 0) {
        return true;
      }
    }
    return false;
  }

  /** The time to narrow by; read once for a walk, and only if some selector asks for it. */
  long now() {
    return narrows ? clock.exactMillis() : 0;
  }

  // ---- the index

  /** The index that yields the fewest candidates. */
  Index choose(final Selector selector) {
    if (selector.selectsNobody()) {
      return Index.NONE;
    }
    Index best = Index.ALL;
    long least = Long.MAX_VALUE;
    if (selector.ids != null) {
      best = Index.SESSION_ID;
      least = selector.ids.size();
    }
    if (selector.owners != null) {
      final long cost = best == Index.ALL && selector.roles == null ? 0 : ownersCost(selector, least);
      if (cost < least) {
        best = Index.OWNER;
        least = cost;
      }
    }
    if (selector.roles != null && (best == Index.ALL || rolesCost(selector, least) < least)) {
      best = Index.ROLE;
    }
    return best;
  }

  private long ownersCost(final Selector selector, final long enough) {
    long cost = selector.owners.size();
    for (final Uid uid : selector.owners) {
      if (cost >= enough) {
        break;
      }
      final OwnerRecord owner = owners.find(uid);
      cost += owner == null ? 0 : owner.sessions();
    }
    return cost;
  }

  private long rolesCost(final Selector selector, final long enough) {
    final long[] cost = {selector.roles.size()};
    if (cost[0] < enough) {
      owners.forEachHolder(selector.roles, owner -> (cost[0] += 1 + owner.sessions()) < enough);
    }
    return cost[0];
  }

  // ---- the rest

  /** Whether the session meets one of the selectors before this one. */
  boolean meetsEarlier(
      final int number, final Segment segment, final int offset, final int generation, final long now) {
    for (int earlier = 0; earlier < number; earlier++) {
      if (meets(selectors[earlier], segment, offset, generation, null, now)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every candidate from this index meets the selector. */
  boolean isExact(final Selector selector, final Index index) {
    return selector.minIdleMs == 0
        && selector.minAgeMs == 0
        && (index == Index.SESSION_ID || selector.ids == null)
        && (index == Index.OWNER || selector.owners == null)
        && (index == Index.ROLE || selector.roles == null);
  }

  /** Whether the session, a candidate from this index, meets what the index alone does not make sure of. */
  boolean meetsRest(
      final Selector selector,
      final Segment segment,
      final int offset,
      final int generation,
      final Index index,
      final long now) {
    return isExact(selector, index) || meets(selector, segment, offset, generation, index, now);
  }

  /** Whether the session meets what the index {@code known} has not made sure of. */
  private boolean meets(
      final Selector selector,
      final Segment segment,
      final int offset,
      final int generation,
      final Index known,
      final long now) {
    final long meta = segment.meta(offset);
    if (selector.minIdleMs > 0 && now - SessionMeta.usedMs(meta) - SessionMeta.UNIT_MS < selector.minIdleMs - 1
        || selector.minAgeMs > 0 && now - SessionMeta.openedMs(meta) - SessionMeta.UNIT_MS < selector.minAgeMs - 1) {
      return false;
    }
    if (selector.ids != null
        && known != Index.SESSION_ID
        && !selector.ids.contains(new UUID(segment.idHigh(offset), segment.idLow(offset)))) {
      return false;
    }
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
    return owner != null
        && segment.stillIn(offset, generation)
        && (selector.owners == null || known == Index.OWNER || selector.owners.contains(owner.uid()))
        && (selector.roles == null || known == Index.ROLE || owner.holdsAny(selector.roles));
  }
}
