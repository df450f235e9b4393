package dev.quell.access;

import dev.quell.Role;
import dev.quell.access.RoleException.Reason;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The user-defined roles at one moment. Immutable: a change makes another table. A tree, because names come from
 * clients and may be chosen to collide in a hash table, and because listings go by name.
 */
final class RoleTable {
  private final NavigableMap<Role, RoleDefinition> roles;
  private final int maxRoles;
  private final long version;

  private RoleTable(final NavigableMap<Role, RoleDefinition> roles, final int maxRoles, final long version) {
    this.roles = roles;
    this.maxRoles = maxRoles;
    this.version = version;
  }

  static RoleTable empty(final int maxRoles) {
    return new RoleTable(new TreeMap<>(), maxRoles, 0);
  }

  long version() {
    return version;
  }

  List<RoleDefinition> all() {
    return List.copyOf(roles.values());
  }

  List<RoleDefinition> of(final String db) {
    return roles.values().stream().filter(definition -> definition.role().db().equals(db)).toList();
  }

  Set<Role> namesOf(final String db) {
    return of(db).stream().map(RoleDefinition::role).collect(Collectors.toSet());
  }

  Optional<RoleDefinition> find(final Role role) {
    final RoleDefinition defined = roles.get(role);
    return defined != null ? Optional.of(defined) : BuiltInRoles.find(role);
  }

  /** A user-defined role that is there. */
  RoleDefinition changeable(final Role role) {
    if (BuiltInRoles.contains(role)) {
      throw new RoleException(Reason.BAD_VALUE, role + " is built in and cannot be changed");
    }
    final RoleDefinition definition = roles.get(role);
    if (definition == null) {
      throw new RoleException(Reason.NOT_FOUND, "Could not find role: " + role);
    }
    return definition;
  }

  Set<Role> withInherited(final Collection<Role> granted) {
    final Set<Role> seen = new TreeSet<>(granted);
    final Deque<Role> open = new ArrayDeque<>(granted);
    while (!open.isEmpty()) {
      final RoleDefinition definition = roles.get(open.pop());
      if (definition != null) { // built-in roles inherit from none
        for (final Role inherited : definition.roles()) {
          if (seen.add(inherited)) {
            open.push(inherited);
          }
        }
      }
    }
    return seen;
  }

  RoleTable define(final RoleDefinition definition) {
    requireName(definition.role());
    if (roles.containsKey(definition.role())) {
      throw new RoleException(Reason.EXISTS, "Role \"" + definition.role() + "\" already exists");
    }
    if (roles.size() >= maxRoles) {
      throw new RoleException(Reason.BAD_VALUE, "There are " + maxRoles + " roles, as many as can be defined");
    }
    return replace(definition);
  }

  RoleTable replace(final RoleDefinition definition) {
    if (definition.equals(roles.get(definition.role()))) {
      return this;
    }
    requireGrantable(definition);
    for (final Role inherited : definition.roles()) {
      requireThere(inherited);
    }
    if (withInherited(definition.roles()).contains(definition.role())) {
      throw cycle(definition.role());
    }
    final NavigableMap<Role, RoleDefinition> next = new TreeMap<>(roles);
    next.put(definition.role(), definition);
    return new RoleTable(next, maxRoles, version + 1);
  }

  RoleTable remove(final Set<Role> gone) {
    if (gone.isEmpty()) {
      return this;
    }
    final NavigableMap<Role, RoleDefinition> next = new TreeMap<>();
    for (final RoleDefinition definition : roles.values()) {
      if (!gone.contains(definition.role())) {
        final Set<Role> rest = Grants.difference(definition.roles(), gone);
        next.put(
            definition.role(),
            rest.size() == definition.roles().size()
                ? definition
                : RoleDefinition.of(definition.role(), definition.privileges(), rest));
      }
    }
    return new RoleTable(next, maxRoles, version + 1);
  }

