package dev.quell.bench.report;

import dev.quell.bench.report.Chart.Axis;
import dev.quell.bench.report.Chart.Look;
import dev.quell.bench.report.Chart.Point;
import dev.quell.bench.report.Headline.Cell;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The pictures of a run. A subject has the same name and colour in all of them. */
final class Pictures {
  /** Those that a page begins with; the others are curves. */
  static final List<String> FRONT = List.of("headline", "threads", "memory");

  private static final double SECOND = 1e9;
  private static final String NONE = "none";

  /** Operations a second below which a worker gets nowhere. */
  private static final double STARVED = 100;

  private static final Axis OPERATIONS = new Axis("operations a second", true, Pictures::count);

  private static final Map<String, String> KILLS =
      Map.of("byUuid", "one session", "byUid", "one owner's 100", "everything", "everything");

  private static final List<String> PERCENTILES = List.of("p50ns", "p90ns", "p99ns", "p999ns", "p9999ns");

  /** Those that pictures compare. */
  private record Subject(String id, String name, Look look) {}

  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject(Standing.QUELL, "Quell", Look.QUELL),
          new Subject(Standing.MONGOD, "mongod's algorithm", Look.MONGOD),
          new Subject("rwLock", "FerretDB's shape", Look.FERRET),
          new Subject("indexedSync", "index by hand", Look.BY_HAND));

  /** What rows are about. */
  private record Compared(String name, Look look, Function<Standing, Optional<Spread>> figure) {}

  private static final List<Compared> COMPARED =
      List.of(
          new Compared("mongod's algorithm", Look.MONGOD, Standing::mongod),
          new Compared("best rival", Look.RIVAL, Standing::rival),
          new Compared("Quell", Look.QUELL, Standing::comparable));

  private final Results results;

  private Pictures(final Results results) {
    this.results = results;
  }

  /** SVG by name, of what the run has. */
  static Map<String, String> of(final Results results) {
    final Pictures pictures = new Pictures(results);
    final Map<String, Chart> charts = new LinkedHashMap<>();
    charts.put("headline", pictures.headline());
    charts.put("threads", pictures.threads());
    charts.put("memory", pictures.memory());
    charts.put("kill-by-sessions", pictures.killBySessions());
    charts.put("kill-by-matches", pictures.killByMatches());
    charts.put("convoy", pictures.convoy());
    charts.put("tail", pictures.tail());
    charts.values().removeIf(Chart::isEmpty);
    final Map<String, String> all = new LinkedHashMap<>();
    charts.forEach((name, chart) -> all.put(name, chart.svg()));
    return all;
  }

  private static Axis counts(final String title) {
    return new Axis(title, true, Pictures::count);
  }

  /** Short, so that there is room for each power of ten. */
  static String count(final double value) {
    return value >= 1e6 ? Unit.COUNT.text(value / 1e6) + " M" : value >= 1e4 ? Unit.COUNT.text(value / 1e3) + " K"
        : Unit.COUNT.text(value);
  }

  private static Axis time(final String title) {
    return new Axis(title, true, Unit.NANOS::text);
  }

  private Chart headline() {
    final Map<String, Standing> rows = new LinkedHashMap<>();
    Headline.front().forEach((name, row) -> rows.put(name, Standing.of(row, results)));
    rows.values().removeIf(row -> row.quell().isEmpty());
    final List<Standing> all = List.copyOf(rows.values());
    final Chart chart =
        Chart.ofRows("Time for one, 1,000,000 sessions, one thread", time("less is better"), List.copyOf(rows.keySet()))
            .line("the hardware's limit", Look.LIMIT,
                dots(all, one -> one.limit().filter(limit -> one.row().hasHardwareLimit())));
    COMPARED.forEach(one -> chart.line(one.name, one.look, dots(all, one.figure)));
    return chart;
  }

  /** Of what is above zero: a difference may not be, and has no place on a logarithmic axis then. */
  private static List<Point> dots(final List<Standing> rows, final Function<Standing, Optional<Spread>> value) {
    return IntStream.range(0, rows.size())
        .boxed()
        .flatMap(row -> value.apply(rows.get(row))
            .filter(spread -> spread.median() > 0 && Double.isFinite(spread.median()))
            .map(spread -> new Point(spread.median(), row))
            .stream())
        .toList();
  }

  /** Those paths that one thread and two were measured with. */
  private Chart threads() {
    final Map<String, List<Standing>> pairs = Headline.cells().stream()
        .filter(cell -> Standing.of(cell.row(), results).quell().isPresent())
        .collect(Collectors.groupingBy(Cell::pathAndSize, LinkedHashMap::new,
            Collectors.mapping(cell -> Standing.of(cell.row(), results), Collectors.toList())));
    pairs.values().removeIf(pair -> pair.size() < 2);
    final Chart chart = Chart.ofRows("Operations a second, by one thread and by two", counts("more is better"),
        List.copyOf(pairs.keySet()));
    COMPARED.forEach(one -> {
      for (final int threads : List.of(1, 2)) {
        chart.line(
            one.name + (threads == 1 ? ", 1 thread" : ", 2 threads"),
            threads == 1 ? one.look.withOneThread() : one.look,
            dots(pairs.values().stream().map(pair -> pair.get(threads - 1)).toList(),
                row -> one.figure.apply(row).map(value -> Spread.ofOne(threads * SECOND / value.median()))));
      }
    });
    return chart;
  }

  private Chart memory() {
    final Chart chart =
        new Chart("Memory for one session", counts("sessions"), new Axis("bytes", true, Unit.COUNT::text));
    SUBJECTS.forEach(subject -> chart.line(subject.name, subject.look,
        curve("footprint\\.bytes", "sessions", 0, one -> subject.id.equals(one.params().get(Figure.SUBJECT)))));
    return chart;
  }

  private Chart killBySessions() {
    final Optional<Measurement> order = results.find(Line.of("FindBeginEndBenchmark.orderAlone"));
    final Chart chart = new Chart("A kill among more and more sessions", counts("sessions that exist"), time("time"));
    Stream.of("byUuid", "byUid", "everything").forEach(kill -> {
      final double less = kill.equals("byUuid") ? order.map(one -> one.value().median()).orElse(0.0) : 0;
      chart.line("Quell, " + KILLS.get(kill), Look.QUELL,
          curve("KillCurveBySessionsBenchmark\\." + kill, "sessions", less, one -> true));
    });
    return chart;
  }

  private Chart killByMatches() {
    final List<Point> curve = curve("KillCurveByMatchesBenchmark\\.byUid:kill", "matches", 0,
        one -> "0.1".equals(one.params().get("busy")));
    return new Chart(
        "A kill that matches more and more of 1,000,000", counts("sessions that it matches"), time("time"))
        .line("Quell, 10 % busy", Look.QUELL, curve)
        .guide("in proportion", curve.stream()
            .map(at -> new Point(at.x(), curve.get(curve.size() - 1).y() * at.x() / curve.get(curve.size() - 1).x()))
            .toList());
  }

  /** Points less something, those above zero; none if they make no line. */
  private List<Point> curve(
      final String benchmark, final String x, final double less, final Predicate<Measurement> which) {
    final List<Point> points = results.all().stream()
        .filter(one -> one.name().matches(benchmark) && which.test(one) && one.value().median() > less)
        .map(one -> new Point(Double.parseDouble(one.params().get(x)), one.value().median() - less))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
    return points.size() < 2 ? List.of() : points;
  }

  /** What a worker does alongside threads that kill everything; a starved one is drawn at one operation a second. */
  private Chart convoy() {
    final Chart chart = new Chart("A worker alongside threads that kill everything",
        new Axis("killing threads", false, Unit.COUNT::text), OPERATIONS);
    SUBJECTS.forEach(subject -> chart.line(subject.name, subject.look, beside(subject.id, "killAll")));
    return chart.guide("Quell, others compute", beside(Standing.QUELL, "spin"));
  }

  private List<Point> beside(final String subject, final String scan) {
    final List<Point> points = results.lines("convoy").stream()
        .filter(line -> subject.equals(line.value(Figure.SUBJECT)) && line.value("scan") != null)
        .filter(line -> List.of(scan, NONE).contains(line.value("scan")))
        .map(line -> new Point(
            line.number("scanners"), Math.max(1, line.number("opsPerSecond")), line.number("opsPerSecond") < STARVED))
        .toList();
    return points.size() < 2 ? List.of() : points;
  }

  /** Find and begin at a fixed rate, alongside a thread that kills everything. */
  private Chart tail() {
    final Chart chart = new Chart("Find and begin, 100,000 a second, while another kills all",
        new Axis("percentile", false, Pictures::percentile), time("from when it was due"));
    SUBJECTS.forEach(subject -> chart.line(subject.name, subject.look, percentiles(subject.id, "killAll")));
    return chart.guide("an empty loop", percentiles(NONE, "nothing"));
  }

  /** By nines: 1 is 90 %, 2 is 99 % and so on; the greatest value stands where one in all values is. */
  private List<Point> percentiles(final String subject, final String beside) {
    return results.lines("tail").stream()
        .filter(line -> "begin".equals(line.value("step")) && subject.equals(line.value(Figure.SUBJECT))
            && beside.equals(line.value("beside")))
        .limit(1)
        .flatMap(line -> Stream.concat(
            PERCENTILES.stream().map(key -> new Point(nines(key), Math.max(1, line.number(key)))),
            Stream.of(new Point(Math.log10(line.number("count")), Math.max(1, line.number("maxns"))))))
        .toList();
  }

  private static double nines(final String percentile) {
    return percentile.equals("p50ns") ? Math.log10(2) : percentile.chars().filter(letter -> letter == '9').count();
  }

  /** As it is written. */
  static String percentile(final String percentile) {
    return percentile(nines(percentile));
  }

  private static String percentile(final double nines) {
    return nines > 1 && nines != Math.rint(nines) ? "greatest"
        : String.format(Locale.ROOT, "%.4f", 100 - 100 / Math.pow(10, nines)).replaceFirst("\\.?0+$", "") + " %";
  }
}
