package dev.quell.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes what a run found as one page of Markdown, {@code README.md}, and at most four pictures: {@code Report
 * [--pictures] <run> [<out>]}, with {@code --pictures} those alone. {@code bench/report} calls it, {@code bench/run}
 * too. It writes nothing into the run folder.
 */
public final class Report {
  private static final String PICTURES = "--pictures";
  private static final String HOW_TO_READ =
      """
      Each figure is the median over the forks' medians. The limit is the least that the memory accesses or atomic steps
      of the path can take on this machine, measured in the same run. Rivals are called through one interface, which
      costs something, so *times the rival* compares them with Quell called through the same interface: below 1, Quell
      is faster. They are level if the ranges of their forks touch. `results/README.md` says more.
      """;

  private final StringBuilder page = new StringBuilder();
  private final Results results;

  private Report(final Results results) {
    this.results = results;
  }

  public static void main(final String[] args) throws IOException {
    final boolean picturesOnly = args.length > 0 && args[0].equals(PICTURES);
    final List<String> paths = Arrays.asList(args).subList(picturesOnly ? 1 : 0, args.length);
    if (paths.isEmpty() || paths.size() > 2) {
      System.err.println("usage: bench/report [" + PICTURES + "] <run> [<out>]");
      System.exit(2);
    }
    final Path run = Path.of(paths.get(0));
    write(Results.read(run), paths.size() > 1 ? Path.of(paths.get(1)) : place(run), picturesOnly);
  }

  /** Where the report of a run goes unless another place is named. */
  public static Path place(final Path run) {
    final Path all = Path.of(System.getProperty("quell.report", "bench/target/report"));
    return all.resolve(run.toAbsolutePath().normalize().getFileName());
  }

  public static void write(final Results results, final Path out, final boolean picturesOnly) throws IOException {
    final Map<String, String> pictures = Pictures.of(results);
    Files.createDirectories(out);
    for (final Map.Entry<String, String> picture : pictures.entrySet()) {
      Files.writeString(out.resolve(picture.getKey() + ".svg"), picture.getValue());
    }
    if (!picturesOnly) {
      Files.writeString(out.resolve("README.md"), page(results, List.copyOf(pictures.keySet())));
    }
  }

  static String page(final Results results, final List<String> pictures) {
    return new Report(results).write(pictures);
  }

  private String write(final List<String> pictures) {
    page.append("# Run ").append(results.name()).append('\n');
    results.reservation().ifPresent(text -> page.append("\n**").append(text).append("**\n"));
    final List<Standing> standings = Standing.all(results);
    headline(standings);
    losses(standings);
    ranges(standings);
    rivals(standings);
    memory();
    endurance();
    section("Pictures", pictures.stream().map(name -> "![" + name + "](" + name + ".svg)").toList());
    measurements("Every benchmark and limit", results.all().stream().filter(one -> one.forks() > 0).toList());
    section("Machine", results.machine().stream().map(line -> "    " + line).toList());
    return page.toString();
  }

  // ---- the parts

  private void headline(final List<Standing> standings) {
    final List<List<String>> rows = new ArrayList<>();
    for (final Standing one : standings) {
      final Row row = one.row();
      rows.add(
          List.of(
              row.path(), median(row, one.quell()), median(row, one.limit()), ratio(one.toLimit()),
              median(row, one.rival()), one.rivalName(), median(row, one.alike()), ratio(one.toRival()),
              one.race().text, bytes(one.bytes()),
              row.aim().text(row.unit()), one.verdict().text));
    }
    table(
        "Headline", HOW_TO_READ, List.of(
            "path", "Quell", "limit", "times the limit", "best rival", "name of the rival",
            "Quell through the same interface", "times the rival", "who leads", "allocated", "aim", "met"),
        rows);
  }

  private static String median(final Row row, final Optional<Spread> spread) {
    return spread.map(value -> row.unit().text(value.median())).orElse("");
  }

  private static String bytes(final double allocated) {
    return Double.isNaN(allocated) ? "" : Unit.BYTES.text(allocated);
  }

  private static String ratio(final Optional<Spread> ratio) {
    return ratio.map(value -> Unit.number(value.median())).orElse("");
  }

  /** Rivals that are faster or level, aims that are missed, claims that do not hold, figures that may still fall. */
  private void losses(final List<Standing> standings) {
    final List<String> losses = new ArrayList<>();
    for (final Standing one : standings) {
      final String path = "`" + one.row().path() + "`: ";
      if (one.race() == Standing.Race.BEHIND || one.race() == Standing.Race.LEVEL) {
        losses.add(path + one.rivalName() + (one.race() == Standing.Race.LEVEL ? " is level" : " leads") + ", "
            + median(one.row(), one.rival()) + " to " + median(one.row(), one.alike()));
      }
      if (one.verdict() == Standing.Verdict.MISSED || one.verdict() == Standing.Verdict.MOSTLY) {
        losses.add(path + "the aim (" + one.row().aim().text(one.row().unit()) + ") is "
            + (one.verdict() == Standing.Verdict.MISSED ? "missed" : "not met in every fork or run"));
      }
      if (one.verdict() == Standing.Verdict.NOT_JUDGED) {
        losses.add(path + "the aim is not judged: " + String.join(", ", one.reservations()));
      }
    }
    results.all().stream()
        .filter(one -> !one.settled() && one.forks() > 1)
        .forEach(one -> losses.add("`" + one.text() + "` was still getting faster in every fork"));
    results.failedClaims().stream().distinct().forEach(claim -> losses.add("a claim does not hold: `" + claim + "`"));
    section(
        "Rivals that lead or are level, aims missed, claims that do not hold",
        losses.stream().map(loss -> "* " + loss).toList());
  }

