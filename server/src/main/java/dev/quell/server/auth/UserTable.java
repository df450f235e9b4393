package dev.quell.server.auth;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.access.Privileges;
import dev.quell.access.RoleCatalog;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All users, and who each of them is now: with the roles and privileges that the catalogue gives them. Thread-safe, and
 * a question about a user costs a look-up until roles change.
 */
final class UserTable {
  /**
   * Who a user is.
   *
   * @param version of the catalogue before it was asked: what was answered then is at least as new
   * @param user the id of the user, whose name may have been another's before
   * @param owner with the roles held directly and by inheritance
   * @param privileges what those allow
   */
  record Identity(long version, UUID user, Owner owner, Privileges privileges) {}

  private static final class Entry {
    private final User user;
    private final Owner bare;
    private volatile @Nullable Identity identity;

    Entry(final User user, final Owner bare) {
      this.user = user;
      this.bare = bare;
    }
  }

  private final RoleCatalog catalog;
  private final ConcurrentHashMap<UserName, Entry> byName = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Uid, UserName> names = new ConcurrentHashMap<>();

  UserTable(final RoleCatalog catalog) {
    this.catalog = catalog;
  }

  // ---- questions

  Optional<User> find(final UserName name) {
    final Entry entry = byName.get(name);
    return entry == null ? Optional.empty() : Optional.of(entry.user);
  }

  int size() {
    return byName.size();
  }

  /** By database, then by name. */
  List<User> all() {
    return byName.values().stream().map(entry -> entry.user)
        .sorted((left, right) -> left.name().compareTo(right.name())).toList();
  }

  /** Who a user is now; empty if there is none. */
  Optional<Identity> identity(final UserName name) {
    final Entry entry = byName.get(name);
    return entry == null ? Optional.empty() : Optional.of(identity(entry));
  }

  private Identity identity(final Entry entry) {
    final long version = catalog.version(); // before the catalogue is asked: a change in between makes it ask again
    final Identity known = entry.identity;
    if (known != null && known.version() == version) {
      return known;
    }
    final Collection<Role> roles = entry.user.roles();
    final Identity now = new Identity(
        version, entry.user.id(), entry.bare.withRoles(catalog.effectiveRoles(roles)), catalog.privileges(roles));
    entry.identity = now;
    return now;
  }

  /**
   * The same owner with the roles it holds now: none if it is named and there is no such user. Other owners, such as
   * the one of all work where nobody is asked who they are, are answered as they come.
   */
  Owner current(final Owner owner) {
    final Optional<UserName> name = owner.name();
    final UserName known = name.isPresent() ? name.get() : names.get(owner.uid());
    final Entry entry = known == null ? null : byName.get(known);
    if (entry != null) {
      return identity(entry).owner();
    }
    return name.isPresent() ? owner.withRoles() : owner;
  }

  /** Those who hold one of these roles, directly or not. */
  List<UserName> holders(final Set<Role> roles) {
    return byName.entrySet().stream()
        .filter(entry -> identity(entry.getValue()).owner().roles().stream().anyMatch(roles::contains))
        .map(entry -> entry.getKey())
        .toList();
  }

  // ---- changes, one at a time

  void put(final User user) {
    final Entry old = byName.get(user.name());
    final Owner bare = old != null ? old.bare : Owner.of(user.name(), List.of());
    names.put(bare.uid(), user.name());
    byName.put(user.name(), new Entry(user, bare));
  }

  void remove(final UserName name) {
    final Entry old = byName.remove(name);
    if (old != null) {
      names.remove(old.bare.uid());
    }
  }
}
