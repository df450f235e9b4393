package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.Role;
import java.util.Map;

/**
 * The roles an owner holds at one time: an immutable version, replaced as a whole.
 *
 * @param told the owner as the host described it, whose roles these are
 * @param byRole the entries in the roles' bags
 * @param dead whether the owner is gone and takes no roles any more
 */
record Holdings(Owner told, Map<Role, Holding> byRole, boolean dead) {
  static Holdings none(final Owner told) {
    return new Holdings(told, Map.of(), false);
  }

  Holding get(final Role role) {
    return byRole.get(role);
  }
}
