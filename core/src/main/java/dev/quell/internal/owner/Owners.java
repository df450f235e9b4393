package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.owner.OwnerRecord.RoleGrant;
import dev.quell.internal.services.RememberedByHost;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who has sessions, by uid and by role.
 *
 * <p>An owner is here for as long as it has a session, a role for as long as an owner here holds it (K8). The owner's
 * own version of its roles is the truth; the roles' bags are the index and are filled before the version changes and
 * emptied after it, so a walk over a role finds everyone who holds it throughout (K1) and asks each entry whether it is
 * current; a walk over several roles asks its owner whether it holds any of them.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>Cost:</b> a change of roles is O(roles before and after).
 */
public final class Owners {
  /*
   * Invariants    OW-I1  an owner that holds a role, by the version of its roles that is current, has its entry in the
   *                      role's bag: entries are filled before the version and emptied after the next one.
   *               OW-I2  a walk over several roles shows everyone of whom it meets an entry, current or not, and who
   *                      holds one of the roles by then. It has met everyone who held one throughout, though not always
   *                      the same one, unless an entry went meanwhile; changes counts before entries go.
   * Edges         OW-E1  replace changes, entry emptied -> walk entry, changes: a missed entry was counted
   *               OW-E2  replaceRoles host's record changed, fence, record, version replaced -> adoptRoles attached,
   *                      version, fence, host asked: the answer is the new one, or its exchange for that version fails
   * Tests         OW-I1  LabelSessionStress.OW_I1_ChangeVsChange, RoleStress.K1_RoleChangeVsKillByRole
   *               OW-I2, OW-E1  LabelSessionStress.OW_I2_ExchangeVsKillByBoth,
   *                      OwnersTest.shouldShowAnOwnerWhoseExchangeStandsStillDuringTheWalk,
   *                      ReviewFindingsTest.shouldNotMissAnOwnerThatExchangesOneKilledRoleForAnotherDuringTheKill
   *               OW-E2  RoleStress.OW_E2_ReplaceVsFirstOpen, RoleStress.OW_E2_ReplaceVsFurtherOpen,
   *                      RoleStress.OW_E2_ReplaceBySameVsFurtherOpen,
   *                      CurrentOwnerTest.shouldShowEveryChangeToTheNextKillWhileOthersOpenWithStaleOwners
   */

  /** What marks a record as one of ours, and, unlike us, weighs nothing when an owner object outlives the core. */
  private final Object identity = new Object();
  private final HashIndex<OwnerRecord> byUid;
  private final Roles roles;
  private final long limitPerOwner;
  private final @Nullable UnaryOperator<Owner> currentOwner;

