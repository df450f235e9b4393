package dev.quell.cluster.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** True time, in nanoseconds, and what is to happen when. Everything that happens has a number: the order is total. */
final class World {
  static final long MILLI = 1_000_000;

  final SplittableRandom random;
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::time).thenComparingLong(Due::number));
  private long now;
  private long numbers;

  private record Due(long time, long number, Runnable what) {}

  World(final long seed) {
    random = new SplittableRandom(seed);
  }

  long now() {
    return now;
  }

  /** A number greater than any before. */
  long order() {
    return ++numbers;
  }

  void at(final long time, final Runnable what) {
    queue.add(new Due(Math.max(time, now), ++numbers, what));
  }

  void in(final long delay, final Runnable what) {
    at(now + delay, what);
  }

  /** Runs up to a time. */
  void runTo(final long end) {
    while (!queue.isEmpty() && queue.peek().time <= end) {
      final Due due = queue.remove();
      now = due.time;
      due.what.run();
    }
    now = end;
  }

  boolean chance(final double probability) {
    return random.nextDouble() < probability;
  }

  /** Exponentially distributed. */
  long about(final long mean) {
    return (long) (-Math.log(1 - random.nextDouble()) * mean);
  }

  long between(final long least, final long most) {
    return least + random.nextLong(most - least + 1);
  }
}
