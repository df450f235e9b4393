package dev.quell.bench.report;

import java.util.List;
import java.util.Locale;

/** What figures are of, and how they are written: with three digits. */
public enum Unit {
  NANOS(" ns", " µs", " ms", " s"),
  MICROS(" µs", " ms", " s"),
  BYTES(" B"),
  COUNT("");

  private static final double STEP = 1e3;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
  private final List<String> names;

  Unit(final String... names) {
    this.names = List.of(names);
  }

  String text(final double value) {
    double scaled = value;
    int name = 0;
    while (Math.abs(scaled) >= STEP - 0.5 && name < names.size() - 1) {
      scaled /= STEP;
      name++;
    }
    return (names.size() == 1 ? String.format(Locale.ROOT, "%,.0f", scaled) : number(scaled)) + names.get(name);
  }

  /** For an axis: no more digits than the value has. */
  String tick(final double value) {
    return text(value).replaceFirst("(\\.\\d*?)0+(?= |$)", "$1").replaceFirst("\\.(?= |$)", "");
  }

  /** To three digits, or more if it is 1,000 or above. */
  static String number(final double value) {
    final double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f", value);
  }
}
