package dev.quell.bench.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A word, then names with values, such as {@code footprint subject=quell sessions=1000000}: one line of what the
 * programs here print to be stored, which a person can read and {@link Results} too; and the way to name what was
 * measured.
 */
public record Line(String word, Map<String, String> values) {

  public static Line of(final String word) {
    return new Line(word, new LinkedHashMap<>());
  }

  public Line with(final String name, final Object value) {
    values.put(name, value.toString());
    return this;
  }

  public String value(final String name) {
    return values.get(name);
  }

  public double number(final String name) {
    return Double.parseDouble(value(name));
  }

  /** With this many digits after the point. */
  public Line with(final String name, final double value, final int digits) {
    return with(name, String.format(Locale.ROOT, "%." + digits + "f", value));
  }

  public static Line parse(final String text) {
    final String[] parts = text.strip().split(" +");
    final Line line = of(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      final int equals = parts[i].indexOf('=');
      if (equals > 0) {
        line.with(parts[i].substring(0, equals), parts[i].substring(equals + 1));
      }
    }
    return line;
  }

  public void print() {
    System.out.println(this);
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder(word);
    values.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }
}
