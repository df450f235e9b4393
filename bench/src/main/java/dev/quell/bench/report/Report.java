package dev.quell.bench.report;

import dev.quell.bench.report.Headline.Cell;
import dev.quell.bench.report.Standing.Race;
import dev.quell.bench.report.Standing.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run found, as parts of Markdown: for its own page, and for documents that show some of them. */
final class Report {

  /** A rival is ahead in the tail if it is by more than this: one value says little there. */
  private static final double AHEAD = 1.1;

  private static final List<String> PERCENTILES = List.of("p50ns", "p99ns", "p9999ns");

  private final Results results;
  private final List<Standing> standings;
  private final List<Cell> cells;
  private final Map<String, String> parts = new LinkedHashMap<>();

  private Report(final Results results) {
    this.results = results;
    standings = Standing.all(Headline.rows(), results);
    cells = Headline.cells().stream().filter(cell -> Standing.of(cell.row(), results).quell().isPresent()).toList();
  }

  /** By their names, those that the run has something for. */
  static Map<String, String> parts(final Results results) {
    final Report report = new Report(results);
    report.put("Machine", machine(results));
    report.put("In one sentence", Front.sentence(results));
    report.put("Measured", Front.table(results));
    report.put("In short", report.rows(Headline.front(), true));
    report.put("Sizes and threads", report.sizes());
    report.put("One thread and two", report.apart());
    report.put("Where Quell loses", report.losses());
    report.put("Tails where Quell loses", report.tails());
    report.put("Aims missed", report.aims());
    report.put("Reservations", report.reservations());
    report.put("Every row", report.rows(report.others(), false));
    report.put("Every rival", report.rivals());
    report.put("Allocated", report.allocated());
    report.put("Disturbed", report.disturbed());
    report.put("Every benchmark", report.measurements());
    report.put("The machine", results.machine().stream().map(line -> "    " + line).collect(Collectors.joining("\n")));
    return report.parts;
  }

  private void put(final String name, final String text) {
    if (!text.isEmpty()) {
      parts.put(name, text);
    }
  }

  // ---- what a reader sees first

  static String machine(final Results results) {
    final String what = Stream.of(
        results.machine("CPU(s)").map(count -> count + " processors"),
        results.machine("Model name"),
        results.machine("memory")
            .map(text -> Unit.COUNT.text(Long.parseLong(text.replaceAll("\\D", "")) / 1e6) + " GB"),
        results.machine("jvm").map(text -> "JDK " + text.replaceAll(".*?\"(.*?)\".*", "$1")),
        results.machine("commit of the work tree").map(id -> "commit " + id.substring(0, Math.min(7, id.length()))),
        results.machine("date"),
        results.machine("load before the run").map(load -> "load before " + load.replaceFirst(" .*", "")))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
    return what.isEmpty() ? "" : "Measured on " + what + ". " + noise(results);
  }

  static String noise(final Results results) {
    final int disturbed = results.disturbed().size();
    return results.watched() == 0 ? "What else the machine did meanwhile was not recorded."
        : disturbed == 0 ? "Nothing disturbed it: " + results.watched() + " jobs were watched."
        : disturbed + " of " + results.watched() + " jobs were disturbed; figures of those have a †.";
  }

  /** Quell as its rivals are called; of the front rows only limits that nothing can undercut. */
  private String rows(final Map<String, Row> rows, final boolean front) {
    final List<Entry> entries = new ArrayList<>();
    rows.forEach((name, row) -> {
      final Standing one = Standing.of(row, results);
      if (one.quell().isPresent()) {
        entries.add(
            new Entry(
                name + one.marks(results), row.unit(), one.race() == Race.BEHIND,
                List.of(
                    one.comparable(), one.rival(), one.mongod(),
                    row.hasHardwareLimit() || !front ? one.limit() : Optional.empty()),
                front ? List.of("", "") : List.of(one.rivalName(), row.limitName())));
      }
    });
    return tables(
        List.of("Quell", "best rival", "mongod's", front ? "limit" : "compared with", "rival's name", "what that is"),
        entries);
  }

