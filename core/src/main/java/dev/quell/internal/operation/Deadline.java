package dev.quell.internal.operation;

import dev.quell.internal.bag.Place;
import dev.quell.internal.bag.StripedBag;
import dev.quell.internal.services.CoreClock;
import java.time.Duration;
import java.util.Objects;

/** The deadline of one run, and its place in the bag of operations with a deadline. */
final class Deadline {
  private final long millis;
  private final Place place = new Place();
  private int stripe;

  private Deadline(final long millis) {
    this.millis = millis;
  }

  static Deadline of(final Duration fromNow, final CoreClock clock) {
    if (Objects.requireNonNull(fromNow, "fromNow").isNegative()) {
      throw new IllegalArgumentException("deadline must not be negative, but is " + fromNow);
    }
    final long now = clock.exactMillis();
    return new Deadline(fromNow.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : now + fromNow.toMillis());
  }

  /** The deadline in core milliseconds. */
  long millis() {
    return millis;
  }

  <T> void schedule(final T operation, final StripedBag<T> deadlines) {
    stripe = deadlines.add(operation, place);
  }

  void cancel(final StripedBag<?> deadlines) {
    deadlines.remove(stripe, place);
  }
}
