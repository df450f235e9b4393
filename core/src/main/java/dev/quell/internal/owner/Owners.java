package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.RememberedByHost;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The owners that have sessions, by uid and by role.
 *
 * <p>An owner is here while it has a session, a role while an owner here holds it (K8). An owner's roles are those of
 * its current version. The roles' bags are only the index: entries are filled before the version changes and emptied
 * after it. So a walk over a role meets every owner that holds it throughout (K1). {@link HolderWalk} then asks the
 * current version.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>Cost:</b> a change of roles is O(roles before and after).
 */
public final class Owners extends Apart {
  /*
   * Invariants    OW-I1  an owner whose current version has a role has an entry in the role's bag: entries are filled
   *                      before the version is installed and emptied after the next one is.
   *               OW-I2  a walk over several roles that meets an entry, current or not, shows its owner if that holds
   *                      one of the roles by then. A pass meets every owner that holds one or another of them
   *                      throughout, unless an entry was emptied meanwhile; changes counts before that.
   * Edges         OW-E1  replace changes, entry emptied -> walk entry, changes: a missed entry was counted
   *               OW-E2  replaceRoles host's record changed, fence, record found, version replaced -> adoptRoles
   *                      attached, version read, fence, host asked: the answer is the new one, or its exchange for that
   *                      version fails
   * Tests         OW-I1  LabelSessionStress.OW_I1_ChangeVsChange, RoleStress.K1_RoleChangeVsKillByRole
   *               OW-I2, OW-E1  LabelSessionStress.OW_I2_ExchangeVsKillByBoth,
   *                      OwnersTest.shouldShowAnOwnerWhoseExchangeStandsStillDuringTheWalk,
   *                      ReviewFindingsTest.shouldNotMissAnOwnerThatExchangesOneKilledRoleForAnotherDuringTheKill
   *               OW-E2  RoleStress.OW_E2_ReplaceVsFirstOpen, RoleStress.OW_E2_ReplaceVsFurtherOpen,
   *                      RoleStress.OW_E2_ReplaceBySameVsFurtherOpen,
   *                      CurrentOwnerTest.shouldShowEveryChangeToTheNextKillWhileOthersOpenWithStaleOwners
   */

  /** Marks the records of this table. It is tiny, because an owner object may keep it after the core is gone. */
  private final Object identity = new Object();
  private final HashIndex<OwnerRecord> byUid;
  private final Roles roles;
  private final long limitPerOwner;
  private final @Nullable UnaryOperator<Owner> currentOwner;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param expectedOwners the number of owners to size the table for
   * @param limitPerOwner the most sessions of one owner
   * @param currentOwner asks the host for an owner's roles whenever they are set; null to take the roles that a command
   *     gives
   */
  public Owners(
      final int expectedOwners,
      final long limitPerOwner,
      final @Nullable UnaryOperator<Owner> currentOwner,
      final KeyedHash hash,
      final long secret) {
    this.byUid = new HashIndex<>(expectedOwners, secret, (record, key, uid) -> record.uid().equals(uid));
    this.roles = new Roles(hash, Long.reverse(secret));
    this.limitPerOwner = limitPerOwner;
    this.currentOwner = currentOwner;
  }

  public long limitPerOwner() {
    return limitPerOwner;
  }

  /** The record of the owner with this uid, or null if it has no session. */
  public @Nullable OwnerRecord find(final Uid uid) {
    final OwnerRecord found = byUid.get(uid.part(0), uid);
    return found == null || found.isDead() ? null : found;
  }

  /** {@link #find(Uid)} for an owner object, which remembers the record. */
  public @Nullable OwnerRecord find(final Owner owner) {
    final OwnerRecord remembered = remembered(owner);
    // live now, so live ever since it was made
    if (remembered != null && !remembered.isDead()) {
      return remembered;
    }
    final OwnerRecord found = find(owner.uid());
    if (found != null) {
      RememberedByHost.setRecord(owner, found);
    }
    return found;
  }

  /** The remembered record of this owner, if it is of this table; live or dead, or null. */
  private @Nullable OwnerRecord remembered(final Owner owner) {
    final OwnerRecord record = (OwnerRecord) RememberedByHost.record(owner);
    return record != null && record.home() == identity ? record : null;
  }

  /**
   * Counts one more session of the owner. If that is its first, the owner holds no role yet: see {@link #adoptRoles}.
   *
   * @return the record, from which the caller must {@link #detach} when the session is gone; or null if the owner is at
   *     its limit
   */
  public @Nullable OwnerRecord attach(final Owner owner) {
    final Uid uid = owner.uid();
    final OwnerRecord remembered = remembered(owner);
    if (remembered != null && remembered.tryAttach(limitPerOwner) == OwnerRecord.Attach.DONE) {
      return remembered;
    }
    OwnerRecord fresh = null;
    while (true) {
      final OwnerRecord found = byUid.get(uid.part(0), uid);
      if (found != null) {
        switch (found.tryAttach(limitPerOwner)) { // OR-I2
          case DONE:
            RememberedByHost.setRecord(owner, found);
            return found;
          case FULL:
            return null;
          default: // dead: replace it, even if the thread in detach has not removed it yet
            byUid.remove(uid.part(0), uid, found);
        }
      }
      fresh = fresh == null ? new OwnerRecord(identity, owner) : fresh;
      if (byUid.putIfAbsent(uid.part(0), uid, fresh) == null) {
        RememberedByHost.setRecord(owner, fresh);
        return fresh;
      }
    }
  }

