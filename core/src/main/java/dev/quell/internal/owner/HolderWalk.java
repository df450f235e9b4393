package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.index.HashIndex;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the owners that hold any of some roles, each once; but a walk over one role may show an owner again that
 * loses it and gets it again meanwhile. A walk over several roles remembers the owners that it has shown: their roles
 * may change during the walk, so roles do not say whether an owner was shown. For one thread.
 */
public final class HolderWalk {
  /** After this many passes over several roles, each disturbed by a change of roles, all owners are asked. */
  private static final int PASSES = 3;

  private final Roles index;
  private final HashIndex<OwnerRecord> byUid;
  private final Set<Role> roles;
  private final @Nullable Set<OwnerRecord> shown; // null in a walk over one role
  private int pass;
  private long changesBefore;
  private Iterator<Role> rolesLeft;
  @SuppressWarnings("NullAway.Init") // set before chunk
  private Role role;
  @SuppressWarnings("NullAway.Init") // set before chunk
  private RefBag<OwnerRecord> bag; // of that role
  private RefBag.@Nullable Refs<OwnerRecord> chunk; // null between two roles
  private long placesLeft; // of the chunk
  private @Nullable Queue<OwnerRecord> rest; // null until all owners were asked

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

  /** The next owner, or null at the end. */
  public @Nullable OwnerRecord next() {
    while (rest == null) {
      while (chunk != null) {
        while (placesLeft != 0) {
          final int place = Long.numberOfTrailingZeros(placesLeft);
          final OwnerRecord owner = chunk.at(place);
          placesLeft &= placesLeft - 1;
          if (owner != null && isMeant(owner, chunk, place) && (shown == null || shown.add(owner))) {
            return owner;
          }
        }
        enter(bag.after(chunk));
      }
      if (rolesLeft.hasNext()) {
        final RoleRecord<OwnerRecord> record = index.find(rolesLeft.next());
        if (record != null) {
          bag = record.owners;
          role = record.key;
          enter(bag.first());
        }
      } else if (shown == null || index.changes() == changesBefore) {
        return null;
      } else if (++pass < PASSES) {
        startPass(); // the pass may have missed an owner that exchanged one of the roles for another
      } else {
        rest = askAll();
      }
    }
    return rest.poll();
  }

  private void enter(final RefBag.@Nullable Refs<OwnerRecord> next) {
    chunk = next;
    placesLeft = next == null ? 0 : withSessions(next);
  }

  /**
   * The places of owners that hold the role and have a session. Loads into the cache what is needed next, in parallel.
   */
  private long withSessions(final RefBag.Refs<OwnerRecord> of) {
    long found = 0;
    for (long taken = of.takenAcquire(); taken != 0; taken &= taken - 1) {
      final int place = Long.numberOfTrailingZeros(taken);
      final OwnerRecord owner = of.at(place);
      if (owner != null && isMeant(owner, of, place) && owner.hasSlots()) {
        found |= taken & -taken;
      }
    }
    return found;
  }

  /**
   * Whether to show the owner of this entry. In a walk over one role: if the entry is current; at most one entry of an
   * owner is (RS-I1). In a walk over several: if the owner holds any of them. A test for this very role could miss an
   * owner that exchanges it for a role that the walk has passed, before that exchange is counted (OW-I2).
   */
  private boolean isMeant(final OwnerRecord owner, final Chunk of, final int place) {
    return shown == null ? owner.roles().has(role, of, place) : owner.holdsAny(roles);
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
