package dev.quell.access;

import dev.quell.Role;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a role is: the privileges it holds itself and the roles it inherits from. Immutable.
 *
 * @param role its name
 * @param builtIn whether it is always there and cannot be changed
 * @param privileges what it holds itself, one for each resource, none without an action
 * @param roles from which it inherits, directly, in the order of {@link Role#compareTo}
 */
public record RoleDefinition(Role role, boolean builtIn, List<Privilege> privileges, Set<Role> roles) {
  /**
   * Makes a definition; privileges on the same resource become one.
   *
   * @param role its name
   * @param builtIn whether it is built in
   * @param privileges what it holds itself, copied
   * @param roles from which it inherits, copied
   * @throws NullPointerException if an argument, a privilege or a role is null
   */
  public RoleDefinition {
    Objects.requireNonNull(role, "role");
    privileges = merge(privileges);
    roles = Collections.unmodifiableSet(new TreeSet<>(List.copyOf(roles)));
  }

  /**
   * A role of a user's own making.
   *
   * @param role its name
   * @param privileges what it holds itself
   * @param roles from which it inherits
   * @return the definition
   * @throws NullPointerException if an argument, a privilege or a role is null
   */
  public static RoleDefinition of(
      final Role role, final Collection<Privilege> privileges, final Collection<Role> roles) {
    return new RoleDefinition(role, false, List.copyOf(privileges), new TreeSet<>(List.copyOf(roles)));
  }

  /** One privilege for each resource, in the order in which the resources come first. */
  static List<Privilege> merge(final Collection<Privilege> privileges) {
    final Map<Resource, Set<Action>> actions = new LinkedHashMap<>();
    for (final Privilege privilege : privileges) {
      if (!privilege.actions().isEmpty()) {
        actions.computeIfAbsent(privilege.resource(), key -> EnumSet.noneOf(Action.class)).addAll(privilege.actions());
      }
    }
    return actions.entrySet().stream().map(entry -> new Privilege(entry.getKey(), entry.getValue())).toList();
  }
}
