package dev.quell.access;

import dev.quell.Role;
import dev.quell.access.RoleException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * All roles of a server: the built-in ones of MongoDB, and those that users define. Knows what a role allows and from
 * which it inherits; knows nothing of users.
 *
 * <p>A user-defined role of a database other than {@code admin} may hold privileges on that database alone, and inherit
 * from roles of it alone. No role inherits from itself, directly or through others. A refused change changes nothing.
 *
 * <p><b>Threads:</b> any. Every question is answered from one snapshot; every change is one atomic step, and costs a
 * copy of the table of roles. <b>Progress:</b> lock-free. <b>Null</b> is refused with a {@link NullPointerException}
 * everywhere.
 */
public final class RoleCatalog {
  /** How many roles users can define, where nothing else is said. */
  public static final int MAX_ROLES = 10_000;
  /** How many privileges a user-defined role may hold itself, and from how many roles it may inherit directly. */
  public static final int MAX_GRANTS = 1_000;
  /** How long the name of a role, a database or a collection may be, in characters. */
  public static final int MAX_NAME_LENGTH = 1_000;

  private final AtomicReference<RoleTable> roles;

  /** A catalogue with the built-in roles. */
  public RoleCatalog() {
    this(MAX_ROLES);
  }

  /**
   * A catalogue with the built-in roles.
   *
   * @param maxRoles how many roles users can define
   * @throws IllegalArgumentException if that is negative
   */
  public RoleCatalog(final int maxRoles) {
    if (maxRoles < 0) {
      throw new IllegalArgumentException("maxRoles is " + maxRoles + ": expected zero or more");
    }
    roles = new AtomicReference<>(RoleTable.empty(maxRoles));
  }

  @SuppressWarnings("NullAway") // there is always a table
  private RoleTable roleTable() {
    return roles.get(); // callers: each answers from one
  }

  // ---- questions

  /**
   * Rises with every change: a host that keeps what {@link #effectiveRoles} and {@link #privileges} have answered asks
   * again when this is another number than before it asked.
   *
   * @return the number of changes so far
   */
  public long version() {
    return roleTable().version(); // atomic: one snapshot
  }

  /**
   * Whether there is such a role.
   *
   * @param role the role in question
   * @return true if it is built in or defined
   */
  public boolean contains(final Role role) {
    return find(role).isPresent();
  }

  /**
   * What a role is.
   *
   * @param role the role in question
   * @return empty if there is none
   */
  public Optional<RoleDefinition> find(final Role role) {
    return roleTable().find(Objects.requireNonNull(role, "role")); // atomic: one snapshot
  }

  /**
   * The roles of a database.
   *
   * @param db the database
   * @param builtIn whether to name the built-in ones too
   * @return user-defined ones, by name, then built-in ones, by name
   */
  public List<RoleDefinition> rolesOf(final String db, final boolean builtIn) {
    // atomic: one snapshot
    final List<RoleDefinition> all = new ArrayList<>(roleTable().of(Objects.requireNonNull(db, "db")));
    if (builtIn) {
      BuiltInRoles.of(db).forEach(all::add);
    }
    return all;
  }

  /**
   * Every user-defined role, for a host that keeps them on disk.
   *
   * @return by database, then by name
   */
  public List<RoleDefinition> userDefined() {
    return roleTable().all(); // atomic: one snapshot
  }

  /**
   * The roles that somebody holds who was granted these: they themselves and all from which they inherit.
   *
   * @param granted directly held roles; one that does not exist is kept, and inherits from none
   * @return a new set, in the order of {@link Role#compareTo}
   */
  public Set<Role> effectiveRoles(final Collection<Role> granted) {
    return roleTable().withInherited(List.copyOf(granted)); // atomic: one snapshot
  }

  /**
   * What somebody may do who was granted these roles: what they and all from which they inherit allow.
   *
   * @param granted directly held roles; one that does not exist allows nothing
   * @return the union, with one privilege for each resource
   */
  public Privileges privileges(final Collection<Role> granted) {
    final RoleTable table = roleTable(); // atomic: one snapshot
    final List<Privilege> all = new ArrayList<>();
    for (final Role role : table.withInherited(List.copyOf(granted))) {
      table.find(role).ifPresent(definition -> all.addAll(definition.privileges()));
    }
    return Privileges.of(RoleDefinition.merge(all));
  }

  // ---- changes

  /**
   * Adds a role.
   *
   * @param role its name
   * @param privileges what it holds itself
   * @param inherited from which roles it inherits
   * @throws RoleException if there is such a role, one to inherit from does not exist, it may not hold one of these,
   *     the name is none, or a limit is reached
   */
  public void define(final Role role, final Collection<Privilege> privileges, final Collection<Role> inherited) {
    final RoleDefinition definition =
        RoleDefinition.of(role, fewPrivileges(privileges), fewRoles(inherited));
    change(table -> table.define(definition));
  }

