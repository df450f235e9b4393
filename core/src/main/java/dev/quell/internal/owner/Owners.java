package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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
   * Invariants    I1  an owner that holds a role, by the version of its roles that is current, has its entry in the
   *                   role's bag: entries are filled before the version and emptied after the next one.
   *               I2  a walk over several roles shows everyone of whom it meets an entry, current or not, and who
   *                   holds one of the roles by then. It has met everyone who held one throughout, though not
   *                   always the same one, unless an entry went meanwhile; changes counts before entries go.
   * Edges         E1  remember setRelease(record)         ->  remembered getAcquire(record)   the record
   *               E2  replace  changes, entry emptied     ->  walk  entry, changes            a missed entry was counted
   *               E3  setRoles  host's word, fence, record, version replaced
   *                     ->  tellRoles  attached, version, fence, host asked    the answer is the new one, or its exchange
   *                                                                            for that version fails
   * Tests         I1  LabelSessionStress.Owners_I1_ChangeVsChange, RoleStress.K1_RoleChangeVsKillByRole
   *               I2, E2  LabelSessionStress.Owners_I2_ExchangeVsKillByBoth,
   *                   OwnersTest.shouldShowAnOwnerWhoseExchangeStandsStillDuringTheWalk,
   *                   ReviewFindingsTest.shouldNotMissAnOwnerThatExchangesOneKilledRoleForAnotherDuringTheKill
   *               E1  OpenStress.K1_BeginVsBeginOfNewSession
   *               E3  RoleStress.Owners_E3_ReplaceVsFirstOpen, RoleStress.Owners_E3_ReplaceVsFurtherOpen,
   *                   RoleStress.Owners_E3_ReplaceBySameVsFurtherOpen,
   *                   CurrentOwnerTest.shouldShowEveryChangeToTheNextKillWhileOthersOpenWithStaleOwners
   */

  private static final int EXPECTED_ROLES = 1 << 16;
  /** Walks over several roles, each disturbed by changes of roles, before all owners are asked instead. */
  private static final int WALKS = 3;
  /** The record that an owner object remembers, which saves its next use the look-up. */
  private static final VarHandle REMEMBERED;

  static {
    try {
      REMEMBERED =
          MethodHandles.privateLookupIn(Owner.class, MethodHandles.lookup())
              .findVarHandle(Owner.class, "record", Object.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What marks a record as one of ours, and, unlike us, weighs nothing when an owner object outlives the core. */
  private final Object identity = new Object();
  private final HashIndex<OwnerRecord> byUid;
  private final HashIndex<RoleRecord> byRole;
  /** Counts replacements of roles. */
  private final AtomicLong changes = new AtomicLong();
  private final KeyedHash hash;
  private final long limitPerOwner;
  /** Who somebody is now, in the host's words; null if what a command says of its owner is taken as it comes. */
  private UnaryOperator<Owner> host;

  /**
   * @param expectedOwners what the owner table is made for
   * @param limitPerOwner the most sessions one owner may have
   */
  public Owners(final int expectedOwners, final long limitPerOwner, final KeyedHash hash, final long secret) {
    this.byUid = new HashIndex<>(expectedOwners, secret);
    this.byRole = new HashIndex<>(EXPECTED_ROLES, Long.reverse(secret));
    this.hash = hash;
    this.limitPerOwner = limitPerOwner;
  }

  /** Asks the host for an owner's roles whenever they are set. Before this table is shared. */
  public void ask(final UnaryOperator<Owner> currentOwner) {
    host = currentOwner;
  }

  public long limitPerOwner() {
    return limitPerOwner;
  }

  /** The record of the owner with this uid, or null if it has no session. */
  public OwnerRecord find(final Uid uid) {
    final OwnerRecord found = byUid.get(uid.part(0), uid);
    return found == null || found.isDead() ? null : found;
  }

  /** {@link #find(Uid)} for an owner object, which remembers what was found. */
  public OwnerRecord find(final Owner owner) {
    final OwnerRecord remembered = remembered(owner);
    // alive now, so alive while its sessions were looked at before this
    if (remembered != null && !remembered.isDead()) {
      return remembered;
    }
    final OwnerRecord found = find(owner.uid());
    if (found != null) {
      remember(owner, found);
    }
    return found;
  }

  /** A record of this owner in this table, dead or alive; or null. */
  private OwnerRecord remembered(final Owner owner) {
    final OwnerRecord record = (OwnerRecord) REMEMBERED.getAcquire(owner); // E1 acquire
    return record != null && record.home() == identity ? record : null;
  }

  private static void remember(final Owner owner, final OwnerRecord record) {
    REMEMBERED.setRelease(owner, record); // E1 release
  }

  /**
   * Counts one more session of the owner. If that is its first, the owner holds no role yet: see {@link
   * #tellRoles}.
   *
   * @return the record; the caller must {@link #detach} from it when the session is gone; or null if the owner has as
   *     many sessions as it may
   */
  public OwnerRecord attach(final Owner owner) {
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
            remember(owner, found);
            return found;
          case FULL:
            return null;
          default: // dead: put a new record in its place, whether or not its undertaker has come
            byUid.remove(uid.part(0), uid, found);
        }
      }
      fresh = fresh == null ? new OwnerRecord(identity, owner) : fresh;
      if (byUid.putIfAbsent(uid.part(0), uid, fresh) == null) {
        remember(owner, fresh);
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
      final Holdings last = record.holdings();
      if (record.casHoldings(last, last.buried())) {
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
  public boolean setRoles(final Owner owner) {
    VarHandle.fullFence(); // E3: the host has changed its word before we look whom it concerns
    final OwnerRecord record = find(owner.uid());
    return record != null && setRoles(record, owner, true);
  }

  /**
   * Makes an owner that opens a session hold the roles it was told to hold, unless no more than its uid is known: that
   * says no roles.
   */
  public void tellRoles(final OwnerRecord record, final Owner owner) {
    setRoles(record, owner, false);
  }

  /*
   * Where the host is asked, no stale answer survives a replacement. A stale answer was given before the host changed
   * its word, so the version it is to be exchanged for was read before that (E3), and the replacement that follows the
   * change has put another one there: the exchange fails, and the host is asked again. That is why a replacement
   * installs a new version even if the roles are the same, and why a record that a replacement does not find yet is
   * filled with an answer given after it.
   */
  private boolean setRoles(final OwnerRecord record, final Owner given, final boolean replace) {
    while (true) {
      final Holdings before = record.holdings();
      final Owner owner = host == null ? given : askHost(given);
      final boolean namesIt = before.told().name().isEmpty() && owner.name().isPresent();
      final boolean same = before.told() == owner || before.told().roles().equals(owner.roles()) && !namesIt;
      if (same && !(replace && host != null) || !replace && isKnownByUidAlone(owner)) {
        return !before.isDead();
      }
      if (before.isDead()) {
        return false;
      }
      final HashMap<Role, Holding> after = new HashMap<>(owner.roles().size() * 2);
      for (final Role role : owner.roles()) {
        final Holding kept = before.get(role);
        after.put(role, kept != null ? kept : link(record, role));
      }
      final Holdings next = Holdings.of(owner, after);
      if (record.casHoldings(before, next)) { // I1
        changes.incrementAndGet(); // E2; I2: before the old entries go, so that a walk that misses them sees it
        unlinkAllBut(before, after);
        return true;
      }
      unlinkAllBut(next, before.byRole());
    }
  }

  private static boolean isKnownByUidAlone(final Owner owner) {
    return owner.name().isEmpty() && owner.roles().isEmpty() && !owner.uid().equals(Uid.UNAUTHENTICATED);
  }

  private Owner askHost(final Owner given) {
    VarHandle.fullFence(); // E3: attached to the record, and its version read, before the host is asked
    final Owner now = host.apply(given);
    if (now == null || !now.sameIdentity(given)) {
      throw new IllegalStateException("the host answered " + now + " for " + given + ": expected the same identity");
    }
    return now;
  }

  private Holding link(final OwnerRecord owner, final Role role) {
    final Holding holding = new Holding(owner, attachTo(role));
    holding.role.holdings.add(holding, holding);
    return holding;
  }

  private RoleRecord attachTo(final Role role) {
    final long key = hashOf(role);
    while (true) {
      final RoleRecord found = byRole.get(key, role);
      if (found != null) {
        if (found.tryAttach()) {
          return found;
        }
        byRole.remove(key, role, found); // dead: make room, whether or not its undertaker has come
      }
      final RoleRecord fresh = new RoleRecord(role, key);
      if (byRole.putIfAbsent(key, role, fresh) == null) {
        return fresh;
      }
    }
  }

  private void unlinkAllBut(final Holdings gone, final Map<Role, Holding> kept) {
    for (final Holding holding : gone.all()) {
      final RoleRecord role = holding.role;
      if (kept.get(role.role) != holding) {
        role.holdings.remove(holding);
        if (role.detach()) {
          byRole.remove(role.hash, role.role, role);
        }
      }
    }
  }

  private long hashOf(final Role role) {
    return hash.of(role.role()) * 31 + hash.of(role.db());
  }

  /**
   * Shows every owner that holds any of the roles, once. Several roles cost memory for the owners shown: what an owner
   * holds may change during the walk, so "has been shown" must be remembered; to conclude it from the roles could miss
   * an owner.
   *
   * @param more shown the owners; false stops the walk
   */
  public void forEachHolder(final Set<Role> roles, final Predicate<? super OwnerRecord> more) {
    final Set<OwnerRecord> shown = roles.size() < 2 ? null : Collections.newSetFromMap(new IdentityHashMap<>());
    for (int walk = 0; walk < WALKS; walk++) {
      final long before = changes.get(); // I2
      if (!walkRoles(roles, shown, more) || shown == null || changes.get() == before) { // E2; I2
        return;
      } // an owner that exchanged one of the roles for another during the walk may have been missed: look again
    }
    byUid.forEach(owner -> owner.isDead() || !owner.holdsAny(roles) || !shown.add(owner) || more.test(owner));
  }

  private boolean walkRoles(
      final Set<Role> roles, final Set<OwnerRecord> shown, final Predicate<? super OwnerRecord> more) {
    for (final Role role : roles) {
      final RoleRecord record = byRole.get(hashOf(role), role);
      if (record != null && !walkHolders(record.holdings, shown == null ? null : roles, shown, more)) {
        return false;
      }
    }
    return true;
  }

  private static boolean walkHolders(
      final RefBag<Holding> holdings,
      final Set<Role> several,
      final Set<OwnerRecord> shown,
      final Predicate<? super OwnerRecord> more) {
    for (RefBag.Refs<Holding> chunk = holdings.first(); chunk != null; chunk = holdings.after(chunk)) {
      for (long left = withSessions(chunk, several); left != 0; left &= left - 1) {
        final Holding holding = chunk.at(Long.numberOfTrailingZeros(left));
        if (isMeant(holding, several) && (shown == null || shown.add(holding.owner)) && !more.test(holding.owner)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The places of those who hold the role and have a session. Brings all that is needed next into the cache, in
   * parallel.
   */
  private static long withSessions(final RefBag.Refs<Holding> chunk, final Set<Role> several) {
    long found = 0;
    for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
      final Holding holding = chunk.at(Long.numberOfTrailingZeros(taken));
      if (isMeant(holding, several) && holding.owner.slots().first() != null) {
        found |= taken & -taken;
      }
    }
    return found;
  }

  /**
   * Whether to show the owner of this entry: in a walk over one role, if the entry is current, which is so for one entry
   * at most; in a walk over several, if its owner holds any of them. To ask for this very role would miss an owner that
   * exchanges it for one that the walk has come by, before that exchange is counted (I2).
   */
  private static boolean isMeant(final Holding holding, final Set<Role> several) {
    return holding != null && (several == null ? holding.isCurrent() : holding.owner.holdsAny(several));
  }

  /** Shows every owner that has a session; weakly consistent. */
  public void forEach(final Consumer<? super OwnerRecord> visitor) {
    byUid.forEach(
        record -> {
          visitor.accept(record);
          return true;
        });
  }

  /** How many roles are held; a walk, for tests and telemetry. */
  public int roles() {
    final int[] count = {0};
    byRole.forEach(record -> ++count[0] > 0);
    return count[0];
  }

  /** How many owners have a session; a walk, for tests and telemetry. */
  public int owners() {
    final int[] count = {0};
    byUid.forEach(record -> ++count[0] > 0);
    return count[0];
  }
}
