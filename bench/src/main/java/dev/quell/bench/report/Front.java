package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the first page of the project shows of a run: a sentence and a table of a few rows. */
final class Front {

  /**
   * A column of the table.
   *
   * @param title with the unit
   * @param scale of that unit
   */
  private record Column(String title, double scale, Row row) {}

  private static final String KILL_OF_AN_OWNER = "kill by uid, 100 idle sessions";
  private static final List<String> MONGODS = List.of(Standing.MONGOD, "scan", "scanPartitioned");

  /** Of each of which the fastest counts. */
  private static final List<Map.Entry<String, List<String>>> RIVALS =
      List.of(
          Map.entry("mongod's algorithm, the best of three variants", MONGODS),
          Map.entry("FerretDB's shape", List.of("rwLock")),
          Map.entry("hand-written indexes, the best of three", List.of("indexedSync", "indexed", "jctools")));

  private final Results results;
  private final Map<String, Row> rows =
      Headline.rows().stream().collect(Collectors.toMap(Row::path, row -> row));

  private Front(final Results results) {
    this.results = results;
  }

  /** What Quell takes, and mongod's algorithm; empty if one was not measured. */
  static String sentence(final Results results) {
    final Front front = new Front(results);
    final Row row = front.rows.get(KILL_OF_AN_OWNER);
    final Optional<Spread> quell = Standing.of(row, results).comparable();
    final double[] mongods = MONGODS.stream()
        .flatMap(subject -> front.of(row, subject).stream())
        .mapToDouble(Spread::median)
        .sorted()
        .toArray();
    if (quell.isEmpty() || mongods.length == 0) {
      return "";
    }
    final String most = row.unit().text(mongods[mongods.length - 1]);
    final double scale = mongods[mongods.length - 1] / Double.parseDouble(most.replaceAll("[^0-9.]", ""));
    final String least = Unit.rounded(mongods[0] / scale);
    return "Among a million sessions it kills the hundred of one owner in **" + row.unit().text(quell.get().median())
        + ", where mongod's algorithm takes " + (mongods.length == 1 ? "" : least + " to ") + most
        + "**, and it takes no lock.";
  }

  /** A line for Quell, for each kind of rival and for the hardware. */
  static String table(final Results results) {
    final Front front = new Front(results);
    final List<Column> columns = front.columns();
    if (columns.isEmpty()) {
      return "";
    }
    final List<List<String>> lines = new ArrayList<>();
    lines.add(front.line("**Quell**", columns, false, row -> Standing.of(row, results).comparable()));
    RIVALS.forEach(
        rival -> lines.add(front.line(rival.getKey(), columns, true, row -> front.best(row, rival.getValue()))));
    lines.add(
        front.line("the hardware's limit", columns, false,
            row -> Standing.of(row, results).limit().filter(limit -> row.hasHardwareLimit())));
    lines.removeIf(line -> line.stream().skip(1).allMatch(String::isEmpty));
    return Report.table(Stream.concat(Stream.of(""), columns.stream().map(front::title)).toList(), lines)
        + "\n\n1,000,000 sessions, one thread, all called through the same interface. **Bold**: faster than Quell,"
        + " beyond the noise.";
  }

  private List<Column> columns() {
    return Stream.of(
        column("begin + end, ns", 1, "begin + end by handle"),
        column("kill 100 idle, µs", 1e3, KILL_OF_AN_OWNER),
        column("kill 100, 10 busy, µs", 1e3, "kill by uid, 100 sessions, 10 of them busy"),
        column("kill 10,000 busy, ms", 1e6, "kill all, 10,000 operations running"),
        column("a session, bytes", 1, "bytes per session, 1,000,000 with 100 per owner"))
        .filter(column -> Standing.of(column.row, results).quell().isPresent())
        .toList();
  }

  private String title(final Column column) {
    return column.title + Standing.of(column.row, results).marks(results);
  }

  private Column column(final String title, final double scale, final String path) {
    return new Column(title, scale, rows.get(path));
  }

  private List<String> line(
      final String name,
      final List<Column> columns,
      final boolean rival,
      final Function<Row, Optional<Spread>> figure) {
    final List<String> cells = new ArrayList<>(List.of(name));
    for (final Column column : columns) {
      final Optional<Spread> value = figure.apply(column.row);
      final String text = value.map(one -> column.row.unit().figure(one.median() / column.scale)).orElse("");
      cells.add(rival && leads(column.row, value) ? "**" + text + "**" : text);
    }
    return cells;
  }

  /** Whether a rival's figure is below Quell's, beyond the noise. */
  private boolean leads(final Row row, final Optional<Spread> rival) {
    final Optional<Spread> quell = Standing.of(row, results).alike();
    return quell.isPresent() && rival.isPresent() && rival.get().max() < quell.get().min();
  }

  private Optional<Spread> best(final Row row, final List<String> subjects) {
    return subjects.stream()
        .flatMap(subject -> of(row, subject).stream())
        .min(Comparator.comparingDouble(Spread::median));
  }

  private Optional<Spread> of(final Row row, final String subject) {
    return row.rivals().values().stream()
        .map(figure -> figure.ofSubject(subject).in(results, Results.FULL_SESSIONS))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
