package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.owner.OwnerRecord.RoleGrant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The index by role: each role that is held, with a bag of the entries of its holders. */
final class Roles {
  private static final int EXPECTED = 1 << 16;

  private final HashIndex<RoleRecord<RoleGrant>> byRole;
  private final KeyedHash hash;
  /** Counts replacements of roles. */
  private final AtomicLong changes = new AtomicLong();

  Roles(final KeyedHash hash, final long secret) {
    this.hash = hash;
    this.byRole = new HashIndex<>(EXPECTED, secret);
  }

  /** Counts a replacement. Called after its version was installed and before the old entries are emptied. */
  void changed() {
    changes.incrementAndGet(); // OW-E1; OW-I2: before the old entries are emptied, so a walk that misses one sees this
  }

  /** The number of replacements so far. For a walk, before and after a pass. */
  long changes() {
    return changes.get(); // OW-E1; OW-I2
  }

  /** The record of the role, or null if no owner holds it. */
  @Nullable
  RoleRecord<RoleGrant> find(final Role role) {
    return byRole.get(hashOf(role), role);
  }

  /** Adds an entry of the owner to the role's bag. */
  RoleGrant link(final OwnerRecord owner, final Role role) {
    final RoleGrant grant = new RoleGrant(owner, attachTo(role));
    grant.role.grants.add(grant, grant);
    return grant;
  }

  /** Removes the entry from the role's bag; with the last holder, removes the role. */
  void unlink(final RoleGrant grant) {
    final RoleRecord<RoleGrant> role = grant.role;
    role.grants.remove(grant);
    if (role.detach()) {
      byRole.remove(role.hash, role.role, role);
    }
  }

  private RoleRecord<RoleGrant> attachTo(final Role role) {
    final long key = hashOf(role);
    while (true) {
      final RoleRecord<RoleGrant> found = byRole.get(key, role);
      if (found != null) {
        if (found.tryAttach()) {
          return found;
        }
        byRole.remove(key, role, found); // dead: remove it, even if the thread in unlink has not yet
      }
      final RoleRecord<RoleGrant> fresh = new RoleRecord<>(role, key);
      if (byRole.putIfAbsent(key, role, fresh) == null) {
        return fresh;
      }
    }
  }

  private long hashOf(final Role role) {
    return hash.of(role.role()) * 31 + hash.of(role.db());
  }

  /** The number of roles that are held; a walk, for tests. */
  int count() {
    final int[] count = {0};
    byRole.forEach(record -> ++count[0] > 0);
    return count[0];
  }
}
