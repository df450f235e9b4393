package dev.quell.server.auth;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.RoleCatalog;
import dev.quell.access.RoleDefinition;
import dev.quell.access.RoleException;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Changes users and roles, one change at a time. Each is kept, seen by every command that begins, and after that told
 * to the core for those whom it concerns: when a method returns, the next kill goes by it. A change of a role is seen
 * before it is kept, as the catalogue decides whether it can be; if it cannot be kept, the catalogue is as before.
 *
 * <p>That stays so when a command of such a user is under way that began before the change and opens a session after
 * it: the core then asks {@link UserTable#current}, which answers the roles of now, whatever the command was told.
 */
final class UserChanges {
  /** More are refused. */
  static final int MAX_USERS = 100_000;

  private final AuthStore store;
  private final RoleCatalog catalog;
  private final UserTable users;
  private final KillCore core;
  private final ReentrantLock lock;

  UserChanges(
      final AuthStore store, final RoleCatalog catalog, final UserTable users, final KillCore core,
      final ReentrantLock lock) {
    this.store = store;
    this.catalog = catalog;
    this.users = users;
    this.core = core;
    this.lock = lock;
  }

  // ---- users

  /**
   * Adds a user.
   *
   * @param onlyAsFirst refuses with 13 if there is one already: for a client that nobody knows
   */
  void create(final User user, final boolean onlyAsFirst) {
    inTurn(() -> {
      requireFirst(onlyAsFirst);
      if (users.find(user.name()).isPresent()) {
        throw userExists(user.name());
      }
      if (users.size() >= MAX_USERS) {
        throw new CommandException(ErrorCode.BAD_VALUE, "There are " + MAX_USERS + " users, as many as can be made");
      }
      requireRoles(user.roles());
      keep(user);
      return null;
    });
  }

  /** Changes a user; the roles that it did not hold before must be there. */
  void update(final UserName name, final UnaryOperator<User> step) {
    inTurn(() -> {
      final User old = users.find(name).orElseThrow(() -> noSuchUser(name));
      final User changed = step.apply(old);
      final Set<Role> granted = new LinkedHashSet<>(changed.roles());
      granted.removeAll(old.roles());
      requireRoles(granted);
      keep(changed);
      return null;
    });
  }

  void drop(final UserName name) {
    inTurn(() -> {
      if (users.find(name).isEmpty()) {
        throw noSuchUser(name);
      }
      forget(name);
      return null;
    });
  }

  /** Drops the users of a database; answers how many. */
  int dropAll(final String db) {
    return inTurn(() -> {
      final List<User> gone = users.all().stream().filter(user -> user.name().db().equals(db)).toList();
      gone.forEach(user -> forget(user.name()));
      return gone.size();
    });
  }

  private void keep(final User user) {
    store.put(user);
    users.put(user);
    tell(Set.of(user.name()));
  }

  private void forget(final UserName name) {
    store.remove(name);
    users.remove(name);
    tell(Set.of(name));
  }

  /** The refusal of a name that a user has. */
  static CommandException userExists(final UserName name) {
    return new CommandException(ErrorCode.USER_EXISTS, "User \"" + name + "\" already exists");
  }

  /** The refusal of a name that no user has. */
  static CommandException noSuchUser(final UserName name) {
    return new CommandException(
        ErrorCode.USER_NOT_FOUND, "Could not find user \"" + name.user() + "\" for db \"" + name.db() + "\"");
  }

  // ---- roles

  /** Adds or changes a role. */
  void changeRole(final Role role, final boolean onlyWithoutUsers, final Consumer<RoleCatalog> step) {
    inTurn(() -> {
      requireFirst(onlyWithoutUsers);
      changeRoles(Set.of(role), Set.of(), step);
      return null;
    });
  }

  /** Drops a role, from all who hold it as well. */
  void dropRole(final Role role) {
    inTurn(() -> {
      changeRoles(Set.of(role), Set.of(role), roles -> roles.remove(role));
      return null;
    });
  }

  /** Drops the user-defined roles of a database, from all who hold them as well; answers how many. */
  int dropAllRoles(final String db) {
    return inTurn(() -> {
      final Set<Role> gone = new TreeSet<>(); // by their order: names may be chosen so that their hashes collide
      catalog.rolesOf(db, false).forEach(definition -> gone.add(definition.role()));
      changeRoles(gone, gone, roles -> roles.removeAll(db));
      return gone.size();
    });
  }

  private void changeRoles(
      final Set<Role> changed, final Set<Role> gone, final Consumer<RoleCatalog> step) {
    final Set<UserName> concerned = new LinkedHashSet<>(users.holders(changed));
    final List<RoleDefinition> before = catalog.userDefined();
    try {
      step.accept(catalog); // first: it refuses what cannot be
    } catch (final RoleException e) {
      throw new CommandException(e.code(), Objects.requireNonNull(e.getMessage()));
    }
    boolean kept = false;
    try {
      concerned.forEach(name -> takeAway(name, gone));
      keepRoles(before);
      kept = true;
    } finally {
      if (!kept) {
        catalog.load(before);
      }
    }
    concerned.addAll(users.holders(changed));
    tell(concerned);
  }

  private void takeAway(final UserName name, final Set<Role> gone) {
    final User user = users.find(name).orElseThrow();
    final Set<Role> rest = new TreeSet<>(user.roles());
    if (rest.removeIf(gone::contains)) {
      final User changed = user.withRoles(rest);
      store.put(changed);
      users.put(changed);
    }
  }

  /** What is there is kept before what is gone is forgotten: so no kept role ever inherits from one that is not. */
  private void keepRoles(final List<RoleDefinition> before) {
    final Map<Role, RoleDefinition> old = new HashMap<>();
    before.forEach(definition -> old.put(definition.role(), definition));
    for (final RoleDefinition definition : catalog.userDefined()) {
      final RoleDefinition kept = old.remove(definition.role());
      if (kept != definition && !definition.equals(kept)) { // most are the same object
        store.put(definition);
      }
    }
    old.keySet().forEach(store::remove);
  }

  private void requireRoles(final Collection<Role> roles) {
    for (final Role role : roles) {
      if (!catalog.contains(role)) {
        throw new CommandException(ErrorCode.ROLE_NOT_FOUND, "Could not find role: " + role);
      }
    }
  }

  // ---- one at a time

  private void requireFirst(final boolean required) {
    if (required && users.size() > 0) {
      throw new CommandException(ErrorCode.UNAUTHORIZED, "requires authentication, now that there are users");
    }
  }

  /** The change is there to be read before the core is told, and it asks for it. */
  private void tell(final Collection<UserName> concerned) {
    concerned.forEach(name -> core.replaceRoles(users.current(Owner.of(name, List.of()))));
  }

  private <T> T inTurn(final Supplier<T> change) {
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }
}
