package dev.quell.stress.soak;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * An owner, and which roles it held when. A change takes effect at some moment between its call and its return, so for
 * a moment the books give one answer if every possible role set does, and two if not.
 */
final class OwnerBook {
  /** A change of roles, made by one thread at a time. */
  private static final class Change {
    final Owner to;
    final long called;
    volatile long returned = Long.MAX_VALUE;

    Change(final Owner to, final long called) {
      this.to = to;
      this.called = called;
    }
  }

  private final Owner first;
  private final boolean changing;
  private final Deque<Change> changes = new ConcurrentLinkedDeque<>();

  OwnerBook(final Owner first, final boolean changing) {
    this.first = first;
    this.changing = changing;
    final Change start = new Change(first, 0);
    start.returned = 0;
    changes.add(start);
  }

  /** The owner as it opens its sessions. */
  Owner first() {
    return first;
  }

  /** Whether its roles change; its sessions are then opened once, and not ended before the others' work is over. */
  boolean isChanging() {
    return changing;
  }

  Uid uid() {
    return first.uid();
  }

  /** Notes that a change is about to be called; by one thread at a time. */
  void changing(final Owner to, final long now) {
    changes.addLast(new Change(to, now));
  }

  /** The last change has returned. Those that no kill can have met any more are forgotten. */
  void changed(final long now, final long oldestKill) {
    changes.getLast().returned = now;
    while (changes.size() > 1) {
      final var at = changes.iterator();
      at.next();
      if (at.next().returned >= oldestKill) { // the first may have been in force since
        return;
      }
      changes.removeFirst();
    }
  }

  /** Whether its roles can have changed between these two. */
  boolean mayHaveChanged(final long from, final long to) {
    return changes.stream().anyMatch(change -> change.called <= to && change.returned >= from);
  }

  /** Whether the owner can have held one of the roles at a moment between these two. */
  boolean mayHold(final Collection<Role> any, final long from, final long to) {
    return holds(any, from, to, false);
  }

  /** Whether the owner held one of the roles at every moment between these two. */
  boolean mustHold(final Collection<Role> any, final long from, final long to) {
    return holds(any, from, to, true);
  }

  private boolean holds(final Collection<Role> any, final long from, final long to, final boolean always) {
    Change before = null;
    for (final Change change : changes) {
      if (before != null && change.returned >= from && isIn(before, any) != always) { // before was in force after from
        return !always;
      }
      if (change.called > to) {
        return always;
      }
      before = change;
    }
    return before != null && isIn(before, any);
  }

  private static boolean isIn(final Change change, final Collection<Role> any) {
    return !Collections.disjoint(change.to.roles(), any);
  }
}
