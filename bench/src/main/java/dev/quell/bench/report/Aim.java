package dev.quell.bench.report;

/**
 * What a row is to reach.
 *
 * @param most the greatest value, in the row's unit; NaN for no such aim
 * @param mostBytes the most bytes allocated for each operation; NaN for no such aim
 * @param mostToLimit the greatest ratio to the limit; NaN for no such aim
 * @param text as it is shown
 */
public record Aim(double most, double mostBytes, double mostToLimit, String text) {
  private static final double NO = Double.NaN;

  /** JMH's own allocations, spread over the operations of an iteration, are less than half a byte. */
  private static final double HALF_A_BYTE = 0.5;

  public static final Aim NONE = new Aim(NO, NO, NO, "-");

  public static Aim most(final double value, final String text) {
    return new Aim(value, NO, NO, text);
  }

  public static Aim mostWithBytes(final double value, final double bytes, final String text) {
    return new Aim(value, bytes, NO, text);
  }

  public static Aim mostToLimit(final double ratio, final String text) {
    return new Aim(NO, NO, ratio, text);
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** Whether all of it that there is was measured; {@code bytes} and {@code toLimit} are NaN if they were not. */
  boolean canBeJudged(final double bytes, final double toLimit) {
    return (Double.isNaN(mostBytes) || !Double.isNaN(bytes)) && (Double.isNaN(mostToLimit) || !Double.isNaN(toLimit));
  }

  boolean isMet(final double value, final double bytes, final double toLimit) {
    return !(value > most) && !(bytes > mostBytes + HALF_A_BYTE) && !(toLimit > mostToLimit);
  }
}
