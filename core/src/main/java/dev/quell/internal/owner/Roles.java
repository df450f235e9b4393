package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.Place;
import dev.quell.internal.index.HeldRecords;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.services.Stripes;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** The index by role: each role that is held, with a bag of the owners that hold it. */
final class Roles {
  private static final int EXPECTED = 1 << 16;
  private static final int STRIPES = Stripes.count(64);
  private static final int LINE = 8;

  private final HeldRecords<Role, RoleRecord<OwnerRecord>> records;
  /** Counts replacements of roles, by stripe, a line each. Made at once, so that no count fails for want of memory. */
  private final AtomicLongArray changes = new AtomicLongArray((STRIPES + 1) * LINE);

  Roles(final KeyedHash hash, final long secret) {
    this.records =
        new HeldRecords<>(
            EXPECTED, secret, role -> hash.of(role.role()) * 31 + hash.of(role.db()), RoleRecord<OwnerRecord>::new);
  }

  /** Counts a replacement. Called after its version was installed and before the old entries are emptied. */
  void changed() {
    // OW-E1; OW-I2: before the old entries are emptied, so a walk that misses one sees this
    changes.incrementAndGet((1 + Stripes.own(STRIPES)) * LINE);
  }

  /** The number of replacements so far. For a walk, before and after a pass. */
  long changes() {
    long sum = 0; // each part only grows, so two equal sums are of the same parts
    for (int i = 1; i <= STRIPES; i++) {
      sum += changes.get(i * LINE); // OW-E1; OW-I2
    }
    return sum;
  }

  /** The record of the role, or null if no owner holds it. */
  @Nullable
  RoleRecord<OwnerRecord> find(final Role role) {
    return records.find(role);
  }

  /** Adds the owner to the role's bag, and enters the role in a version as the {@code number}th. */
  void link(final OwnerRecord owner, final Role role, final RoleSet<OwnerRecord> version, final int number) {
    final Place place = new Place(); // first: what attaches counts
    final RoleRecord<OwnerRecord> record = records.attach(role);
    boolean done = false;
    try {
      record.owners.add(owner, place);
      done = true;
    } finally {
      if (!done) { // out of memory
        records.detach(record);
      }
    }
    version.enter(number, record, place.chunk(), place.place());
  }

  /** Removes the {@code number}th entry of a version from the role's bag; with the last holder, removes the role. */
  void unlink(final RoleSet<OwnerRecord> version, final int number) {
    final RoleRecord<OwnerRecord> record = version.record(number);
    record.owners.remove(version.chunk(number), version.place(number)); // without an object: it must not fail
    records.detach(record);
  }

  /** The number of roles that are held; a walk, for tests. */
  int count() {
    return records.count();
  }
}
