package dev.quell.cluster.simulation;

import java.util.Arrays;

/** The cut-offs that a life took of its core, with the true moments at which it did. */
final class CutOffs {
  private long[] values = new long[1_024];
  private long[] orders = new long[1_024];
  private long[] times = new long[1_024];
  private int size;

  void add(final long value, final long order, final long time) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    values[size] = value;
    orders[size] = order;
    times[size++] = time;
  }

  /** The number of the moment at which it was taken: nothing that began later is hit. */
  long order(final long value) {
    return orders[find(value)];
  }

  /** The true time then. */
  long time(final long value) {
    return times[find(value)];
  }

  private int find(final long value) {
    final int at = Arrays.binarySearch(values, 0, size, value);
    if (at < 0) {
      throw new AssertionError("a cut-off that was never taken: " + value);
    }
    return at;
  }
}
