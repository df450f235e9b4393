package dev.quell.stress.soak;

import java.util.function.LongSupplier;

/** The deadline of one run, by the core's clock; and whether one that was replaced can have passed. */
final class DeadlineBook {
  private static final long NONE = Long.MAX_VALUE;

  private final LongSupplier nanos;
  private volatile long inForce = NONE;
  private volatile boolean passed;
  private boolean set;

  DeadlineBook(final LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Sets another one by a call that has the core do so, or none. By the user of the run. */
  void replace(final long fromNowNanos, final Runnable call) {
    final long before = inForce;
    set = true;
    final long next = fromNowNanos == NONE ? NONE : nanos.getAsLong() + fromNowNanos;
    inForce = Math.min(before, next); // the earlier of the two may end the run by now
    call.run();
    passed |= before != NONE && nanos.getAsLong() >= before;
    inForce = next;
  }

  /** Takes it back. */
  void takeBack(final Runnable call) {
    replace(NONE, call);
  }

  /** Whether the run ever had one; for its user. */
  boolean wasSet() {
    return set;
  }

  /** Whether a deadline of the run can have passed by now. */
  boolean mayHavePassed() {
    return passed || nanos.getAsLong() >= inForce;
  }

  @Override
  public String toString() {
    return inForce == NONE ? "no deadline" : "a deadline in " + (inForce - nanos.getAsLong()) + " ns";
  }
}
