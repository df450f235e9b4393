package dev.quell.cluster.protocol;

/**
 * What a stretch of time on one clock means on another, when each may be off by the rate: each result errs to the side
 * that its name says, by rounding too.
 *
 * @param rate how much faster or slower than true a clock may run, as a fraction
 */
record Rates(double rate) {
  /** The true time that has passed at most while a clock showed so much. */
  long atMost(final long shown) {
    return shown <= 0 ? 0 : (long) Math.ceil(shown / (1 - rate)) + 1;
  }

  /** The true time that has passed at least while a clock showed so much. */
  long atLeast(final long shown) {
    return Math.max(0, (long) Math.floor(shown / (1 + rate)) - 1);
  }

  /** What a clock shows at most while so much true time passes. */
  long shownAtMost(final long passed) {
    return passed <= 0 ? 0 : (long) Math.ceil(passed * (1 + rate)) + 1;
  }

  /** What a clock shows at least while so much true time passes. */
  long shownAtLeast(final long passed) {
    return Math.max(0, (long) Math.floor(passed * (1 - rate)) - 1);
  }
}