  private void ranges(final List<Standing> standings) {
    final List<List<String>> rows = new ArrayList<>();
    for (final Standing one : standings) {
      final List<String> cells = new ArrayList<>(List.of(one.row().path()));
      for (final Optional<Spread> spread : List.of(one.quell(), one.limit(), one.rival(), one.alike())) {
        cells.add(spread.map(value -> one.row().unit().text(value.min())).orElse(""));
        cells.add(spread.map(value -> one.row().unit().text(value.max())).orElse(""));
      }
      cells.add(one.row().limitName());
      rows.add(cells);
    }
    table(
        "Ranges over the forks", "", List.of(
            "path", "Quell from", "to", "limit from", "to", "best rival from", "to", "Quell, same interface, from",
            "to", "what the limit is"),
        rows);
  }

  /** Every subject in each row that has such rivals: the headline shows the best, which changes from row to row. */
  private void rivals(final List<Standing> standings) {
    final Map<String, Map<String, String>> bySubject = new LinkedHashMap<>();
    for (final Standing one : standings) {
      for (final Figure figure : one.row().rivals().values()) {
        for (final String subject : results.subjects(figure.main())) {
          figure.ofSubject(subject).in(results, Standing.FULL_SESSIONS)
              .ifPresent(value -> bySubject.computeIfAbsent(subject, key -> new LinkedHashMap<>())
                  .put(one.row().path(), one.row().unit().text(value.median())));
        }
      }
    }
    cross("Every rival", "path", bySubject, Function.identity());
  }

  private void memory() {
    final Map<String, Map<String, String>> bySubject = new LinkedHashMap<>();
    for (final Line line : results.lines("footprint")) {
      if (line.value("bytes") != null) {
        bySubject.computeIfAbsent(line.value(Figure.SUBJECT), key -> new LinkedHashMap<>())
            .put(line.value("sessions"), Unit.BYTES.text(Double.parseDouble(line.value("bytes"))));
      }
    }
    cross("Bytes per session", "sessions", bySubject, size -> Unit.COUNT.text(Double.parseDouble(size)));
  }

  /** A column for each subject, a row for each thing that any of them has. */
  private void cross(
      final String title,
      final String what,
      final Map<String, Map<String, String>> columns,
      final Function<String, String> name) {
    final List<List<String>> rows =
        columns.values().stream()
            .flatMap(column -> column.keySet().stream())
            .distinct()
            .map(key -> Stream.concat(
                Stream.of(name.apply(key)), columns.values().stream().map(column -> column.getOrDefault(key, "")))
                .toList())
            .toList();
    table(title, "", Stream.concat(Stream.of(what), columns.keySet().stream()).toList(), rows);
  }

  private void endurance() {
    final List<List<String>> rows =
        results.lines("endured").stream()
            .flatMap(line -> line.values().entrySet().stream())
            .map(value -> List.of(value.getKey(), Unit.COUNT.text(Double.parseDouble(value.getValue()))))
            .toList();
    table("Under load", "", List.of("what", "value"), rows);
  }

  private void measurements(final String title, final List<Measurement> measurements) {
    final List<List<String>> rows = new ArrayList<>();
    for (final Measurement one : measurements) {
      final Spread value = one.value();
      rows.add(
          List.of(
              one.name(), one.paramsText(), Unit.NANOS.text(value.median()), Unit.NANOS.text(value.min()),
              Unit.NANOS.text(value.max()), String.valueOf(one.forks()),
              bytes(one.bytes())));
    }
    table(title, "", List.of("benchmark", "parameters", "median", "least", "greatest", "forks", "allocated"), rows);
  }

  // ---- Markdown

  private void section(final String title, final List<String> lines) {
    if (!lines.isEmpty()) {
      page.append("\n## ").append(title).append("\n\n");
      lines.forEach(line -> page.append(line).append('\n'));
    }
  }

  private void table(final String title, final String text, final List<String> head, final List<List<String>> rows) {
    final List<String> lines = new ArrayList<>();
    if (!rows.isEmpty()) {
      if (!text.isEmpty()) {
        lines.add(text);
      }
      lines.add("| " + String.join(" | ", head) + " |");
      lines.add("|" + " --- |".repeat(head.size()));
      rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
    }
    section(title, lines);
  }
}
