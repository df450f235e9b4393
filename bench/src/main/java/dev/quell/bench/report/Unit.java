package dev.quell.bench.report;

import java.util.Locale;
import java.util.function.DoubleFunction;

/** How figures are written. */
public enum Unit {
  NANOS {
    @Override
    String text(final double value) {
      final double size = Math.abs(value);
      return size < NANOS_AT_MOST ? number(value) + " ns"
          : size < MS ? number(value / US) + " µs"
          : number(value / MS) + " ms";
    }
  },
  MICROS {
    @Override
    String text(final double value) {
      return number(value) + " µs";
    }
  },
  BYTES {
    @Override
    String text(final double value) {
      return number(value) + " B";
    }
  },
  COUNT {
    @Override
    String text(final double value) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
  };

  /** A few microseconds stay nanoseconds, so that the steps of one path compare at a glance. */
  private static final double NANOS_AT_MOST = 1e4;
  private static final double US = 1e3;
  private static final double MS = 1e6;
  private static final double S = 1e9;

  abstract String text(double value);

  /** The median, with the range if there is one. */
  String withRange(final Spread spread) {
    return spread.min() == spread.max()
        ? text(spread.median())
        : text(spread.median()) + " [" + text(spread.min()) + " .. " + text(spread.max()) + "]";
  }

  /** To three digits or more. */
  static String number(final double value) {
    final double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f", value);
  }

  /** No more digits than it needs, of up to three after the point. */
  static String plain(final double value) {
    final double rounded = Math.round(value * 1e3) / 1e3;
    return rounded == Math.rint(rounded) ? String.format(Locale.ROOT, "%,.0f", rounded) : String.valueOf(rounded);
  }

  /** In what suits it. */
  static String time(final double nanos, final DoubleFunction<String> number) {
    return nanos < US ? number.apply(nanos) + " ns"
        : nanos < MS ? number.apply(nanos / US) + " µs"
        : nanos < S ? number.apply(nanos / MS) + " ms"
        : number.apply(nanos / S) + " s";
  }
}
