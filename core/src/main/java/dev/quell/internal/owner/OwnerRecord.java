package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.bag.Places;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;

/**
 * An owner that has sessions: its uid and the roles it holds now. It is also the bag of its sessions' slots, because an
 * object for that would take 16 bytes more. Most owners have one session, so one slot is kept here, without a chunk: a
 * walk looks at {@link #only} first and at the chunks then.
 */
public final class OwnerRecord extends IntBag {
  /*
   * States        live (its holders are its sessions) -> dead (for ever). A dead record is removed from the index by
   *               the thread that detached its last session, or by one that opens the owner's next session.
   * Invariants    OR-I1  a session is counted before it enters the bag and until after it has left: the record is live
   *                      while it has one.
   *               OR-I2  there are never more sessions than the limit: HC-I1.
   *               OR-I3  only goes from empty to a slot by compare-and-set, and back by the thread that removes that
   *                      slot: a slot that has its place there stays there until it is removed. No slot moves, so a
   *                      walk misses none.
   *               OR-I4  the first version of the roles is the owner object itself, which saves one of 24 bytes; no
   *                      later version is, so the first one never comes again.
   * Edges         OR-E1  casRoles CAS(roles) -> getAcquire(roles): the new version and its entries
   *               OR-E2  add CAS(only) -> getAcquire(only): what the slot refers to, as CH-E1
   * Tests         OR-I1  LabelSessionStress.OR_I1_LastEndsVsNextOpens, RoleStress.K1_OwnerGoesVsComesAgain,
   *                      RoleStress.K8_EndVsEndOfLastTwo
   *               OR-I2  LabelSessionStress.OR_I2_OpenVsOpenAtTheLimit,
   *                      SessionLimitTest.shouldFillUpAnOwnerToTheLastPlaceAfterAStorm
   *               OR-I3, OR-E2  OwnerStress.OR_I3_AddVsAdd, OwnerStress.OR_I3_AddVsRemove,
   *                      OwnerStress.OR_I3_WalkVsAddAndRemove, OwnerStress.OR_E2_WalkSeesWhatWasAdded
   *               OR-I4  RoleStress.OW_E2_ReplaceBySameVsFurtherOpen,
   *                      OwnersTest.shouldTakeNoStaleAnswerAfterAReplacementByTheOwnerOfTheFirstVersion
   *               OR-E1  RoleStress.K1_RoleChangeVsKillByRole
   */

  private static final VarHandle ROLES;
  private static final VarHandle ONLY;
  private static final int EMPTY = 0;

  static {
    try {
      ONLY = MethodHandles.lookup().findVarHandle(OwnerRecord.class, "only", int.class);
      ROLES = MethodHandles.lookup().findVarHandle(OwnerRecord.class, "roles", Object.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object home;
  private final Uid uid;
  @SuppressWarnings("unused") // through ONLY
  private int only; // a slot plus one, or EMPTY
  @SuppressWarnings("unused") // through ROLES
  private Object roles; // what RoleSet.version() has returned

  /** A live record with one session, which the caller is opening. */
  OwnerRecord(final Object home, final Owner owner) {
    this.home = home;
    this.uid = owner.uid();
    this.roles = owner.withRoles();
  }

  Object home() {
    return home;
  }

  public Uid uid() {
    return uid;
  }

  /** The slots of this owner's sessions: {@link #only}, and those in the chunks. */
  public OwnerRecord slots() {
    return this;
  }

  /** The slot that is kept without a chunk, or -1 if there is none now. */
  public int only() {
    return (int) ONLY.getAcquire(this) - 1; // OR-E2 acquire; OR-I3
  }

  /** Whether there may be a slot in the bag. */
  boolean hasSlots() {
    return only() >= 0 || first() != null;
  }

  /** Adds the slot. It is in the bag when this returns. Linearizes at the compare-and-set, or as in {@link IntBag}. */
  @Override
  public void add(final int slot, final Places places) {
    if ((int) ONLY.getOpaque(this) == EMPTY && !isSpread()) { // opaque: a hint, the CAS decides
      places.placed(slot, outside(), 0);
      if (ONLY.compareAndSet(this, EMPTY, slot + 1)) { // OR-E2 release; OR-I3
        return;
      }
    }
    super.add(slot, places); // has another place remembered
  }

  @Override
  public void remove(final int slot, final Places places) {
    if (places.chunk(slot) == outside()) {
      ONLY.setOpaque(this, EMPTY); // opaque: OR-I3, nobody else writes it, and the next CAS of the same word follows
    } else {
      super.remove(slot, places);
    }
  }

  /** The number of the owner's sessions, including those being opened or ended. */
  public long sessions() {
    return holders();
  }

  /** The owner as the host last described it, with the roles it holds now. */
  public Owner owner() {
    return roles().owner();
  }

  /** Whether the owner holds any of the roles now; O(the smaller set). */
  public boolean holdsAny(final Set<Role> roles) {
    final RoleSet<OwnerRecord> now = roles();
    if (now.size() < roles.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (roles.contains(now.record(i).key)) {
          return true;
        }
      }
      return false;
    }
    for (final Role role : roles) {
      if (now.indexOf(role) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The version of the roles: a different object after each change. */
  public Object version() {
    return ROLES.getAcquire(this); // OR-E1 acquire
  }

  @SuppressWarnings("unchecked") // nothing else is ever stored
  RoleSet<OwnerRecord> roles() {
    final Object version = version();
    return version instanceof Owner owner ? RoleSet.first(owner) : (RoleSet<OwnerRecord>) version;
  }

  /** Replaces the roles. Linearizes at the compare-and-set: kills by role that start afterwards use the new ones. */
  boolean casRoles(final RoleSet<OwnerRecord> expected, final RoleSet<OwnerRecord> next) {
    return ROLES.compareAndSet(this, expected.version(), next); // OR-E1 release; OR-I4
  }
}