  /** Counts one session of the owner less; with the last one, removes the owner and its roles. */
  public void detach(final OwnerRecord record) {
    if (!record.detach()) { // OR-I1: the session has left the bag
      return;
    }
    byUid.remove(record.uid().part(0), record.uid(), record);
    while (true) {
      final RoleSet<OwnerRecord> last = record.roles();
      final RoleSet<OwnerRecord> none = last.buried();
      if (record.casRoles(last, none)) {
        unlinkAllBut(last, none);
        return;
      }
    }
  }

  /**
   * Replaces the roles of an owner that has sessions. The next kill sees the new ones.
   *
   * @return false if the owner has no session
   */
  public boolean replaceRoles(final Owner owner) {
    VarHandle.fullFence(); // OW-E2: the host has changed its record before we look for ours
    final OwnerRecord record = find(owner.uid());
    return record != null && setRoles(record, owner, true);
  }

  /**
   * Gives an owner that opens a session the roles it came with. An owner known by its uid alone keeps those it has.
   */
  public void adoptRoles(final OwnerRecord record, final Owner owner) {
    setRoles(record, owner, false);
  }

  /*
   * If the host is asked, no stale answer survives a replacement. A stale answer was given before the host changed its
   * record, so the version that it is to replace was read before that (OW-E2). The replacement after the change
   * installs another version, so the exchange fails and the host is asked again. That is why a replacement installs a
   * new version even if the roles are equal. A record that a replacement does not find gets an answer given after it.
   */
  private boolean setRoles(final OwnerRecord record, final Owner given, final boolean replace) {
    while (true) {
      if (currentOwner == null && record.version() == given) {
        return true; // as below, without an object for the first version
      }
      final RoleSet<OwnerRecord> before = record.roles();
      final Owner owner = currentOwner == null ? given : askHost(given);
      final boolean same = before.owner() == owner || saysTheSame(before.owner(), owner);
      if (same && !(replace && currentOwner != null) || !replace && isKnownByUidAlone(owner)) {
        return !before.isDead();
      }
      if (before.isDead()) {
        return false;
      }
      final RoleSet<OwnerRecord> next = linked(record, owner, before);
      if (record.casRoles(before, next)) { // OW-I1
        roles.changed();
        unlinkAllBut(before, next);
        return true;
      }
      unlinkAllBut(next, before);
    }
  }

  /** A version with an entry for each role of the owner: that of the version before, or a new one. */
  private RoleSet<OwnerRecord> linked(
      final OwnerRecord record, final Owner owner, final RoleSet<OwnerRecord> before) {
    final Set<Role> held = owner.roles();
    final RoleSet<OwnerRecord> next = RoleSet.of(owner, held.size());
    int number = 0;
    boolean done = false;
    try {
      for (final Role role : held) { // in their order
        final int kept = before.indexOf(role);
        if (kept >= 0) {
          next.keep(number, before, kept);
        } else {
          roles.link(record, role, next, number);
        }
        number++;
      }
      done = true;
      return next;
    } finally {
      if (!done) { // out of memory: no version has these, so nobody else would take them out
        unlinkAllBut(next, number, before);
      }
    }
  }

  /** Whether the roles are the same, and no name becomes known. */
  private static boolean saysTheSame(final Owner before, final Owner owner) {
    return before.equals(owner) && (before.name().isPresent() || owner.name().isEmpty());
  }

  private static boolean isKnownByUidAlone(final Owner owner) {
    return owner.name().isEmpty() && owner.roles().isEmpty() && !owner.uid().equals(Uid.UNAUTHENTICATED);
  }

  @SuppressWarnings("NullAway") // there is somebody to ask
  private Owner askHost(final Owner given) {
    VarHandle.fullFence(); // OW-E2: we have attached to the record and read its version before the host is asked
    final Owner now = currentOwner.apply(given);
    if (now == null || !now.sameIdentity(given)) {
      throw new IllegalStateException("the host answered " + now + " for " + given + ": expected the same identity");
    }
    return now;
  }

  private void unlinkAllBut(final RoleSet<OwnerRecord> gone, final RoleSet<OwnerRecord> kept) {
    unlinkAllBut(gone, gone.size(), kept);
  }

  /** @param entries how many of them there are, from the first */
  private void unlinkAllBut(final RoleSet<OwnerRecord> gone, final int entries, final RoleSet<OwnerRecord> kept) {
    for (int i = 0; i < entries; i++) {
      if (!kept.has(gone.record(i).key, gone.chunk(i), gone.place(i))) {
        roles.unlink(gone, i);
      }
    }
  }

  /** A walk over every owner that holds any of the roles. */
  public HolderWalk holders(final Set<Role> anyOf) {
    return new HolderWalk(roles, byUid, anyOf);
  }

  /** The number of changes of roles so far. For a walk, before and after a pass. */
  public long roleChanges() {
    return roles.changes(); // callers: JO-I1
  }

  /** The number of roles that are held; a walk, for tests. */
  public int roles() {
    return roles.count();
  }

  /** The number of owners that have a session; a walk, for tests. */
  public int owners() {
    final int[] count = {0};
    byUid.forEach(record -> ++count[0] > 0);
    return count[0];
  }
}
