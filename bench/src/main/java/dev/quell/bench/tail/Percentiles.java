package dev.quell.bench.tail;

import dev.quell.bench.report.Line;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times in nanoseconds: how they are counted and what is said of them. */
final class Percentiles {
  static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);
  static final int DIGITS = 3;

  private Percentiles() {}

  static Histogram newHistogram() {
    return new Histogram(MOST_NANOS, DIGITS);
  }

  static Line addTo(final Line line, final Histogram nanos) {
    return line.with("count", nanos.getTotalCount())
        .with("p50ns", nanos.getValueAtPercentile(50))
        .with("p90ns", nanos.getValueAtPercentile(90))
        .with("p99ns", nanos.getValueAtPercentile(99))
        .with("p999ns", nanos.getValueAtPercentile(99.9))
        .with("p9999ns", nanos.getValueAtPercentile(99.99))
        .with("maxns", nanos.getMaxValue());
  }
}
