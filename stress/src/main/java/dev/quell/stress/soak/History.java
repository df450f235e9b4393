package dev.quell.stress.soak;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;

/**
 * What something had when. A change takes effect at some moment between its call and its return, so for a moment the
 * books give one answer if every possible value does, and two if not.
 *
 * @param <T> what it has
 */
final class History<T> {
  /** A change, made by one thread at a time. */
  private static final class Change<T> {
    final T to;
    final long called;
    volatile long returned = Long.MAX_VALUE;

    Change(final T to, final long called) {
      this.to = to;
      this.called = called;
    }
  }

  private final Deque<Change<T>> changes = new ConcurrentLinkedDeque<>();

  History(final T first) {
    final Change<T> start = new Change<>(first, 0);
    start.returned = 0;
    changes.add(start);
  }

  /** Notes that a change is about to be called; by one thread at a time. */
  void changing(final T to, final long now) {
    changes.addLast(new Change<>(to, now));
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

  /** Whether there can have been a change between these two. */
  boolean mayHaveChanged(final long from, final long to) {
    return changes.stream().anyMatch(change -> change.called <= to && change.returned >= from);
  }

  /** Whether what it had can have been so at a moment between these two. */
  boolean may(final Predicate<T> so, final long from, final long to) {
    return was(so, from, to, false);
  }

  /** Whether what it had was so at every moment between these two. */
  boolean must(final Predicate<T> so, final long from, final long to) {
    return was(so, from, to, true);
  }

  private boolean was(final Predicate<T> so, final long from, final long to, final boolean always) {
    Change<T> before = null;
    for (final Change<T> change : changes) {
      if (before != null && change.returned >= from && so.test(before.to) != always) { // before was in force after from
        return !always;
      }
      if (change.called > to) {
        return always;
      }
      before = change;
    }
    return before != null && so.test(before.to);
  }
}
