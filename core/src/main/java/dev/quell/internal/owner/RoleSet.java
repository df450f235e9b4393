package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.internal.bag.Chunk;

/**
 * The roles an owner holds at one time: an immutable version, replaced as a whole. For each role it knows where the
 * owner's entry is in the bag of the role. Most owners hold one role or none, so a version has room for one entry, and
 * makes an array for several.
 *
 * <p>The thread that makes a version enters the roles, in their order, before any other thread can see it.
 *
 * @param <O> the records of owners
 */
final class RoleSet<O> {
  /*
   * Invariants    RS-I1  an entry is known by its chunk and its place. While an owner holds a role without a break,
   *                      each version has the same entry for it. The place is given back after the last version that
   *                      has it was replaced. So an owner that is met at a place of its current version holds the
   *                      role by then, and at most one entry of an owner is current for a role, whatever else is or
   *                      was at these places.
   * Edges         those of OwnerRecord: a version is published by the compare-and-set of the record.
   * Tests         RS-I1  OwnersTest.shouldNotShowAnOwnerByAnEntryThatIsNotCurrent,
   *                      OwnersTest.shouldKeepTheEntryOfARoleThatStays, RoleStress.K1_RoleChangeVsKillByRole
   */

  /** Up to this many: linear scan, which does not compare names of roles. */
  private static final int FEW = 8;
  private static final Object[] FIRST = {};
  private static final Object[] NONE = {};
  private static final Object[] DEAD = {};
  /** In the array, an entry is a record, a chunk and a place: a {@link Byte}, of which each exists once. */
  private static final int CELLS = 3;

  private final Owner owner;
  private Object held; // the record of the only role, or an array of all entries in the order of their roles
  @SuppressWarnings("NullAway.Init") // not asked for if there is an array
  private Chunk chunk;
  private int place;

  private RoleSet(final Owner owner, final Object held) {
    this.owner = owner;
    this.held = held;
  }

  /** The roles of {@code owner}, for each of which the caller must {@link #enter} or {@link #keep} an entry. */
  static <O> RoleSet<O> of(final Owner owner, final int roles) {
    return new RoleSet<>(owner, roles < 2 ? NONE : new Object[CELLS * roles]);
  }

  /** No roles yet: the first version, for which {@code owner}, without roles, stands in the record. */
  static <O> RoleSet<O> first(final Owner owner) {
    return new RoleSet<>(owner, FIRST);
  }

  /** Enters the entry of the role that is the {@code number}th in the order of roles. */
  void enter(final int number, final RoleRecord<O> record, final Chunk ofChunk, final int ofPlace) {
    if (held == NONE) {
      held = record;
      chunk = ofChunk;
      place = ofPlace;
    } else {
      final Object[] all = (Object[]) held;
      all[CELLS * number] = record;
      all[CELLS * number + 1] = ofChunk;
      all[CELLS * number + 2] = (byte) ofPlace;
    }
  }

  /** Enters an entry of an earlier version. */
  void keep(final int number, final RoleSet<O> earlier, final int earlierNumber) {
    enter(number, earlier.record(earlierNumber), earlier.chunk(earlierNumber), earlier.place(earlierNumber)); // RS-I1
  }

  /** What stands for this version in the record. */
  Object version() {
    return held == FIRST ? owner : this;
  }

  /** The last version: no roles, because the owner is gone. */
  RoleSet<O> buried() {
    return new RoleSet<>(owner.withRoles(), DEAD);
  }

  /** The owner of these roles, as the host described it. */
  Owner owner() {
    return owner;
  }

  boolean isDead() {
    return held == DEAD;
  }

  /** How many roles there are. */
  int size() {
    return held instanceof Object[] all ? all.length / CELLS : 1;
  }

  /** The record of the role that is the {@code number}th in the order of roles. */
  @SuppressWarnings("unchecked") // nothing else is ever stored
  RoleRecord<O> record(final int number) {
    return (RoleRecord<O>) (held instanceof Object[] all ? all[CELLS * number] : held);
  }

  /** The chunk of that role's entry. */
  Chunk chunk(final int number) {
    return held instanceof Object[] all ? (Chunk) all[CELLS * number + 1] : chunk;
  }

  /** The place of that role's entry. */
  int place(final int number) {
    return held instanceof Object[] all ? (Byte) all[CELLS * number + 2] : place;
  }

  /** The number of this role in the order of roles; -1 if the owner does not hold it. O(log n). */
  int indexOf(final Role role) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      final int middle = (low + high) >>> 1;
      final int order = record(middle).key.compareTo(role);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return -1;
  }

  /** Whether the owner holds this role through this very entry. */
  boolean has(final Role role, final Chunk ofChunk, final int ofPlace) {
    if (held instanceof Object[] all) {
      int number = 0;
      if (all.length > CELLS * FEW) {
        number = indexOf(role);
      } else {
        while (CELLS * number < all.length && all[CELLS * number + 1] != ofChunk) { // a chunk is of one role
          number++;
        }
      }
      return number >= 0 && number < size() && chunk(number) == ofChunk && place(number) == ofPlace; // RS-I1
    }
    return chunk == ofChunk && place == ofPlace; // RS-I1
  }
}
