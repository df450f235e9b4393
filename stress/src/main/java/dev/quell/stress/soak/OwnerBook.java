package dev.quell.stress.soak;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Collection;
import java.util.Collections;

/** An owner, and which roles it held when. */
final class OwnerBook {
  private final Owner first;
  private final boolean changing;
  private final History<Owner> history;

  OwnerBook(final Owner first, final boolean changing) {
    this.first = first;
    this.changing = changing;
    this.history = new History<>(first);
  }

  /** The owner as it opens its sessions. */
  Owner first() {
    return first;
  }

  /**
   * Whether its roles change, and the labels of its sessions; these are then opened once, and not ended before the
   * others' work is over.
   */
  boolean isChanging() {
    return changing;
  }

  Uid uid() {
    return first.uid();
  }

  History<Owner> history() {
    return history;
  }

  /** Whether the owner can have held one of the roles at a moment between these two. */
  boolean mayHold(final Collection<Role> any, final long from, final long to) {
    return history.may(owner -> holds(owner, any), from, to);
  }

  /** Whether the owner held one of the roles at every moment between these two. */
  boolean mustHold(final Collection<Role> any, final long from, final long to) {
    return history.must(owner -> holds(owner, any), from, to);
  }

  private static boolean holds(final Owner owner, final Collection<Role> any) {
    return !Collections.disjoint(owner.roles(), any);
  }
}
