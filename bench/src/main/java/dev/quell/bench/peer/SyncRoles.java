package dev.quell.bench.peer;

import dev.quell.Role;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The roles of {@link IndexedSync}, each with the owners that hold it. The roles of one owner change under the bin of
 * its uid.
 */
final class SyncRoles {
  private final ConcurrentHashMap<Role, Set<SyncOwner>> holders = new ConcurrentHashMap<>();

  void link(final SyncOwner owner, final Set<Role> roles) {
    for (final Role role : roles) {
      holders.compute(
          role,
          (key, seen) -> {
            final Set<SyncOwner> owners = seen == null ? ConcurrentHashMap.newKeySet() : seen;
            owners.add(owner);
            return owners;
          });
    }
  }

  void unlinkAllBut(final SyncOwner owner, final Set<Role> roles, final Set<Role> kept) {
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

  /** Answers how many sessions the holders have. */
  long kill(final Role role) {
    long matched = 0;
    final Set<SyncOwner> owners = holders.get(role);
    if (owners != null) {
      for (final SyncOwner owner : owners) {
        matched += owner.kill();
      }
    }
    return matched;
  }
}