  RoleTable load(final List<RoleDefinition> definitions) {
    if (definitions.size() > maxRoles) {
      throw new RoleException(
          Reason.BAD_VALUE, definitions.size() + " roles are more than can be defined, which is " + maxRoles);
    }
    final NavigableMap<Role, RoleDefinition> next = new TreeMap<>();
    for (final RoleDefinition definition : definitions) {
      requireName(definition.role());
      requireGrantable(definition);
      final RoleDefinition own = RoleDefinition.of(definition.role(), definition.privileges(), definition.roles());
      if (next.put(definition.role(), own) != null) {
        throw new RoleException(Reason.EXISTS, "Role \"" + definition.role() + "\" is there twice");
      }
    }
    final RoleTable loaded = new RoleTable(next, maxRoles, version + 1);
    for (final RoleDefinition definition : next.values()) {
      definition.roles().forEach(loaded::requireThere);
    }
    loaded.requireNoCycle();
    return loaded;
  }

  /** Takes away roles that inherit from nobody left, again and again: what remains goes round in a circle. */
  private void requireNoCycle() {
    final TreeMap<Role, Integer> heirsOf = new TreeMap<>();
    roles.values().forEach(definition -> definition.roles().forEach(role -> heirsOf.merge(role, 1, Integer::sum)));
    final Deque<Role> free = new ArrayDeque<>();
    roles.keySet().stream().filter(role -> !heirsOf.containsKey(role)).forEach(free::add);
    final Set<Role> left = new TreeSet<>(roles.keySet());
    while (!free.isEmpty()) {
      final Role role = free.pop();
      left.remove(role);
      for (final Role inherited : Objects.requireNonNull(roles.get(role)).roles()) {
        if (heirsOf.merge(inherited, -1, Integer::sum) == 0 && roles.containsKey(inherited)) {
          free.push(inherited);
        }
      }
    }
    if (!left.isEmpty()) {
      throw cycle(left.iterator().next());
    }
  }

  private void requireThere(final Role inherited) {
    if (!roles.containsKey(inherited) && !BuiltInRoles.contains(inherited)) {
      throw new RoleException(Reason.NOT_FOUND, "Could not find role: " + inherited);
    }
  }

  private static void requireName(final Role role) {
    if (BuiltInRoles.contains(role)) {
      throw new RoleException(Reason.BAD_VALUE, role + " has the name of a built-in role");
    }
    if (role.db().isEmpty()) {
      throw new RoleException(Reason.BAD_VALUE, "The database of role " + role.role() + " is empty");
    }
    requireShort(role.role());
    requireShort(role.db());
  }

  private static void requireGrantable(final RoleDefinition definition) {
    requireFew(definition.privileges().size(), "privileges");
    requireFew(definition.roles().size(), "inherited roles");
    final String db = definition.role().db();
    for (final Privilege privilege : definition.privileges()) {
      final Resource resource = privilege.resource();
      requireShort(resource.db());
      requireShort(resource.collection());
      if (!db.equals(BuiltInRoles.ADMIN) && (resource.cluster() || !resource.db().equals(db))) {
        throw new RoleException(
            Reason.INVALID_MODIFICATION,
            "A role of database '" + db + "' may hold privileges on that database only, not on " + resource);
      }
    }
    for (final Role inherited : definition.roles()) {
      if (!db.equals(BuiltInRoles.ADMIN) && !inherited.db().equals(db)) {
        throw new RoleException(
            Reason.INVALID_MODIFICATION,
            "A role of database '" + db + "' may inherit from roles of that database only, not from " + inherited);
      }
    }
  }

  static void requireFew(final int count, final String what) {
    if (count > RoleCatalog.MAX_GRANTS) {
      throw new RoleException(
          Reason.BAD_VALUE, count + " " + what + " are more than a role may have: " + RoleCatalog.MAX_GRANTS);
    }
  }

  private static void requireShort(final String name) {
    if (name.length() > RoleCatalog.MAX_NAME_LENGTH) {
      throw new RoleException(
          Reason.BAD_VALUE,
          "A name has " + name.length() + " characters, more than " + RoleCatalog.MAX_NAME_LENGTH);
    }
  }

  private static RoleException cycle(final Role role) {
    return new RoleException(Reason.INVALID_MODIFICATION, "Role " + role + " would inherit from itself");
  }
}
