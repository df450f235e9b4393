package dev.quell.internal.owner;

import dev.quell.Role;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.index.HeldRecord;

/**
 * A role that is held, and a bag of the owners that hold it, which counts them.
 *
 * @param <O> the records of owners
 */
final class RoleRecord<O> extends HeldRecord<Role> {
  final RefBag<O> owners = new RefBag<>();

  RoleRecord(final Role role, final long hash) {
    super(role, hash);
  }

  @Override
  protected RefBag<O> counted() {
    return owners;
  }
}
