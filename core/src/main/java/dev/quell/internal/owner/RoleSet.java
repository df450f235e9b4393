package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The roles an owner holds at one time: an immutable version, replaced as a whole.
 *
 * @param <G> the owner's entry in the bag of a role
 */
final class RoleSet<G> {
  /** Up to this many: linear scan, which does not compare names of roles. */
  private static final int FEW = 8;
  private static final Object[] MANY = {};

  private final Owner owner;
  private final Map<Role, G> byRole;
  private final Object[] few;
  private final boolean dead;

  private RoleSet(final Owner owner, final Map<Role, G> byRole, final boolean dead) {
    this.owner = owner;
    this.byRole = byRole.size() == 1 ? Map.copyOf(byRole) : byRole; // most owners hold one role: this halves the memory
    this.few = byRole.size() <= FEW ? byRole.values().toArray() : MANY;
    this.dead = dead;
  }

  /** The roles of {@code owner}, with their entries in the roles' bags. */
  static <G> RoleSet<G> of(final Owner owner, final Map<Role, G> byRole) {
    return new RoleSet<>(owner, byRole, false);
  }

  /** No roles yet. */
  static <G> RoleSet<G> none(final Owner owner) {
    return new RoleSet<>(owner.withRoles(), Map.of(), false);
  }

  /** The last version: no roles, because the owner is gone. */
  RoleSet<G> buried() {
    return new RoleSet<>(owner.withRoles(), Map.of(), true);
  }

  /** The owner of these roles, as the host described it. */
  Owner owner() {
    return owner;
  }

  boolean isDead() {
    return dead;
  }

  @Nullable
  G get(final Role role) {
    return byRole.get(role);
  }

  /** Whether the owner holds the role through this very grant. */
  boolean has(final Role role, final G grant) {
    for (final Object one : few) {
      if (one == grant) {
        return true;
      }
    }
    return few == MANY && byRole.get(role) == grant;
  }

  Map<Role, G> byRole() {
    return byRole;
  }

  Collection<G> grants() {
    return byRole.values();
  }
}
