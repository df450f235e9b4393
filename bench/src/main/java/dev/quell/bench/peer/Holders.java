package dev.quell.bench.peer;

import dev.quell.Role;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The roles, each with the owners that hold it. The roles of one owner change under the lock of its uid.
 *
 * @param <O> an owner
 */
final class Holders<O> {
  private final ConcurrentHashMap<Role, Set<O>> holders = new ConcurrentHashMap<>();

  /** In this order, so that a role held before and after is held all the time. */
  void change(final O owner, final Set<Role> before, final Set<Role> now) {
    link(owner, now);
    unlinkAllBut(owner, before, now);
  }

  private void link(final O owner, final Set<Role> roles) {
    for (final Role role : roles) {
      holders.compute(
          role,
          (key, seen) -> {
            final Set<O> owners = seen == null ? ConcurrentHashMap.newKeySet() : seen;
            owners.add(owner);
            return owners;
          });
    }
  }

  private void unlinkAllBut(final O owner, final Set<Role> roles, final Set<Role> kept) {
    for (final Role role : roles) {
      if (!kept.contains(role)) {
        holders.computeIfPresent(
            role,
            (key, owners) -> {
              owners.remove(owner);
              return owners.isEmpty() ? null : owners;
            });
      }
    }
  }

  Set<O> of(final Role role) {
    return holders.getOrDefault(role, Set.of());
  }
}
