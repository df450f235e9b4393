package dev.quell.bench.report;

import java.util.Arrays;
import java.util.List;

/** The median of the forks' medians, with the least and the greatest of them: what another JVM might have answered. */
public record Spread(double median, double min, double max) {

  static Spread ofForks(final List<double[]> forks) {
    final double[] medians = forks.stream().mapToDouble(Spread::median).toArray();
    Arrays.sort(medians);
    return new Spread(median(medians), medians[0], medians[medians.length - 1]);
  }

  static Spread ofOne(final double value) {
    return new Spread(value, value, value);
  }

  Spread times(final double factor) {
    return factor < 0
        ? new Spread(median * factor, max * factor, min * factor)
        : new Spread(median * factor, min * factor, max * factor);
  }

  /** The ratio to another, whose deviations have nothing to do with those of this. */
  Spread over(final Spread other) {
    final double up = Math.hypot(Math.log(max / median), Math.log(other.median / other.min));
    final double down = Math.hypot(Math.log(median / min), Math.log(other.max / other.median));
    final double ratio = median / other.median;
    return new Spread(ratio, ratio * Math.exp(-down), ratio * Math.exp(up));
  }

  /** The sum with another, whose deviations have nothing to do with those of this. */
  Spread plus(final Spread other) {
    final double sum = median + other.median;
    return new Spread(
        sum,
        sum - Math.hypot(median - min, other.median - other.min),
        sum + Math.hypot(max - median, other.max - other.median));
  }

  static double median(final double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to take the median of");
    }
    final double[] sorted = values.clone();
    Arrays.sort(sorted);
    final int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
