package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Labels;
import dev.quell.Labels.Label;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.label.LabelIndex;
import dev.quell.internal.label.LabelRecord;
import dev.quell.internal.owner.HolderWalk;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.Segment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a kill or listing with several selectors: the index of each, which is the one with the fewest candidates
 * (K6), and which selectors a session meets.
 *
 * <p>Each visited session is tested. To test it against all selectors would cost the product of sessions and patterns
 * (K6). So selectors that name UUIDs or owners are looked up by these. The others are tested for every session. They
 * are few: selectors for roles are merged unless their times differ.
 */
final class KillPlan {
  /** Up to this many selectors are scanned linearly: a look-up is no faster. */
  private static final int FEW = 8;

  private static final IntArrayList NONE = new IntArrayList();

  private final Selector[] all;
  private final Index[] indexes;
  // Numbers of selectors by UUID, by owner, and of the others; null if there are few.
  private final @Nullable Map<UUID, IntArrayList> byId;
  private final @Nullable Map<Uid, IntArrayList> byOwner; // uids have an order: colliding ones cost little
  private final @Nullable Map<Label, IntArrayList> byLabel; // so have labels
  private final @Nullable IntArrayList others;

  private final Set<Label> labels = new LinkedHashSet<>();
  private final boolean labelled;
  private final boolean looksInside;

  KillPlan(final SessionStore store, final Selector[] all) {
    this.all = all;
    this.indexes = new Index[all.length];
    boolean anyLabels = false;
    boolean anyInside = false;
    for (int i = 0; i < all.length; i++) {
      indexes[i] = choose(store, all[i]);
      anyLabels |= all[i].hasLabels();
      anyInside |= all[i].hasLabels() && indexes[i] != Index.LABEL;
      if (indexes[i] == Index.LABEL) {
        labels.add(rarest(store.labels, all[i]));
      }
    }
    labelled = anyLabels;
    looksInside = anyInside;
    if (all.length <= FEW) {
      byId = null;
      byOwner = null;
      byLabel = null;
      others = null;
      return;
    }
    byId = new HashMap<>();
    byOwner = new HashMap<>();
    byLabel = new HashMap<>();
    others = new IntArrayList();
    for (int i = 0; i < all.length; i++) {
      final int number = i;
      final Set<UUID> ids = indexes[i] != Index.OWNER ? all[i].ids() : null;
      final Set<Uid> uids = ids == null ? all[i].owners() : null;
      if (ids != null) {
        ids.forEach(id -> byId.computeIfAbsent(id, key -> new IntArrayList()).addInt(number));
      } else if (uids != null) {
        uids.forEach(uid -> byOwner.computeIfAbsent(uid, key -> new IntArrayList()).addInt(number));
      } else if (all[i].hasLabels()) {
        byLabel.computeIfAbsent(all[i].labels.toList().get(0), key -> new IntArrayList()).addInt(number);
      } else {
        others.addInt(number);
      }
    }
  }

  // ---- the index of each

