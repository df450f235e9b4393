package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.index.HeldRecord;

/**
 * A role that is held, and a bag of the entries of its holders, which counts them.
 *
 * @param <G> the entry of an owner that holds the role
 */
final class RoleRecord<G> extends HeldRecord<Role> {
  final RefBag<G> grants = new RefBag<>();

  RoleRecord(final Role role, final long hash) {
    super(role, hash);
  }

  @Override
  protected RefBag<G> counted() {
    return grants;
  }
}
