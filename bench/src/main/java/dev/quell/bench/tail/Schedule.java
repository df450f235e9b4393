package dev.quell.bench.tail;

import java.util.concurrent.TimeUnit;

/**
 * When things are meant to start: at a fixed rate, whatever becomes of those before.
 *
 * @param startNanos when the first does
 * @param perSecond the rate
 * @param count how many there are
 */
record Schedule(long startNanos, double perSecond, long count) {

  /** As many as fit into the time. */
  static Schedule during(final long startNanos, final double perSecond, final long nanos) {
    return new Schedule(startNanos, perSecond, Math.max(1, (long) (perSecond * nanos / TimeUnit.SECONDS.toNanos(1))));
  }

  /** When the i-th is meant to start; computed from the first, so that no error adds up. */
  long at(final long i) {
    return startNanos + (long) (i / perSecond * TimeUnit.SECONDS.toNanos(1));
  }

  long endNanos() {
    return at(count);
  }

  /** Who is behind may take as long again to catch up; then the rest counts as not done. */
  long lastNanos() {
    return endNanos() + (endNanos() - startNanos);
  }
}