  /** The index that yields the fewest candidates. */
  static Index choose(final SessionStore store, final Selector selector) {
    final Owners owners = store.owners;
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
      final boolean only = best == Index.ALL && selector.roles == null && !selector.hasLabels();
      final long cost = only ? 0 : ownersCost(owners, selector, least);
      if (cost < least) {
        best = Index.OWNER;
        least = cost;
      }
    }
    if (selector.hasLabels()) {
      final long cost = carriers(store.labels, rarest(store.labels, selector));
      if (cost < least) {
        best = Index.LABEL;
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

  /** Of the labels that the selector asks for, the one that the fewest carry. */
  static Label rarest(final LabelIndex index, final Selector selector) {
    final List<Label> some = selector.labels.toList();
    Label rarest = some.get(0);
    for (int i = 1; i < some.size(); i++) {
      if (carriers(index, some.get(i)) < carriers(index, rarest)) {
        rarest = some.get(i);
      }
    }
    return rarest;
  }

  private static long carriers(final LabelIndex index, final Label label) {
    final LabelRecord<?> record = index.find(label);
    return record == null ? 0 : record.holders();
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
   * Whether all selectors are walked jointly. They are if what a session meets may change, because its owner exchanges
   * roles, or it is relabelled or used. They are too if one needs a walk over everything, which can test the others on
   * its way.
   */
  boolean isWalkedJointly() {
    int byRole = 0;
    for (final Selector selector : all) {
      byRole += selector.roles != null ? 1 : 0;
      if (selector.minIdleMs > 0) {
        return true;
      }
    }
    return byRole > 1 || labelled || has(Index.ALL);
  }

  /** The labels whose carriers are walked, each once. */
  Set<Label> labels() {
    return labels;
  }

  /** Whether a session that meets no selector as a whole may have work that meets one, and that no label leads to. */
  boolean looksInside() {
    return looksInside;
  }

  /** The roles of the selectors that have the index of roles. */
  Set<Role> roles() {
    final Set<Role> roles = new HashSet<>();
    for (int i = 0; i < all.length; i++) {
      if (indexes[i] == Index.ROLE) {
        roles.addAll(all[i].roles);
      }
    }
    return roles;
  }

  // ---- which selectors a session meets

  /**
   * Whether the session meets any selector, for one version of its owner's roles and one of its labels. Else the owner
   * could exchange the second selector's role for the first's between the two tests, and meet neither.
   *
   * @param work the labels of an operation or cursor in the session, to ask whether that meets any; else none
   */
  boolean meetsAny(
      final Segment<OwnerRecord, SessionAnchor, ?> segment, final int offset, final long now, final Labels work) {
    while (true) {
      final OwnerRecord owner = segment.owner(offset);
      final Object roles = owner == null ? null : owner.version();
      final Labels own = labelled ? Selector.labelsOf(segment, offset) : Labels.none(); // while that is the version
      final boolean meets =
          anyOf(all.length, segment, offset, own, i -> all[i].carries(own) && meetsFields(i, segment, offset, now))
              || !work.isEmpty() && anyOf(
                  all.length, segment, offset, work, i -> all[i].carries(work) && meetsFields(i, segment, offset, now));
      if (meets && !labelled) {
        return true;
      }
      if (owner == null || owner.version() == roles) {
        return meets;
      }
    }
  }

  private boolean meetsFields(
      final int number, final Segment<OwnerRecord, ?, ?> segment, final int offset, final long now) {
    return all[number].meetsFields(segment, offset, null, now);
  }

  /** Whether an operation or cursor with these labels meets any selector, whatever its session. */
  boolean meetsAnyAlone(final Labels work) {
    if (byLabel == null) {
      return anyOf(all.length, i -> all[i].labelsAlone && all[i].carries(work));
    }
    return anyByLabel(work, all.length, i -> all[i].labelsAlone && all[i].carries(work));
  }

  /** Whether the session meets one of the first {@code number} selectors. */
  boolean meetsEarlier(
      final int number, final Segment<OwnerRecord, SessionAnchor, ?> segment, final int offset, final long now) {
    final Labels own = labelled ? Selector.labelsOf(segment, offset) : Labels.none();
    return anyOf(number, segment, offset, own, i -> all[i].meets(segment, offset, null, now));
  }

  /**
   * Whether a walk for one of the first {@code number} selectors visits the session, not counting walks by role or
   * label.
   */
  boolean wasCandidate(final int number, final Segment<OwnerRecord, ?, ?> segment, final int offset) {
    return anyOf(number, segment, offset, Labels.none(), i -> all[i].isCandidate(indexes[i], segment, offset));
  }

  /**
   * Tests the session against the first {@code number} selectors, less those that name other UUIDs, owners or labels.
   */
  @SuppressWarnings("NullAway") // all four are there, or none
  private boolean anyOf(
      final int number,
      final Segment<OwnerRecord, ?, ?> segment,
      final int offset,
      final Labels carried,
      final IntPredicate test) {
    if (byId == null) {
      return anyOf(number, test);
    }
    final OwnerRecord owner = segment.owner(offset);
    return anyOf(byId.getOrDefault(new UUID(segment.idHigh(offset), segment.idLow(offset)), NONE), number, test)
        || owner != null && anyOf(byOwner.getOrDefault(owner.uid(), NONE), number, test)
        || anyByLabel(carried, number, test)
        || anyOf(others, number, test);
  }

  @SuppressWarnings("NullAway") // if there are many
  private boolean anyByLabel(final Labels carried, final int number, final IntPredicate test) {
    for (final Label label : carried.toList()) {
      if (anyOf(byLabel.getOrDefault(label, NONE), number, test)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyOf(final int number, final IntPredicate test) {
    for (int i = 0; i < number; i++) {
      if (test.test(i)) {
        return true;
      }
    }
    return false;
  }

  /** Tests those below {@code number}. They are in ascending order. */
  private static boolean anyOf(final IntArrayList some, final int number, final IntPredicate test) {
    for (int i = 0; i < some.size() && some.getInt(i) < number; i++) {
      if (test.test(some.getInt(i))) {
        return true;
      }
    }
    return false;
  }
}
