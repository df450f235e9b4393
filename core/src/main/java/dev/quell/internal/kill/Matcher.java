package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Uid;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;

/** Chooses the index for a selector, and says whether a session meets a selector. */
final class Matcher {
  private Matcher() {}

  // ---- the index

  /** The index that yields the fewest candidates. */
  static Index choose(final Owners owners, final Selector selector) {
    if (selector.selectsNobody()) {
      return Index.NONE;
    }
    Index best = Index.ALL;
    long least = Long.MAX_VALUE;
    if (selector.hasIds()) {
      best = Index.SESSION_ID;
      least = selector.countIds();
    }
    if (selector.hasOwners() && !selector.hasPairs()) {
      final long cost = best == Index.ALL && selector.roles == null ? 0 : ownersCost(owners, selector, least);
      if (cost < least) {
        best = Index.OWNER;
        least = cost;
      }
    }
    if (selector.roles != null && (best == Index.ALL || rolesCost(owners, selector, least) < least)) {
      best = Index.ROLE;
    }
    return best;
  }

  private static long ownersCost(final Owners owners, final Selector selector, final long enough) {
    long cost = selector.countOwners();
    if (cost < enough) {
      for (final Uid uid : selector.owners()) {
        final OwnerRecord owner = owners.find(uid);
        cost += owner == null ? 0 : owner.sessions();
        if (cost >= enough) {
          break;
        }
      }
    }
    return cost;
  }

  private static long rolesCost(final Owners owners, final Selector selector, final long enough) {
    final long[] cost = {selector.roles.size()};
    if (cost[0] < enough) {
      owners.forEachHolder(selector.roles, owner -> (cost[0] += 1 + owner.sessions()) < enough);
    }
    return cost[0];
  }

  // ---- the rest

  /** Whether every candidate from this index meets the selector. */
  static boolean isExact(final Selector selector, final Index index) {
    return !selector.narrowsByTime()
        && (index == Index.SESSION_ID || !selector.hasIds())
        && (index == Index.OWNER || !selector.hasOwners())
        && (index == Index.ROLE || selector.roles == null);
  }

  /**
   * Whether the session meets what the index {@code known} has not made sure of; null: nothing is known. What it read
   * may belong to another session by then: the caller compares the operation word (Segment I2).
   *
   * @param now core milliseconds, read once for the walk
   */
  static boolean meets(
      final Selector selector, final Segment segment, final int offset, final Index known, final long now) {
    if (selector.narrowsByTime() && !isOldEnough(selector, segment.meta(offset), now)
        || selector.hasIds()
            && known != Index.SESSION_ID
            && !selector.hasId(segment.idHigh(offset), segment.idLow(offset))) {
      return false;
    }
    final boolean byOwner = selector.hasOwners() && known != Index.OWNER;
    final boolean byRole = selector.roles != null && known != Index.ROLE;
    if (!byOwner && !byRole) {
      return true;
    }
    final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
    return owner != null
        && (!byOwner || selector.hasOwner(owner.uid(), segment, offset))
        && (!byRole || owner.holdsAny(selector.roles));
  }

  /** Times are rounded down to a unit, so a session counts as old enough only when the most that its time can be is. */
  private static boolean isOldEnough(final Selector selector, final long meta, final long now) {
    final long idle = now - SessionMeta.usedMs(meta, now) - SessionMeta.UNIT_MS + 1;
    final long age = now - SessionMeta.openedMs(meta, now) - SessionMeta.UNIT_MS + 1;
    return (selector.minIdleMs == 0 || idle >= selector.minIdleMs) && (selector.minAgeMs == 0 || age >= selector.minAgeMs);
  }

  /** Whether a walk for this selector by this index, which is not that of roles, comes by the session. */
  static boolean isCandidate(final Selector selector, final Index index, final Segment segment, final int offset) {
    switch (index) {
      case SESSION_ID:
        return selector.hasId(segment.idHigh(offset), segment.idLow(offset));
      case OWNER:
        final OwnerRecord owner = (OwnerRecord) segment.owner(offset);
        return owner != null && selector.hasOwner(owner.uid(), segment, offset);
      default:
        return index == Index.ALL;
    }
  }
}