  /** For each size. */
  private String sizes() {
    return Headline.SIZES.stream()
        .map(size -> {
          final Map<String, Row> rows = new LinkedHashMap<>();
          cells.stream()
              .filter(cell -> cell.sessions() == size)
              .forEach(cell -> rows.put(cell.path() + (cell.threads() == 1 ? "" : ", 2 threads"), cell.row()));
          return rows.isEmpty() ? "" : String.format(Locale.ROOT, "%,d sessions. %s", size, rows(rows, false));
        })
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  /** K12: work of two threads over that of one. */
  private String apart() {
    final List<List<String>> rows = new ArrayList<>();
    for (final Standing one : standings) {
      if (isApart(one.row()) && one.limit().isPresent()) {
        final double alone = one.limit().get().median();
        final double each = one.quell().orElseThrow().median();
        rows.add(
            List.of(
                one.row().path().replaceFirst(", two threads apart.*", "") + one.marks(results), Unit.rounded(alone),
                Unit.rounded(each),
                String.format(
                    Locale.ROOT, each / alone > one.row().aim().toLimit() ? "**%.2f**" : "%.2f", 2 * alone / each)));
      }
    }
    return rows.isEmpty() ? ""
        : "Nanoseconds, and the work of two threads over that of one. Bold misses the aim: 1.9, and 1.6 where all"
            + " sessions have one owner.\n\n" + table(List.of("path", "1 thread", "2 threads", "work"), rows);
  }

  private static boolean isApart(final Row row) {
    return row.quell().main().word().startsWith("OneEachBenchmark.");
  }

  // ---- where Quell loses

  /** Rivals that are faster or level. */
  private String losses() {
    final List<String> losses = new ArrayList<>();
    Stream.concat(standings.stream(), moreCells().map(this::standing)).forEach(one -> {
      if (one.race() == Race.BEHIND || one.race() == Race.LEVEL) {
        losses.add(String.format(
            "%s: `%s` %s, %s to %s", one.row().path() + one.marks(results), one.rivalName(),
            one.race() == Race.BEHIND ? "**leads**" : "is level", text(one.row(), one.rival()),
            text(one.row(), one.alike())));
      }
    });
    return bullets(losses);
  }

  /** Those that are no rows as well. */
  private Stream<Cell> moreCells() {
    return cells.stream().filter(cell -> cell.sessions() != Results.FULL_SESSIONS || cell.threads() > 1);
  }

  /** Claims that do not hold, and figures that may still fall. */
  private String reservations() {
    return bullets(
        Stream.concat(
            results.failedClaims().stream().distinct().map(claim -> "a claim does not hold: `" + claim + "`"),
            results.all().stream()
                .filter(one -> !one.settled() && one.forks() > 1)
                .map(one -> "`" + one.text() + "` was still getting faster in every fork"))
            .toList());
  }

  private static String text(final Row row, final Optional<Spread> value) {
    return row.unit().text(value.orElseThrow().median());
  }

  /** Percentiles of latencies, by what goes on at the same time, in which a rival is ahead. */
  private String tails() {
    final List<List<String>> rows = new ArrayList<>();
    for (final Line line : Stream.of("tail", "stop").flatMap(word -> results.lines(word).stream()).toList()) {
      if (Standing.QUELL.equals(line.value(Figure.SUBJECT)) && !List.of("poll", "end").contains(step(line))) {
        for (final String percentile : PERCENTILES) {
          results.lines(line.word()).stream()
              .filter(other -> situation(other).equals(situation(line)) && !isQuellOrNobody(other))
              .min(Comparator.comparingDouble(other -> other.number(percentile)))
              .filter(best -> best.number(percentile) * AHEAD < line.number(percentile))
              .ifPresent(best -> rows.add(
                  List.of(
                      situation(line), Pictures.percentile(percentile), Unit.rounded(line.number(percentile) / 1e3),
                      Unit.rounded(best.number(percentile) / 1e3), "`" + best.value(Figure.SUBJECT) + "`")));
        }
      }
    }
    return rows.isEmpty() ? ""
        : "Microseconds from when an operation was due, or from a kill; a rival is ahead by more than a tenth.\n\n"
            + table(List.of("while", "percentile", "Quell", "rival", "its name"), rows);
  }

  private static String step(final Line line) {
    return line.values().getOrDefault("step", "begin");
  }

  private static boolean isQuellOrNobody(final Line line) {
    return List.of(Standing.QUELL, "none").contains(line.value(Figure.SUBJECT));
  }

  private static String situation(final Line line) {
    return line.word().equals("tail")
        ? step(line) + " beside " + line.value("beside")
        : "kill of " + line.value("kill") + ", victim " + line.value("victim");
  }

  /** How many of the rows that have an aim meet it, and those that do not. */
  private String aims() {
    final Map<Verdict, String> said = Map.of(
        Verdict.MISSED, "", Verdict.MOSTLY, ", not met in every fork or run",
        Verdict.NOT_JUDGED, ", not judged: too few forks, or another size");
    final List<Standing> aimed = Stream.concat(standings.stream(), cells.stream().map(this::standing))
        .filter(one -> one.verdict() != Verdict.NONE)
        .toList();
    final List<String> missed = aimed.stream()
        .filter(one -> said.containsKey(one.verdict()))
        .map(one -> one.row().path() + one.marks(results) + ": " + text(one.row(), one.quell())
            + one.toLimit().map(ratio -> ", " + Unit.rounded(ratio.median()) + " times " + one.row().limitName())
                .orElse("")
            + (Double.isInfinite(one.row().aim().bytes()) ? ""
                : one.main().filter(main -> !Double.isNaN(main.bytes())).map(main -> ", "
                    + Unit.BYTES.text(main.bytes())).orElse(""))
            + "; the aim is " + one.row().aim().text(one.row().unit()) + said.get(one.verdict()))
        .toList();
    return aimed.isEmpty() ? ""
        : String.format(
            Locale.ROOT, "Of %d rows that have an aim, %d meet it in every fork, %d by the median, and %d miss it.",
            aimed.size(), count(aimed, Verdict.MET), count(aimed, Verdict.MOSTLY), count(aimed, Verdict.MISSED))
            + (missed.isEmpty() ? "" : "\n\n" + bullets(missed));
  }

  private static long count(final List<Standing> rows, final Verdict verdict) {
    return rows.stream().filter(one -> one.verdict() == verdict).count();
  }

  private Standing standing(final Cell cell) {
    return Standing.of(cell.row(), results);
  }

  // ---- everything

  private Map<String, Row> others() {
    return standings.stream()
        .map(Standing::row)
        .filter(row -> !isApart(row))
        .collect(Collectors.toMap(Row::path, Function.identity(), (one, same) -> one, LinkedHashMap::new));
  }

  /** Every subject in each row that has such rivals: the best changes from row to row. */
  private String rivals() {
    final List<String> subjects = new ArrayList<>();
    final Map<Row, Map<String, Spread>> rows = new LinkedHashMap<>();
    final Stream<Row> all =
        Stream.concat(standings.stream().map(Standing::row), moreCells().map(Cell::row));
    all.forEach(row -> row.rivals().values().forEach(figure -> {
      for (final String subject : results.subjects(figure.main())) {
        figure.ofSubject(subject).in(results, Results.FULL_SESSIONS).ifPresent(value -> {
          rows.computeIfAbsent(row, key -> new LinkedHashMap<>()).put(subject, value);
          if (!subjects.contains(subject)) {
            subjects.add(subject);
          }
        });
      }
    }));
    final List<Entry> entries = new ArrayList<>();
    rows.forEach((row, values) -> entries.add(
        new Entry(
            row.path(), row.unit(), false,
            subjects.stream().map(subject -> Optional.ofNullable(values.get(subject))).toList(), List.of())));
    return tables(subjects, entries);
  }

  /** By Quell for one; of rows of kills with victims, with what begins and ends those. */
  private String allocated() {
    return table(
        List.of("path", "bytes"),
        standings.stream()
            .filter(one -> one.main().filter(main -> !Double.isNaN(main.bytes())).isPresent() && !isApart(one.row()))
            .map(one -> List.of(one.row().path(), Unit.rounded(Math.rint(one.main().get().bytes()))))
            .toList());
  }

  private String disturbed() {
    return table(
        List.of("job", "others, processors", "host, processors", "loop, ns"),
        results.disturbed().stream()
            .map(line -> List.of(line.value("job"), line.value("others"), line.value("steal"), line.value("loop")))
            .toList());
  }

  private String measurements() {
    return table(
        List.of("benchmark", "median, ns", "least", "greatest", "forks", "bytes"),
        results.all().stream()
            .filter(one -> one.forks() > 0)
            .map(one -> List.of(
                one.text(), Unit.rounded(one.value().median()), Unit.rounded(one.value().min()),
                Unit.rounded(one.value().max()), String.valueOf(one.forks()),
                Double.isNaN(one.bytes()) ? "" : Unit.rounded(Math.rint(one.bytes()))))
            .toList());
  }

  // ---- Markdown

  /**
   * A row of figures in one unit, and words behind them.
   *
   * @param behind whether the second figure is of a rival that leads
   */
  private record Entry(
      String path, Unit unit, boolean behind, List<Optional<Spread>> figures, List<String> words) {
    boolean isBelowMicros() {
      return figures.stream().flatMap(Optional::stream).findFirst().orElseThrow().median() < 1e3;
    }

    List<String> cells(final double scale) {
      final List<String> cells = new ArrayList<>(List.of(path));
      for (int i = 0; i < figures.size(); i++) {
        final String cell = figures.get(i).map(value -> unit.figure(value.median() / scale)).orElse("");
        cells.add(behind && i == 1 ? "**" + cell + "**" : cell);
      }
      cells.addAll(words);
      return cells;
    }
  }

  /** A table for each unit, in which the unit is the same down each column. */
  private static String tables(final List<String> head, final List<Entry> rows) {
    final List<String> columns = Stream.concat(Stream.of("path"), head.stream()).toList();
    final Map<String, String> tables = new LinkedHashMap<>();
    final Predicate<Entry> time = row -> row.unit() == Unit.NANOS;
    tables.put("Nanoseconds", table(columns, cells(rows, time.and(Entry::isBelowMicros), 1)));
    tables.put("Microseconds", table(columns, cells(rows, time.and(row -> !row.isBelowMicros()), 1e3)));
    tables.put("Bytes", table(columns, cells(rows, row -> row.unit() == Unit.BYTES, 1)));
    tables.put("Number", table(columns, cells(rows, row -> row.unit() == Unit.COUNT, 1)));
    return tables.entrySet().stream()
        .filter(table -> !table.getValue().isEmpty())
        .map(table -> table.getKey() + ":\n\n" + table.getValue())
        .collect(Collectors.joining("\n\n"));
  }

  private static List<List<String>> cells(final List<Entry> rows, final Predicate<Entry> which, final double scale) {
    return rows.stream().filter(which).map(row -> row.cells(scale)).toList();
  }

  /** Without columns in which nothing is; empty without rows. */
  static String table(final List<String> head, final List<List<String>> rows) {
    final List<Integer> used = new ArrayList<>();
    for (int i = 0; i < head.size(); i++) {
      final int column = i;
      if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
        used.add(column);
      }
    }
    return rows.isEmpty() ? ""
        : Stream.concat(
            Stream.of(line(used, head), "|---|" + "---:|".repeat(used.size() - 1)),
            rows.stream().map(row -> line(used, row)))
            .collect(Collectors.joining("\n"));
  }

  private static String line(final List<Integer> columns, final List<String> row) {
    return columns.stream().map(row::get).collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String bullets(final List<String> lines) {
    return lines.stream().map(line -> "* " + line).collect(Collectors.joining("\n"));
  }
}
