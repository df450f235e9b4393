package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.bag.Member;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;

/**
 * An owner that has sessions: its uid and the roles it holds now. It is also the bag of its sessions' slots, because an
 * object for that would take 16 bytes more.
 */
public final class OwnerRecord extends IntBag {
  /*
   * States        live (sessions >= 1) -> dead (for ever). A dead record is removed from the index by the thread that
   *               detached its last session, or by one that opens the owner's next session.
   * Invariants    OR-I1  a session is counted before it enters the bag and until after it has left: the record is live
   *                      while it has one.
   *               OR-I2  sessions never exceeds the limit: the compare-and-set that counts checks it.
   * Edges         OR-E1  casRoles CAS(roles) -> getAcquire(roles): the new version and its entries
   *               OR-E2  detach getAndAdd(sessions) -> tryAttach CAS(sessions): the count decides whether the record
   *                      is live
   * Tests         OR-I1, OR-E2  LabelSessionStress.OR_I1_LastEndsVsNextOpens, RoleStress.K1_OwnerGoesVsComesAgain,
   *                      RoleStress.K8_EndVsEndOfLastTwo
   *               OR-I2  LabelSessionStress.OR_I2_OpenVsOpenAtTheLimit,
   *                      SessionLimitTest.shouldFillUpAnOwnerToTheLastPlaceAfterAStorm
   *               OR-E1  RoleStress.K1_RoleChangeVsKillByRole
   */

  /** The result of {@link #tryAttach}. */
  enum Attach {
    DONE,
    FULL,
    DEAD
  }

  /**
   * An owner's entry in the bag of a role that it holds. It stays the same while the owner holds the role without a
   * break, even if its other roles change, so that a walk over the role cannot miss the owner.
   */
  static final class RoleGrant implements Member, RoleSet.Grant {
    final OwnerRecord owner;
    final RoleRecord<RoleGrant> role;
    @SuppressWarnings("NullAway.Init") // told before anybody asks
    private Chunk chunk; // written by the thread that links, before the entry is filled; read by the one that unlinks
    private int place;

    RoleGrant(final OwnerRecord owner, final RoleRecord<RoleGrant> role) {
      this.owner = owner;
      this.role = role;
    }

    @Override
    public void placed(final Chunk newChunk, final int newPlace) {
      chunk = newChunk;
      place = newPlace;
    }

    @Override
    public Chunk chunk() {
      return chunk;
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public Role key() {
      return role.key;
    }

    /** Whether the owner holds the role through this very entry now. */
    boolean isCurrent() {
      return owner.roles().has(this);
    }
  }

  private static final VarHandle SESSIONS;
  private static final VarHandle ROLES;

  static {
    try {
      SESSIONS = MethodHandles.lookup().findVarHandle(OwnerRecord.class, "sessions", long.class);
      ROLES = MethodHandles.lookup().findVarHandle(OwnerRecord.class, "roles", RoleSet.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object home;
  private final Uid uid;
  @SuppressWarnings("unused") // through SESSIONS
  private long sessions = 1;
  @SuppressWarnings("unused") // through ROLES
  private RoleSet<RoleGrant> roles;

  /** A live record with one session, which the caller is opening. */
  OwnerRecord(final Object home, final Owner owner) {
    this.home = home;
    this.uid = owner.uid();
    this.roles = RoleSet.none(owner);
  }

  Object home() {
    return home;
  }

  public Uid uid() {
    return uid;
  }

  /** The slots of this owner's sessions. */
  public IntBag slots() {
    return this;
  }

  /** The number of the owner's sessions, including those being opened or ended. */
  public long sessions() {
    return (long) SESSIONS.getAcquire(this); // OR-E2: an estimate by the time it is used
  }

  /** The owner as the host last described it, with the roles it holds now. */
  public Owner owner() {
    return roles().owner();
  }

  /** Whether the owner holds any of the roles now; O(the smaller set). */
  public boolean holdsAny(final Set<Role> roles) {
    final RoleSet<RoleGrant> now = roles();
    if (now.size() < roles.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (roles.contains(now.at(i).key())) {
          return true;
        }
      }
      return false;
    }
    for (final Role role : roles) {
      if (now.get(role) != null) {
        return true;
      }
    }
    return false;
  }

  /** The version of the roles: a different object after each change. */
  public Object version() {
    return roles();
  }

  @SuppressWarnings("unchecked") // nothing else is ever stored
  RoleSet<RoleGrant> roles() {
    return (RoleSet<RoleGrant>) ROLES.getAcquire(this); // OR-E1 acquire
  }

  /** Replaces the roles. Linearizes at the compare-and-set: kills by role that start afterwards use the new ones. */
  boolean casRoles(final RoleSet<RoleGrant> expected, final RoleSet<RoleGrant> next) {
    return ROLES.compareAndSet(this, expected, next); // OR-E1 release
  }

  /** Counts one more session. */
  Attach tryAttach(final long limit) {
    while (true) {
      final long seen = (long) SESSIONS.getOpaque(this); // opaque: the CAS decides; zero is for ever
      if (seen == 0) {
        return Attach.DEAD;
      }
      if (seen >= limit) {
        return Attach.FULL;
      }
      if (SESSIONS.compareAndSet(this, seen, seen + 1)) { // OR-E2; OR-I1, OR-I2
        return Attach.DONE;
      }
    }
  }

  /** Counts one session less. True if that was the last: the record is dead, and the caller must remove it. */
  boolean detach() {
    return (long) SESSIONS.getAndAdd(this, -1L) == 1; // OR-E2; OR-I1
  }

  public boolean isDead() {
    return sessions() == 0;
  }
}
