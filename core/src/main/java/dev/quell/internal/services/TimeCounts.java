package dev.quell.internal.services;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * How many times there were in each bucket of a {@link Histogram} of two digits. To record one is a single atomic step;
 * HdrHistogram's own takes two or three, as it keeps a total, a least and a greatest, which a reader can find out.
 *
 * <p>A bucket is one nanosecond wide up to 256. From there on, every 128 buckets are twice as wide as those before.
 */
final class TimeCounts {
  static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 2;
  private static final int GROUP_BITS = 7;
  private static final int BUCKETS = bucket(MAX_NANOS) + 1;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  /** The bucket of a time that is in range. */
  static int bucket(final long nanos) {
    final int shift = Long.SIZE - 1 - GROUP_BITS - Long.numberOfLeadingZeros(nanos | (2L << GROUP_BITS) - 1);
    return (shift << GROUP_BITS) + (int) (nanos >>> shift); // the second has a bit more, except in the first group
  }

  /** The least time of a bucket. */
  static long least(final int bucket) {
    final int shift = Math.max(0, (bucket >>> GROUP_BITS) - 1);
    return (long) (bucket - (shift << GROUP_BITS)) << shift;
  }

  /** Records a time from zero to {@link #MAX_NANOS}. */
  void record(final long nanos) {
    counts.getAndIncrement(bucket(nanos)); // atomic: each time is counted
  }

  /** A histogram of the same range. */
  static Histogram emptyHistogram() {
    return new Histogram(MAX_NANOS, DIGITS);
  }

  /** Adds all to an {@link #emptyHistogram}, which other counts may have been added to. */
  void addTo(final Histogram sum) {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      final long count = counts.get(bucket); // LA-I1
      if (count != 0) {
        sum.recordValueWithCount(least(bucket), count);
      }
    }
  }
}
