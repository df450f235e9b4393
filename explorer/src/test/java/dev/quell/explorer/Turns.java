package dev.quell.explorer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pastalab.fray.core.ThreadContext;
import org.pastalab.fray.core.randomness.Randomness;
import org.pastalab.fray.core.scheduler.Scheduler;

/**
 * Which thread goes on. Every other schedule draws that at each step, which is good at threads that take turns often.
 *
 * <p>The others draw an order of the threads, and some steps at which the thread that runs becomes the last. That is
 * good at threads that stand still for long, as probabilistic concurrency testing is. There a thread also becomes the
 * last when it has run for so long that it must be waiting for another.
 */
final class Turns extends Scheduler {
  private static final int CHANGES = 3;
  private static final int LONGEST_TURN = 150;

  private final int number;
  private final List<ThreadContext> order = new ArrayList<>(); // those that came to run, the first one first
  private final Set<Integer> changes = new HashSet<>();
  private int steps;
  private int turn;

  /** The first schedule. */
  Turns(final Randomness draws) {
    this(draws, 0, 1);
  }

  /** @param length how many steps the schedule is likely to have */
  private Turns(final Randomness draws, final int number, final int length) {
    super(draws);
    this.number = number;
    for (int i = 0; i < CHANGES; i++) {
      changes.add(nextInt() % length);
    }
  }

  @Override
  public ThreadContext scheduleNextOperation(final List<ThreadContext> ready, final Collection<ThreadContext> all) {
    if (ready.size() == 1) {
      return ready.get(0);
    }
    steps++;
    if (number % 2 == 0) {
      return ready.get(nextInt() % ready.size());
    }
    for (final ThreadContext thread : ready) {
      if (!order.contains(thread)) {
        order.add(nextInt() % (order.size() + 1), thread);
      }
    }
    final ThreadContext next = order.stream().filter(ready::contains).findFirst().orElseThrow();
    if (++turn > LONGEST_TURN || changes.contains(steps)) {
      turn = 0;
      order.remove(next);
      order.add(next);
    }
    return next;
  }

  @Override
  public Scheduler nextIteration(final Randomness draws) {
    return new Turns(draws, number + 1, steps + 1); // as many as this one had
  }
}
