package dev.quell.bench.report;

import dev.quell.bench.report.Chart.Axis;
import dev.quell.bench.report.Chart.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The four pictures of a run. */
final class Pictures {
  private static final Axis TIME = new Axis("median time", true, Unit.NANOS::tick);
  private static final Axis LATENCY = new Axis("from when it was due", true, Unit.NANOS::tick);
  private static final String NONE = "none";

  private static final Map<String, String> KILLS =
      Map.of(
          "byUuid", "one session, cache-cold", "byUid", "one owner's 100", "byRole", "one role's 1,000",
          "everything", "everything");

  private static final Map<String, String> BESIDE =
      Map.of(
          "nothing", "alone", "spin", "a thread that spins", "stream", "that reads memory", "killOwner",
          "that kills owners", "killAll", "that kills all");

  private static final Map<String, Double> PERCENTILES =
      Map.of("p50ns", Math.log10(2), "p90ns", 1.0, "p99ns", 2.0, "p999ns", 3.0, "p9999ns", 4.0);

  private final Results results;

  private Pictures(final Results results) {
    this.results = results;
  }

  /** SVG by name, of what the run has. */
  static Map<String, String> of(final Results results) {
    final Pictures pictures = new Pictures(results);
    final Map<String, Chart> charts = new LinkedHashMap<>();
    charts.put("kill-by-sessions", pictures.killBySessions());
    charts.put("kill-by-matches", pictures.killByMatches());
    charts.put("convoy", pictures.convoy());
    charts.put("tail", pictures.tail());
    final Map<String, String> all = new LinkedHashMap<>();
    charts.forEach((name, chart) -> {
      if (!chart.isEmpty()) {
        all.put(name, chart.svg());
      }
    });
    return all;
  }

  private static Axis counts(final String title) {
    return new Axis(title, true, Unit.COUNT::text);
  }

  private Chart killBySessions() {
    final Optional<Measurement> order = results.find(Line.of("FindBeginEndBenchmark.orderAlone"));
    final Function<Measurement, Spread> less =
        one -> one.method().equals("byUuid") && order.isPresent()
            ? one.value().plus(order.get().value().times(-1))
            : one.value();
    return new Chart("A kill among more and more sessions", counts("sessions that exist"), TIME)
        .lines(curves("KillCurveBySessionsBenchmark\\.\\w+", "sessions", one -> KILLS.get(one.method()), less));
  }

  private Chart killByMatches() {
    final Map<String, List<Point>> curves =
        curves("KillCurveByMatchesBenchmark\\.byUid:kill", "matches", Pictures::busy, Measurement::value);
    final List<Point> one = curves.isEmpty() ? List.of() : curves.values().iterator().next();
    return new Chart(
        "A kill that matches more and more of a million sessions", counts("sessions that it matches"), TIME)
        .lines(curves)
        .limit("proportional", one.stream().map(at -> proportional(at, one.get(one.size() - 1))).toList());
  }

  private static Point proportional(final Point at, final Point last) {
    return Point.of(at.x(), last.y().median() * at.x() / last.x());
  }

  private static String busy(final Measurement kill) {
    return String.format(Locale.ROOT, "%.0f %% of them busy", 100 * Double.parseDouble(kill.params().get("busy")));
  }

  /** Lines by name, those without a name left out, and points of zero or less. */
  private Map<String, List<Point>> curves(
      final String benchmarks,
      final String x,
      final Function<Measurement, String> name,
      final Function<Measurement, Spread> y) {
    final Map<String, List<Point>> curves = new LinkedHashMap<>();
    for (final Measurement one : results.all()) {
      if (one.name().matches(benchmarks) && name.apply(one) != null && y.apply(one).min() > 0) {
        curves.computeIfAbsent(name.apply(one), key -> new ArrayList<>())
            .add(new Point(Double.parseDouble(one.params().get(x)), y.apply(one)));
      }
    }
    curves.values().forEach(points -> points.sort(Comparator.comparingDouble(Point::x)));
    curves.values().removeIf(points -> points.size() < 2);
    return curves;
  }

  /** What a worker does alongside threads that kill everything; a starved one is drawn at one operation a second. */
  private Chart convoy() {
    final Map<String, List<Point>> curves = new LinkedHashMap<>();
    final List<Point> readers = new ArrayList<>();
    for (final Line line : results.lines("convoy")) {
      final String scan = line.value("scan");
      if (scan != null) {
        final boolean quell = Standing.QUELL.equals(line.value(Figure.SUBJECT));
        final Point point = Point.of(number(line, "scanners"), Math.max(1, number(line, "opsPerSecond")));
        if (scan.equals("killAll") || scan.equals(NONE)) {
          curves.computeIfAbsent(quell ? "Quell" : line.value(Figure.SUBJECT), key -> new ArrayList<>()).add(point);
        }
        if (quell && (scan.equals("stream") || scan.equals(NONE))) {
          readers.add(point);
        }
      }
    }
    return new Chart(
        "Find, begin, poll and end alongside threads that kill everything",
        new Axis("killing threads", false, Unit.COUNT::text),
        new Axis("operations a second", true, Unit.COUNT::text))
        .lines(curves)
        .limit("limit: memory readers", readers);
  }

  private static double number(final Line line, final String key) {
    return Double.parseDouble(line.value(key));
  }

  /** Quell's find and begin at a fixed rate, by what goes on at the same time. */
  private Chart tail() {
    final Map<String, List<Point>> curves = new LinkedHashMap<>();
    List<Point> limit = List.of();
    for (final Line line : results.lines("tail")) {
      if ("begin".equals(line.value("step"))) {
        if (NONE.equals(line.value(Figure.SUBJECT)) && limit.isEmpty()) {
          limit = percentiles(line);
        } else if (Standing.QUELL.equals(line.value(Figure.SUBJECT))) {
          curves.put(BESIDE.get(line.value("beside")), percentiles(line));
        }
      }
    }
    return new Chart(
        "Find and begin, 100,000 a second, alongside another thread",
        new Axis("percentile", false, Pictures::percentile), LATENCY)
        .lines(curves)
        .limit("limit: an empty loop", limit);
  }

  /** By nines: 1 is 90 %, 2 is 99 % and so on; the greatest value stands where one in all values is. */
  private static List<Point> percentiles(final Line line) {
    final List<Point> points = new ArrayList<>();
    PERCENTILES.forEach((key, nines) -> points.add(Point.of(nines, Math.max(1, number(line, key)))));
    points.add(Point.of(Math.log10(number(line, "count")), Math.max(1, number(line, "maxns"))));
    points.sort(Comparator.comparingDouble(Point::x));
    return points;
  }

  private static String percentile(final double nines) {
    return nines > 1 && nines != Math.rint(nines) ? "greatest"
        : String.format(Locale.ROOT, "%.4f", 100 - 100 / Math.pow(10, nines)).replaceFirst("\\.?0+$", "") + " %";
  }
}
