package dev.quell.bench.report;

import java.util.Locale;

/** How figures are written. */
public enum Unit {
  NANOS {
    @Override
    String text(final double value) {
      return Math.abs(value) < 1e6 ? number(value) + " ns" : number(value / 1e6) + " ms";
    }
  },
  MICROS {
    @Override
    String text(final double value) {
      return number(value) + " us";
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
}
