package dev.quell.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A path that the project promises something about.
 *
 * @param limitName what the limit is; empty if there is none
 * @param limit null if there is none
 * @param rivals by name; a figure that names no subject stands for every subject except Quell
 */
public record Row(
    String path, Unit unit, Figure quell, Aim aim, String limitName, Figure limit, Map<String, Figure> rivals) {

  /**
   * The greatest values that the aim allows; infinite where it says nothing.
   *
   * @param most in the unit of the row
   * @param bytes allocated for each operation
   * @param toLimit times the limit
   */
  record Aim(double most, double bytes, double toLimit) {
    private static final double ANY = Double.POSITIVE_INFINITY;

    /** JMH's own allocations, spread over the operations of an iteration, are less than half a byte. */
    private static final double HALF_A_BYTE = 0.5;

    static final Aim NONE = new Aim(ANY, ANY, ANY);

    boolean isMet(final double value, final double allocated, final double ratio) {
      return !(value > most) && !(allocated > bytes + HALF_A_BYTE) && !(ratio > toLimit);
    }

    /** Whether everything that it is about was measured; NaN stands for what was not. */
    boolean canBeJudged(final double allocated, final double ratio) {
      return (bytes == ANY || !Double.isNaN(allocated)) && (toLimit == ANY || !Double.isNaN(ratio));
    }

    String text(final Unit unit) {
      return Stream.of(
          most == ANY ? "" : "at most " + unit.tick(most),
          bytes == ANY ? "" : Unit.BYTES.text(bytes),
          toLimit == ANY ? "" : String.format(Locale.ROOT, "at most %.2f times the limit", toLimit))
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining(", "));
    }
  }

  static Row of(final String path, final Unit unit, final String quell) {
    return new Row(path, unit, Figure.of(quell), Aim.NONE, "", null, Map.of());
  }

  static Row nanos(final String path, final String quell) {
    return of(path, Unit.NANOS, quell);
  }

  Row most(final double value) {
    return most(value, Aim.ANY);
  }

  Row most(final double value, final double bytes) {
    return new Row(path, unit, quell, new Aim(value, bytes, Aim.ANY), limitName, limit, rivals);
  }

  Row mostToLimit(final double value) {
    return new Row(path, unit, quell, new Aim(Aim.ANY, Aim.ANY, value), limitName, limit, rivals);
  }

  Row limit(final String name, final String figure) {
    return new Row(path, unit, quell, aim, name, Figure.of(figure), rivals);
  }

  /** Every subject that was measured. */
  Row subjects(final String figure) {
    return rival("every subject", figure);
  }

  Row rival(final String name, final String figure) {
    final Map<String, Figure> more = new LinkedHashMap<>(rivals);
    more.put(name, Figure.of(figure));
    return new Row(path, unit, quell, aim, limitName, limit, more);
  }

  /** The names of all measurements that the row needs. */
  public List<String> names() {
    return Stream.of(Stream.of(quell), Stream.ofNullable(limit), rivals.values().stream())
        .flatMap(figures -> figures)
        .flatMap(figure -> figure.names().stream())
        .toList();
  }
}
