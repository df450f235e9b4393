package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Set;

/** An owner that has sessions, and what was last told of it. */
abstract class PeerOwner {
  final Uid uid;
  private volatile Owner told; // written under the lock of the uid

  PeerOwner(final Owner told) {
    this.uid = told.uid();
    this.told = told;
  }

  final Set<Role> roles() {
    return told.roles();
  }

  /** Whether that changes its roles. */
  final boolean tell(final Owner owner) {
    if (told == owner || told.roles().equals(owner.roles())) {
      return false;
    }
    told = owner;
    return true;
  }
}
