package dev.quell.bench.report;

import java.util.Locale;

/**
 * One thing that two runs measured, both times as a ratio to a limit measured in the same run, so that what the machine
 * was faster or slower at does not count.
 *
 * @param name of what was measured
 * @param before the ratio in the old run
 * @param after the ratio in the new run
 * @param least the noise that there is even if the forks do not differ, as a factor
 * @param figures what was measured, for a reader
 */
record Change(String name, Spread before, Spread after, double least, String figures) {

  private static final double SURE = 2.5;

  /** What the two say of each other. */
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
   * The factor that chance may make. The medians of two times three forks lie apart by more than two and a half times
   * what the forks of each show on the sides that face each other, taken together as independent, once in a thousand
   * times or less, if forks are distributed normally.
   */
  double noise() {
    final Spread lower = factor() > 1 ? before : after;
    final Spread upper = factor() > 1 ? after : before;
    final double up = Math.log(lower.max() / lower.median());
    final double down = Math.log(upper.median() / upper.min());
    return least * Math.exp(SURE * Math.hypot(up, down));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%-6s x %.2f (noise x %.2f)  %s: %s",
        kind().name().toLowerCase(Locale.ROOT), factor(), noise(), name, figures);
  }
}