  /**
   * @param expectedOwners what the owner table is made for
   * @param limitPerOwner the most sessions one owner may have
   * @param currentOwner asks the host for an owner's roles whenever they are set; null if what a command says of its
   *     owner is taken as it comes
   */
  public Owners(
      final int expectedOwners,
      final long limitPerOwner,
      final @Nullable UnaryOperator<Owner> currentOwner,
      final KeyedHash hash,
      final long secret) {
    this.byUid = new HashIndex<>(expectedOwners, secret);
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

  /** {@link #find(Uid)} for an owner object, which remembers what was found. */
  public @Nullable OwnerRecord find(final Owner owner) {
    final OwnerRecord remembered = remembered(owner);
    // alive now, so alive while its sessions were looked at before this
    if (remembered != null && !remembered.isDead()) {
      return remembered;
    }
    final OwnerRecord found = find(owner.uid());
    if (found != null) {
      RememberedByHost.setRecord(owner, found);
    }
    return found;
  }

  /** A record of this owner in this table, dead or alive; or null. */
  private @Nullable OwnerRecord remembered(final Owner owner) {
    final OwnerRecord record = (OwnerRecord) RememberedByHost.record(owner);
    return record != null && record.home() == identity ? record : null;
  }

  /**
   * Counts one more session of the owner. If that is its first, the owner holds no role yet: see {@link
   * #adoptRoles}.
   *
   * @return the record; the caller must {@link #detach} from it when the session is gone; or null if the owner has as
   *     many sessions as it may
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
        switch (found.tryAttach(limitPerOwner)) {
          case DONE:
            RememberedByHost.setRecord(owner, found);
            return found;
          case FULL:
            return null;
          default: // dead: put a new record in its place, whether or not its undertaker has come
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

  /** One session of the owner is gone; with the last one the owner and its roles go. */
  public void detach(final OwnerRecord record) {
    if (!record.detach()) {
      return;
    }
    byUid.remove(record.uid().part(0), record.uid(), record);
    while (true) {
      final RoleSet<RoleGrant> last = record.roles();
      if (record.casRoles(last, last.buried())) {
        unlinkAllBut(last, Map.of());
        return;
      }
    }
  }

  /**
   * Replaces the roles of an owner that has sessions. The next kill sees the new ones.
   *
   * @return false if the owner has no session, so that there is nothing to replace
   */
  public boolean replaceRoles(final Owner owner) {
    VarHandle.fullFence(); // OW-E2: the host has changed its record before we look whom it concerns
    final OwnerRecord record = find(owner.uid());
    return record != null && setRoles(record, owner, true);
  }

  /**
   * Makes an owner that opens a session hold the roles it came with, unless no more than its uid is known: that says no
   * roles.
   */
  public void adoptRoles(final OwnerRecord record, final Owner owner) {
    setRoles(record, owner, false);
  }

  /*
   * Where the host is asked, no stale answer survives a replacement. A stale answer was given before the host changed
   * its record, so the version it is to be exchanged for was read before that (OW-E2), and the replacement that follows the
   * change has put another one there: the exchange fails, and the host is asked again. That is why a replacement
   * installs a new version even if the roles are the same, and why a record that a replacement does not find yet is
   * filled with an answer given after it.
   */
  private boolean setRoles(final OwnerRecord record, final Owner given, final boolean replace) {
    while (true) {
      final RoleSet<RoleGrant> before = record.roles();
      final Owner owner = currentOwner == null ? given : askHost(given);
      final boolean namesIt = before.owner().name().isEmpty() && owner.name().isPresent();
      final boolean same = before.owner() == owner || before.owner().roles().equals(owner.roles()) && !namesIt;
      if (same && !(replace && currentOwner != null) || !replace && isKnownByUidAlone(owner)) {
        return !before.isDead();
      }
      if (before.isDead()) {
        return false;
      }
      final HashMap<Role, RoleGrant> after = new HashMap<>(owner.roles().size() * 2);
      for (final Role role : owner.roles()) {
        final RoleGrant kept = before.get(role);
        after.put(role, kept != null ? kept : roles.link(record, role));
      }
      final RoleSet<RoleGrant> next = RoleSet.of(owner, after);
      if (record.casRoles(before, next)) { // OW-I1
        roles.changed();
        unlinkAllBut(before, after);
        return true;
      }
      unlinkAllBut(next, before.byRole());
    }
  }

  private static boolean isKnownByUidAlone(final Owner owner) {
    return owner.name().isEmpty() && owner.roles().isEmpty() && !owner.uid().equals(Uid.UNAUTHENTICATED);
  }

  @SuppressWarnings("NullAway") // there is somebody to ask
  private Owner askHost(final Owner given) {
    VarHandle.fullFence(); // OW-E2: attached to the record, and its version read, before the host is asked
    final Owner now = currentOwner.apply(given);
    if (now == null || !now.sameIdentity(given)) {
      throw new IllegalStateException("the host answered " + now + " for " + given + ": expected the same identity");
    }
    return now;
  }

  private void unlinkAllBut(final RoleSet<RoleGrant> gone, final Map<Role, RoleGrant> kept) {
    for (final RoleGrant grant : gone.grants()) {
      if (kept.get(grant.role.role) != grant) {
        roles.unlink(grant);
      }
    }
  }

  /** A walk over every owner that holds any of the roles. */
  public HolderWalk holders(final Set<Role> anyOf) {
    return new HolderWalk(roles, byUid, anyOf);
  }

  /** How many roles are held; a walk, for tests. */
  public int roles() {
    return roles.count();
  }

  /** How many owners have a session; a walk, for tests. */
  public int owners() {
    final int[] count = {0};
    byUid.forEach(record -> ++count[0] > 0);
    return count[0];
  }
}
