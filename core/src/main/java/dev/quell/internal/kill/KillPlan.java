package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.owner.HolderWalk;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.slots.Segment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How a kill or listing with several selectors goes about them: the index of each, the one with the fewest candidates (K6), and what
 * a session means to several of them.
 *
 * <p>Each session that a walk visits is asked which of them it meets. To ask all would cost the product of sessions and
 * patterns (K6); so a selector that names UUIDs or owners is looked up by those, and asked of their sessions only. Those
 * that name neither are asked of all: they are few, since selectors for roles are merged unless their times differ.
 */
final class KillPlan {
  /** Up to this many are asked one by one: a look-up is not quicker. */
  private static final int FEW = 8;

  private static final IntArrayList NONE = new IntArrayList();

  private final Selector[] all;
  private final Index[] indexes;
  // Numbers of selectors, by what the index of each goes by; null if there are few.
  private final @Nullable Map<UUID, IntArrayList> byId;
  private final @Nullable Map<Uid, IntArrayList> byOwner; // uids are ordered: clients who choose colliding ones gain little
  private final @Nullable IntArrayList others;

  KillPlan(final Owners owners, final Selector[] all) {
    this.all = all;
    this.indexes = new Index[all.length];
    for (int i = 0; i < all.length; i++) {
      indexes[i] = choose(owners, all[i]);
    }
    if (all.length <= FEW) {
      byId = null;
      byOwner = null;
      others = null;
      return;
    }
    byId = new HashMap<>();
    byOwner = new HashMap<>();
    others = new IntArrayList();
    for (int i = 0; i < all.length; i++) {
      final int number = i;
      final Set<UUID> ids = indexes[i] != Index.OWNER ? all[i].ids() : null;
      final Set<Uid> uids = ids == null ? all[i].owners() : null;
      if (ids != null) {
        ids.forEach(id -> byId.computeIfAbsent(id, key -> new IntArrayList()).addInt(number));
      } else if (uids != null) {
        uids.forEach(uid -> byOwner.computeIfAbsent(uid, key -> new IntArrayList()).addInt(number));
      } else {
        others.addInt(number);
      }
    }
  }

  // ---- the index of each

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

  @SuppressWarnings("NullAway") // of one that hasOwners(), but no pairs
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

  @SuppressWarnings("NullAway") // of one that has roles
  private static long rolesCost(final Owners owners, final Selector selector, final long enough) {
    long cost = selector.roles.size();
    if (cost < enough) {
      final HolderWalk holders = owners.holders(selector.roles);
      for (OwnerRecord owner = holders.next(); owner != null && cost < enough; owner = holders.next()) {
        cost += 1 + owner.sessions();
      }
    }
    return cost;
  }

  Index index(final int number) {
    return indexes[number];
  }

  boolean has(final Index index) {
    for (final Index one : indexes) {
      if (one == index) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether there is to be one walk for all of them: because what a session meets may change, when its owner exchanges
   * roles or it is used; or because one of them needs a walk over everything, which can as well ask for the others.
   */
  boolean isWalkedJointly() {
    int byRole = 0;
    for (final Selector selector : all) {
      byRole += selector.roles != null ? 1 : 0;
      if (selector.minIdleMs > 0) {
        return true;
      }
    }
    return byRole > 1 || has(Index.ALL);
  }

  /** The roles of those that have the index of roles. */
  Set<Role> roles() {
    final Set<Role> roles = new HashSet<>();
    for (int i = 0; i < all.length; i++) {
      if (indexes[i] == Index.ROLE) {
        roles.addAll(all[i].roles);
      }
    }
    return roles;
  }

  // ---- what a session means to several

  /**
   * Whether the session meets any, with the roles that its owner holds at one moment: asked one by one, it could
   * exchange the role that the second asks for by that of the first in between.
   */
  boolean meetsAny(final Segment<OwnerRecord, ?, ?> segment, final int offset, final long now) {
    while (true) {
      final OwnerRecord owner = segment.owner(offset);
      final Object roles = owner == null ? null : owner.version();
      if (meetsEarlier(all.length, segment, offset, now)) {
        return true;
      }
      if (owner == null || owner.version() == roles) {
        return false;
      }
    }
  }

  /** Whether the session meets one of the first {@code number}. */
  boolean meetsEarlier(
      final int number, final Segment<OwnerRecord, ?, ?> segment, final int offset, final long now) {
    return anyOf(number, segment, offset, i -> all[i].meets(segment, offset, null, now));
  }

  /** Whether a walk for one of the first {@code number} visits the session, if not by its owner's roles. */
  boolean wasCandidate(final int number, final Segment<OwnerRecord, ?, ?> segment, final int offset) {
    return anyOf(number, segment, offset, i -> all[i].isCandidate(indexes[i], segment, offset));
  }

  /** Tries those of the first {@code number} that have to do with the session's UUID and owner. */
  @SuppressWarnings("NullAway") // all three are there, or none
  private boolean anyOf(
      final int number, final Segment<OwnerRecord, ?, ?> segment, final int offset, final IntPredicate test) {
    if (byId == null) {
      for (int i = 0; i < number; i++) {
        if (test.test(i)) {
          return true;
        }
      }
      return false;
    }
    final OwnerRecord owner = segment.owner(offset);
    return anyOf(byId.getOrDefault(new UUID(segment.idHigh(offset), segment.idLow(offset)), NONE), number, test)
        || owner != null && anyOf(byOwner.getOrDefault(owner.uid(), NONE), number, test)
        || anyOf(others, number, test);
  }

  /** The numbers rise. */
  private static boolean anyOf(final IntArrayList some, final int number, final IntPredicate test) {
    for (int i = 0; i < some.size() && some.getInt(i) < number; i++) {
      if (test.test(some.getInt(i))) {
        return true;
      }
    }
    return false;
  }
}
