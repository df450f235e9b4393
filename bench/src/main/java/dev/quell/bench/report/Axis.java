package dev.quell.bench.report;

import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * An axis of a picture.
 *
 * @param labels how the value of a tick is written; empty for a tick without a label
 */
record Axis(String title, boolean logarithmic, DoubleFunction<String> labels) {
  static Axis counts(final String title) {
    return new Axis(title, true, value -> String.format(Locale.ROOT, "%,.0f", value));
  }

  static Axis linear(final String title) {
    return new Axis(title, false, Unit::plain);
  }

  /** Values in nanoseconds, written in what suits them. */
  static Axis times(final String title) {
    return new Axis(title, true, value -> Unit.time(value, Unit::plain));
  }

  /** Percentiles by nines: 0 is 0 %, 1 is 90 %, 2 is 99 % and so on. */
  static Axis nines(final String title) {
    return new Axis(title, false, Axis::nine);
  }

  private static String nine(final double nines) {
    final int whole = (int) Math.rint(nines);
    if (whole != nines || whole < 0) {
      return " ";
    }
    return switch (whole) {
      case 0 -> "0 %";
      case 1 -> "90 %";
      case 2 -> "99 %";
      default -> "99." + "9".repeat(whole - 2) + " %";
    };
  }
}
