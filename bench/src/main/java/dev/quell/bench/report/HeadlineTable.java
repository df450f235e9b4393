package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Rows and results as Markdown. */
public final class HeadlineTable {
  private static final String NOTHING = "-";
  private static final String MISSING = "not in this run";
  private static final int FORKS = 3;
  private static final String SESSIONS = "sessions";
  private static final String MANY = "many";
  private static final long FULL_SESSIONS = 1_000_000;
  private static final long FULL_MANY = 10_000_000;

  private final Results results;
  private final List<Row> rows;
  private final long sessions;

  public HeadlineTable(final Results results, final List<Row> rows) {
    this.results = results;
    this.rows = rows;
    sessions =
        results.all().stream()
            .filter(measurement -> !measurement.name().startsWith("footprint"))
            .flatMap(measurement -> Optional.ofNullable(measurement.params().get(SESSIONS)).stream())
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(FULL_SESSIONS);
  }

  /** Whether each row's figure, limit and peer were measured. */
  public boolean isComplete() {
    return rows.stream().flatMap(row -> row.parts().stream()).allMatch(part -> results.find(part).isPresent());
  }

  /** The headline. */
  public String markdown() {
    final StringBuilder text = new StringBuilder();
    line(text, "path", "limit", "peer", "Quell", "B/op", "÷ limit", "÷ peer", "aim", "met?");
    line(text, "---", "---", "---", "---", "---:", "---:", "---:", "---", "---");
    for (final Row row : rows) {
      line(text, cells(row));
    }
    return text.toString();
  }

  private String[] cells(final Row row) {
    final Optional<Spread> limit = value(row.limit());
    final Optional<Spread> peer = value(row.peer());
    final Optional<Spread> quell = row.quell().in(results, sessions);
    final double bytes =
        results.find(row.quell().main()).map(Measurement::bytes).orElse(OptionalDouble.empty()).orElse(Double.NaN);
    return new String[] {
      row.path(),
      named(row, row.limit(), limit),
      named(row, row.peer(), peer),
      quell.map(spread -> withRange(row.unit(), spread)).orElse(MISSING),
      Double.isNaN(bytes) ? NOTHING : String.format(Locale.ROOT, "%,.0f", bytes),
      ratio(quell, limit).map(Unit::number).orElse(NOTHING),
      ratio(quell, peer).map(Unit::number).orElse(NOTHING),
      row.aim().text(),
      verdict(row, quell, bytes, ratio(quell, limit))
    };
  }

  private Optional<Spread> value(final Row.Named named) {
    return named == null ? Optional.empty() : named.figure().in(results, sessions);
  }

  private static String named(final Row row, final Row.Named named, final Optional<Spread> spread) {
    return named == null
        ? NOTHING
        : named.name() + ": " + spread.map(value -> row.unit().text(value.median())).orElse(MISSING);
  }

  private static String withRange(final Unit unit, final Spread spread) {
    return spread.min() == spread.max()
        ? unit.text(spread.median())
        : unit.text(spread.median()) + " [" + unit.text(spread.min()) + " .. " + unit.text(spread.max()) + "]";
  }

  private static Optional<Double> ratio(final Optional<Spread> quell, final Optional<Spread> other) {
    return quell.flatMap(ours -> other.map(theirs -> ours.median() / theirs.median()));
  }

  private String verdict(
      final Row row, final Optional<Spread> quell, final double bytes, final Optional<Double> toLimit) {
    if (row.aim().isNone()) {
      return NOTHING;
    }
    final double ratio = toLimit.orElse(Double.NaN);
    if (quell.isEmpty() || !row.aim().canBeJudged(bytes, ratio)) {
      return "not measured";
    }
    if (!reservations(row.quell()).isEmpty()) {
      return "not judged: " + String.join(", ", reservations(row.quell()));
    }
    return row.aim().isMet(quell.get().median(), bytes, ratio) ? "yes" : "**no**";
  }

  /** Why a figure is not one that aims are for. */
  private List<String> reservations(final Figure figure) {
    final List<String> reservations = new ArrayList<>();
    final Measurement main = results.find(figure.main()).orElseThrow();
    size(main, SESSIONS, FULL_SESSIONS).ifPresent(reservations::add);
    size(main, MANY, FULL_MANY).ifPresent(reservations::add);
    if (main.forks() > 0 && main.forks() < FORKS) {
      reservations.add("forks: " + main.forks());
    }
    return reservations;
  }

  private static Optional<String> size(final Measurement main, final String param, final long full) {
    return Optional.ofNullable(main.params().get(param))
        .map(Long::parseLong)
        .filter(size -> size != full)
        .map(size -> String.format(Locale.ROOT, "%,d sessions", size));
  }

  /** All limits that were measured, also those that no row needs. */
  public String limitsMarkdown() {
    final StringBuilder text = new StringBuilder();
    line(text, "limit", "of", "ns");
    line(text, "---", "---", "---");
    for (final Measurement measurement : results.all()) {
      if (measurement.name().startsWith("LimitsBenchmark.")) {
        final StringBuilder params = new StringBuilder();
        measurement.params().forEach((name, value) -> params.append(name).append(' ').append(value).append(' '));
        line(
            text,
            measurement.name().substring("LimitsBenchmark.".length()),
            params.toString().strip(),
            withRange(Unit.NANOS, measurement.value()));
      }
    }
    return text.toString();
  }

  private static void line(final StringBuilder text, final String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
