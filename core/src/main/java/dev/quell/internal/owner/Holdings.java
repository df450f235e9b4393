package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The roles an owner holds at one time: an immutable version, replaced as a whole. */
final class Holdings {
  /** Up to so many entries are compared one by one, which needs no look at the role's name. */
  private static final int FEW = 8;
  private static final Holding[] MANY = {};

  private final Owner told;
  private final Map<Role, Holding> byRole;
  private final Holding[] few;
  private final boolean dead;

  private Holdings(final Owner told, final Map<Role, Holding> byRole, final boolean dead) {
    this.told = told;
    this.byRole = byRole.size() == 1 ? Map.copyOf(byRole) : byRole; // most owners hold one role: in half the memory
    this.few = byRole.size() <= FEW ? byRole.values().toArray(MANY) : MANY;
    this.dead = dead;
  }

  /** The roles that {@code told} says, with their entries in the roles' bags. */
  static Holdings of(final Owner told, final HashMap<Role, Holding> byRole) {
    return new Holdings(told, byRole, false);
  }

  /** No roles yet. */
  static Holdings none(final Owner told) {
    return new Holdings(told.withRoles(), Map.of(), false);
  }

  /** No roles any more, and none to come: the owner is gone. */
  Holdings buried() {
    return new Holdings(told.withRoles(), Map.of(), true);
  }

  /** The owner as the host described it, whose roles these are. */
  Owner told() {
    return told;
  }

  boolean isDead() {
    return dead;
  }

  Holding get(final Role role) {
    return byRole.get(role);
  }

  /** Whether this very entry is one of them. */
  boolean has(final Holding holding) {
    for (final Holding one : few) {
      if (one == holding) {
        return true;
      }
    }
    return few == MANY && byRole.get(holding.role.role) == holding;
  }

  Map<Role, Holding> byRole() {
    return byRole;
  }

  Collection<Holding> all() {
    return byRole.values();
  }
}