  /**
   * Changes a role as a whole.
   *
   * @param role its name
   * @param privileges what it is to hold itself from now on; empty to leave that alone
   * @param inherited from which roles it is to inherit from now on; empty to leave that alone
   * @throws RoleException if there is no such role, it is built in, one to inherit from does not exist, it may not hold
   *     one of these or inherit so, or a limit is reached
   */
  public void replace(
      final Role role, final Optional<? extends Collection<Privilege>> privileges,
      final Optional<? extends Collection<Role>> inherited) {
    final Optional<List<Privilege>> newPrivileges = privileges.map(RoleCatalog::fewPrivileges);
    final Optional<List<Role>> newRoles = inherited.map(RoleCatalog::fewRoles);
    change(table -> {
      final RoleDefinition old = table.changeable(role);
      return table.replace(
          RoleDefinition.of(
              role, newPrivileges.orElse(old.privileges()), newRoles.orElseGet(() -> List.copyOf(old.roles()))));
    });
  }

  /**
   * Removes a role, from the roles that inherit from it as well.
   *
   * @param role its name
   * @throws RoleException if there is no such role, or it is built in
   */
  public void remove(final Role role) {
    change(table -> table.remove(Set.of(table.changeable(role).role())));
  }

  /**
   * Removes all user-defined roles of a database, from the roles that inherit from them as well.
   *
   * @param db the database
   * @return how many there were
   */
  public int removeAll(final String db) {
    Objects.requireNonNull(db, "db");
    final RoleTable before = change(table -> table.remove(table.namesOf(db)));
    return before.namesOf(db).size();
  }

  /**
   * Gives privileges to a role, beside those it holds.
   *
   * @param role its name
   * @param privileges to be given
   * @throws RoleException as {@link #replace}
   */
  public void grantPrivileges(final Role role, final Collection<Privilege> privileges) {
    final List<Privilege> more = fewPrivileges(privileges);
    change(table -> {
      final RoleDefinition old = table.changeable(role);
      return table.replace(RoleDefinition.of(role, Grants.union(old.privileges(), more), old.roles()));
    });
  }

  /**
   * Takes privileges from a role: of those on the very same resource, the actions named. What it does not hold is
   * passed over.
   *
   * @param role its name
   * @param privileges to be taken
   * @throws RoleException if there is no such role, it is built in, or more than {@link #MAX_GRANTS} are given
   */
  public void revokePrivileges(final Role role, final Collection<Privilege> privileges) {
    final List<Privilege> less = fewPrivileges(privileges);
    change(table -> {
      final RoleDefinition old = table.changeable(role);
      return table.replace(RoleDefinition.of(role, Grants.difference(old.privileges(), less), old.roles()));
    });
  }

  /**
   * Lets a role inherit from more roles.
   *
   * @param role its name
   * @param inherited from which it is to inherit too
   * @throws RoleException as {@link #replace}
   */
  public void grantRoles(final Role role, final Collection<Role> inherited) {
    final List<Role> more = fewRoles(inherited);
    change(table -> {
      final RoleDefinition old = table.changeable(role);
      return table.replace(RoleDefinition.of(role, old.privileges(), Grants.union(old.roles(), more)));
    });
  }

  /**
   * Lets a role no longer inherit from some. Those from which it does not inherit directly are passed over.
   *
   * @param role its name
   * @param inherited from which it is not to inherit any longer
   * @throws RoleException if there is no such role, it is built in, or more than {@link #MAX_GRANTS} are given
   */
  public void revokeRoles(final Role role, final Collection<Role> inherited) {
    final List<Role> less = fewRoles(inherited);
    change(table -> {
      final RoleDefinition old = table.changeable(role);
      return table.replace(RoleDefinition.of(role, old.privileges(), Grants.difference(old.roles(), less)));
    });
  }

  /**
   * Replaces all user-defined roles at once, in any order: what a host does at its start with those that it has kept on
   * disk.
   *
   * @param definitions all roles that are to be there
   * @throws RoleException as {@link #define}, for the first that is refused; {@link Reason#EXISTS} if one is there
   *     twice
   */
  public void load(final Collection<RoleDefinition> definitions) {
    final List<RoleDefinition> all = List.copyOf(definitions);
    change(table -> table.load(all));
  }

  /** Refused while it is cheap: before anything is sorted. */
  private static List<Privilege> fewPrivileges(final Collection<Privilege> privileges) {
    RoleTable.requireFew(privileges.size(), "privileges");
    return List.copyOf(privileges);
  }

  private static List<Role> fewRoles(final Collection<Role> inherited) {
    RoleTable.requireFew(inherited.size(), "inherited roles");
    return List.copyOf(inherited);
  }

  /** Answers the table as it was before. The step is repeated when another thread was faster, so it has no effects. */
  private RoleTable change(final UnaryOperator<RoleTable> step) {
    return roles.getAndUpdate(step); // atomic: one table after the other, none lost
  }
}
