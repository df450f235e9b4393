package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.owner.OwnerRecord.RoleGrant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the owners that hold any of some roles, each once, one at a time. Several roles cost memory for the owners
 * shown: what an owner holds may change during the walk, so "has been shown" must be remembered; to conclude it from the
 * roles could miss an owner. For one thread.
 */
public final class HolderWalk {
  /** Passes over several roles, each disturbed by changes of roles, before all owners are asked instead. */
  private static final int PASSES = 3;

  private final Roles index;
  private final HashIndex<OwnerRecord> byUid;
  private final Set<Role> roles;
  private final @Nullable Set<OwnerRecord> shown; // null if one role is asked for
  private int pass;
  private long changesBefore;
  private Iterator<Role> rolesLeft;
  @SuppressWarnings("NullAway.Init") // set before chunk
  private RefBag<RoleGrant> bag;
  private RefBag.@Nullable Refs<RoleGrant> chunk; // null between two roles
  private long placesLeft; // of the chunk
  private @Nullable Queue<OwnerRecord> rest; // not null once all owners were asked

  HolderWalk(final Roles index, final HashIndex<OwnerRecord> byUid, final Set<Role> roles) {
    this.index = index;
    this.byUid = byUid;
    this.roles = roles;
    this.shown = roles.size() < 2 ? null : Collections.newSetFromMap(new IdentityHashMap<>());
    startPass();
  }

  private void startPass() {
    changesBefore = index.changes();
    rolesLeft = roles.iterator();
  }

  /** The next owner, or null if there is no further one. */
  public @Nullable OwnerRecord next() {
    while (rest == null) {
      while (chunk != null) {
        while (placesLeft != 0) {
          final RoleGrant grant = chunk.at(Long.numberOfTrailingZeros(placesLeft));
          placesLeft &= placesLeft - 1;
          if (grant != null && isMeant(grant) && (shown == null || shown.add(grant.owner))) {
            return grant.owner;
          }
        }
        enter(bag.after(chunk));
      }
      if (rolesLeft.hasNext()) {
        final RoleRecord<RoleGrant> record = index.find(rolesLeft.next());
        if (record != null) {
          bag = record.grants;
          enter(bag.first());
        }
      } else if (shown == null || index.changes() == changesBefore) {
        return null;
      } else if (++pass < PASSES) {
        startPass(); // an owner that exchanged one of the roles for another during the pass may have been missed
      } else {
        rest = askAll();
      }
    }
    return rest.poll();
  }

  private void enter(final RefBag.@Nullable Refs<RoleGrant> next) {
    chunk = next;
    placesLeft = next == null ? 0 : withSessions(next);
  }

  /**
   * The places of those who hold the role and have a session. Brings all that is needed next into the cache, in
   * parallel.
   */
  private long withSessions(final RefBag.Refs<RoleGrant> of) {
    long found = 0;
    for (long taken = of.takenAcquire(); taken != 0; taken &= taken - 1) {
      final RoleGrant grant = of.at(Long.numberOfTrailingZeros(taken));
      if (grant != null && isMeant(grant) && grant.owner.slots().first() != null) {
        found |= taken & -taken;
      }
    }
    return found;
  }

  /**
   * Whether to show the owner of this entry: in a walk over one role, if the entry is current, which is so for one entry
   * at most; in a walk over several, if its owner holds any of them. To ask for this very role would miss an owner that
   * exchanges it for one that the walk has passed, before that exchange is counted (OW-I2).
   */
  private boolean isMeant(final RoleGrant grant) {
    return shown == null ? grant.isCurrent() : grant.owner.holdsAny(roles);
  }

  @SuppressWarnings("NullAway") // several roles are asked for
  private Queue<OwnerRecord> askAll() {
    final Queue<OwnerRecord> holders = new ArrayDeque<>();
    byUid.forEach(
        owner -> {
          if (!owner.isDead() && owner.holdsAny(roles) && shown.add(owner)) {
            holders.add(owner);
          }
          return true;
        });
    return holders;
  }
}
