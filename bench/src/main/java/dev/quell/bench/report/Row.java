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
 * @param aim the greatest values that are allowed: in the unit of the row, of bytes allocated, of times the limit;
 *     infinite where nothing is said
 * @param limitName what it is compared with; empty if with nothing
 * @param limit what the hardware needs at the least, or the same without what the row is about; null if there is none
 * @param rivals by name; a figure that names no subject stands for every subject except Quell
 */
public record Row(
    String path, Unit unit, Figure quell, Aim aim, String limitName, Figure limit, Map<String, Figure> rivals) {

  /** See {@link Row}. */
  record Aim(double most, double bytes, double toLimit) {
    static final double ANY = Double.POSITIVE_INFINITY;

    /** JMH's own allocations, spread over the operations of an iteration, are less than half a byte. */
    private static final double HALF_A_BYTE = 0.5;

    /** Where NaN stands for what was not measured. */
    boolean isMissed(final double value, final double allocated, final double ratio) {
      return value > most || allocated > bytes + HALF_A_BYTE || ratio > toLimit;
    }

    String text(final Unit unit) {
      return Stream.of(
          most == ANY ? "" : "at most " + unit.text(most),
          bytes == ANY ? "" : Unit.BYTES.text(bytes),
          toLimit == ANY ? "" : String.format(Locale.ROOT, "at most %.2f times what it is compared with", toLimit))
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining(", "));
    }
  }

  static Row of(final String path, final Unit unit, final String quell) {
    return new Row(path, unit, Figure.of(quell), new Aim(Aim.ANY, Aim.ANY, Aim.ANY), "", null, Map.of());
  }

  static Row nanos(final String path, final String quell) {
    return of(path, Unit.NANOS, quell);
  }

  Row most(final double value) {
    return aim(value, Aim.ANY, Aim.ANY);
  }

  Row most(final double value, final double bytes) {
    return aim(value, bytes, Aim.ANY);
  }

  Row mostToLimit(final double value) {
    return aim(Aim.ANY, Aim.ANY, value);
  }

  Row mostToLimit(final double value, final double bytes) {
    return aim(Aim.ANY, bytes, value);
  }

  private Row aim(final double most, final double bytes, final double toLimit) {
    return new Row(path, unit, quell, new Aim(most, bytes, toLimit), limitName, limit, rivals);
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

  /** Whether nothing on this machine can be faster. */
  boolean hasHardwareLimit() {
    return limit != null && limit.main().word().startsWith(Results.LIMITS);
  }

  /** The measurements of Quell, by its own benchmark and by the one that it shares with rivals. */
  List<Line> partsOfQuell() {
    return parts(Stream.concat(Stream.of(quell), rivals.values().stream().map(one -> one.ofSubject(Standing.QUELL))));
  }

  /** All measurements that the row needs. */
  public List<Line> parts() {
    return parts(Stream.of(Stream.of(quell), Stream.ofNullable(limit), rivals.values().stream()).flatMap(all -> all));
  }

  private static List<Line> parts(final Stream<Figure> figures) {
    return figures.flatMap(figure -> figure.parts().stream()).toList();
  }
}
