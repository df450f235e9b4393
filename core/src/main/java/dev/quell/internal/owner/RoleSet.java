package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles an owner holds at one time: an immutable version, replaced as a whole. Most owners hold one role or none,
 * so a version is small: it has the entries alone, and the owner has the roles.
 *
 * @param <G> the owner's entry in the bag of a role
 */
final class RoleSet<G extends RoleSet.Grant> {
  /** An entry, and the role that it is for. */
  interface Grant {
    Role key();
  }

  /** Up to this many: linear scan, which does not compare names of roles. */
  private static final int FEW = 8;
  private static final Object[] FIRST = {};
  private static final Object[] NONE = {};
  private static final Object[] DEAD = {};

  private final Owner owner;
  private final Object held; // the only entry, or an array of them in the order of their roles

  private RoleSet(final Owner owner, final Object held) {
    this.owner = owner;
    this.held = held;
  }

  /**
   * The roles of {@code owner}.
   *
   * @param grants their entries in the roles' bags, in the order of the roles
   */
  static <G extends Grant> RoleSet<G> of(final Owner owner, final List<G> grants) {
    return switch (grants.size()) {
      case 0 -> new RoleSet<>(owner, NONE);
      case 1 -> new RoleSet<>(owner, grants.get(0));
      default -> new RoleSet<>(owner, grants.toArray());
    };
  }

  /** No roles yet: the first version, for which {@code owner}, without roles, stands in the record. */
  static <G extends Grant> RoleSet<G> first(final Owner owner) {
    return new RoleSet<>(owner, FIRST);
  }

  /** What stands for this version in the record. */
  Object version() {
    return held == FIRST ? owner : this;
  }

  /** The last version: no roles, because the owner is gone. */
  RoleSet<G> buried() {
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
    return held instanceof Object[] all ? all.length : 1;
  }

  /** The entry of the role that is at this place in the order of roles. */
  @SuppressWarnings("unchecked") // nothing else is ever stored
  G at(final int place) {
    return (G) (held instanceof Object[] all ? all[place] : held);
  }

  /** The entry of this role; null if the owner does not hold it. O(log n). */
  @Nullable
  G get(final Role role) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      final int middle = (low + high) >>> 1;
      final int order = at(middle).key().compareTo(role);
      if (order == 0) {
        return at(middle);
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return null;
  }

  /** Whether the owner holds a role through this very entry. */
  boolean has(final G grant) {
    final int size = size();
    if (size > FEW) {
      return get(grant.key()) == grant;
    }
    for (int i = 0; i < size; i++) {
      if (at(i) == grant) {
        return true;
      }
    }
    return false;
  }
}
