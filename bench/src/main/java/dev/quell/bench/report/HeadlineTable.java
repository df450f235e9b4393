package dev.quell.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rows and results as Markdown. */
public final class HeadlineTable {
  private static final String NOTHING = "-";
  private static final String MISSING = "not in this run";

  private final Results results;
  private final List<Standing> standings;

  public HeadlineTable(final Results results, final List<Row> rows) {
    this.results = results;
    standings = rows.stream().map(row -> Standing.of(row, results)).toList();
  }

  /** Whether each row's figure, limit and a peer were measured. */
  public boolean isComplete() {
    return standings.stream().allMatch(Standing::isComplete);
  }

  /** Whether any row's own figure was measured. */
  boolean isMeasured() {
    return standings.stream().anyMatch(standing -> standing.quell().isPresent());
  }

  /** The headline. */
  public String markdown() {
    final StringBuilder text = new StringBuilder();
    line(text, "path", "limit", "peer", "Quell", "B/op", "÷ limit", "÷ peer", "aim", "met?");
    line(text, "---", "---", "---", "---", "---:", "---:", "---:", "---", "---");
    for (final Standing standing : standings) {
      line(text, cells(standing));
    }
    return text.toString();
  }

  private static String[] cells(final Standing standing) {
    final Row row = standing.row();
    return new String[] {
      row.path(),
      row.limit() == null ? NOTHING : named(row.limit().name(), row.unit(), standing.limit()),
      row.peers().isEmpty() ? NOTHING : named(standing.peerName(), row.unit(), standing.peer()) + likewise(standing),
      standing.quell().map(row.unit()::withRange).orElse(MISSING),
      Double.isNaN(standing.bytes()) ? NOTHING : String.format(Locale.ROOT, "%,.0f", standing.bytes()),
      standing.toLimit().map(Unit::number).orElse(NOTHING),
      standing.toPeer().map(ratio -> Unit.number(ratio) + beside(standing)).orElse(NOTHING),
      row.aim().text(),
      verdict(standing) + standing.remark().map(text -> "; " + text).orElse("")
    };
  }

  private static String named(final String name, final Unit unit, final Optional<Spread> spread) {
    return name + ": " + spread.map(unit::withRange).orElse(MISSING);
  }

  private static String likewise(final Standing standing) {
    return standing.isBesideElsewhere()
        ? "; Quell likewise: " + standing.row().unit().withRange(standing.beside().orElseThrow())
        : "";
  }

  private static String beside(final Standing standing) {
    return switch (standing.besidePeer()) {
      case BEHIND -> ", **peer wins**";
      case LEVEL -> ", level";
      default -> "";
    };
  }

  private static String verdict(final Standing standing) {
    return switch (standing.verdict()) {
      case NO_AIM -> NOTHING;
      case NOT_MEASURED -> "not measured";
      case NOT_JUDGED -> "not judged: " + String.join(", ", standing.reservations());
      case MET -> "yes";
      case MET_MOSTLY -> "yes, not in every fork or run";
      case MISSED -> "**no**";
    };
  }

  /** Every peer for itself; empty if none was measured. */
  public String peersMarkdown() {
    final PeersTable table = new PeersTable(results, standings.stream().map(Standing::row).toList());
    if (table.rows().isEmpty()) {
      return "";
    }
    final StringBuilder text = new StringBuilder();
    line(text, table.head().toArray(String[]::new));
    line(text, table.head().stream().map(name -> "---").toArray(String[]::new));
    table.rows().forEach(cells -> line(text, cells.toArray(String[]::new)));
    return text.toString();
  }

  /** All limits that were measured, also those that no row needs. */
  public String limitsMarkdown() {
    final StringBuilder text = new StringBuilder();
    line(text, "limit", "of", "ns");
    line(text, "---", "---", "---");
    for (final Measurement measurement : results.limits()) {
      line(text, measurement.method(), measurement.paramsText(), Unit.NANOS.withRange(measurement.value()));
    }
    return text.toString();
  }

  private static void line(final StringBuilder text, final String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
