package dev.quell.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** What figures are of, and how they are written. */
public enum Unit {
  NANOS(" ns", " µs", " ms", " s"),
  BYTES(" B"),
  COUNT("");

  private static final double STEP = 1e3;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
  private final List<String> names;

  Unit(final String... names) {
    this.names = List.of(names);
  }

  /** With two digits and the unit that suits it. */
  String text(final double value) {
    double scaled = value;
    int name = 0;
    while (Math.abs(scaled) >= STEP - 5 && name < names.size() - 1) {
      scaled /= STEP;
      name++;
    }
    return figure(scaled) + names.get(name);
  }

  /** Without the unit. */
  String figure(final double value) {
    return rounded(this == NANOS ? value : Math.rint(value));
  }

  /** To two digits: what the noise allows. Whole numbers below a thousand keep all of theirs. */
  static String rounded(final double value) {
    if (value == Math.rint(value) && Math.abs(value) < STEP) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    final BigDecimal rounded = new BigDecimal(value).round(new MathContext(2));
    return rounded.scale() > 0 ? rounded.toPlainString() : String.format(Locale.ROOT, "%,d", rounded.longValue());
  }
}
