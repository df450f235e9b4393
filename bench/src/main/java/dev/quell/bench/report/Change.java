package dev.quell.bench.report;

import java.util.Locale;

/**
 * One thing that two runs measured, both times as a ratio to a limit measured in the same run, so that the speed of the
 * machine does not count.
 *
 * @param least the noise that there is even if the forks do not differ, as a factor
 * @param figures what was measured, for a reader
 */
record Change(String name, Spread before, Spread after, double least, String figures) {

  private static final double SURE = 1.5;

  /** What the new run says about the old one. */
  enum Kind {
    SLOWER,
    FASTER,
    SAME
  }

  Kind kind() {
    return factor() > noise() ? Kind.SLOWER : factor() < 1 / noise() ? Kind.FASTER : Kind.SAME;
  }

  /** Above 1: slower. */
  double factor() {
    return after.median() / before.median();
  }

  /**
   * The factor that chance may make: one and a half times the ranges of both runs' forks, taken together as
   * independent, beyond what there is without them. Of a thousand pairs of runs of the same, at most two are called
   * slower; {@code ChangeTest} says for which forks.
   */
  double noise() {
    return least * Math.exp(SURE * Math.hypot(range(before), range(after)));
  }

  private static double range(final Spread spread) {
    return Math.log(spread.max() / spread.min());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%-6s x %.2f (noise x %.2f)  %s: %s",
        kind().name().toLowerCase(Locale.ROOT), factor(), noise(), name, figures);
  }
}
