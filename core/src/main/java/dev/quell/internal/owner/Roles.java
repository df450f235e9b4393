package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.owner.OwnerRecord.RoleGrant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The index by role: each role that is held, with a bag of the grants that say who holds it. */
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

  /** A replacement has taken effect, and its old entries are still there. */
  void changed() {
    changes.incrementAndGet(); // OW-E1; OW-I2: before the old entries go, so that a walk that misses them sees it
  }

  /** How many replacements there were. For a walk, before it starts and after it ends. */
  long changes() {
    return changes.get(); // OW-E1; OW-I2
  }

  /** The record of the role, or null if nobody holds it. */
  @Nullable RoleRecord<RoleGrant> find(final Role role) {
    return byRole.get(hashOf(role), role);
  }

  /** Enters the owner in the role's bag. */
  RoleGrant link(final OwnerRecord owner, final Role role) {
    final RoleGrant grant = new RoleGrant(owner, attachTo(role));
    grant.role.grants.add(grant, grant);
    return grant;
  }

  /** Takes the owner out of the role's bag; with its last holder the role goes. */
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
        byRole.remove(key, role, found); // dead: make room, whether or not its undertaker has come
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

  /** How many roles are held; a walk, for tests. */
  int count() {
    final int[] count = {0};
    byRole.forEach(record -> ++count[0] > 0);
    return count[0];
  }
}
