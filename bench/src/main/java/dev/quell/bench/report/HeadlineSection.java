package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The headline table. */
final class HeadlineSection implements Section {
  private static final String NOTHING = "";
  private static final List<String> HEAD =
      List.of("path", "Quell", "limit", "÷&nbsp;limit", "best peer", "÷&nbsp;peer", "B/op", "aim", "met?");

  @Override
  public String title() {
    return "Headline";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final List<Standing> standings =
        Standing.all(run).stream().filter(standing -> standing.quell().isPresent()).toList();
    if (standings.isEmpty()) {
      return NOTHING;
    }
    final List<List<String>> rows = new ArrayList<>();
    standings.forEach(standing -> rows.add(cells(standing)));
    return Html.paragraph(
            "Each figure is the median of the medians of the forks, with the least and the greatest of these below it. "
                + "The limit is the least that the memory accesses or atomic steps of the path can take on this "
                + "machine, or, in a loop and under kills, the same without what the row asks about; it and the peers "
                + "were measured in the same run. Peers, and Quell likewise, are called through one "
                + "interface: the ratio is of these two. Below 1, Quell is faster. What is still getting faster did so in "
                + "every fork while it was measured, and would take less if it ran longer.")
        + Html.table(HEAD, rows).replaceFirst("<table>", "<table class=\"headline\">")
        + missing(run);
  }

  private static List<String> cells(final Standing standing) {
    final Row row = standing.row();
    return List.of(
        Html.escape(row.path()),
        standing.quell().map(quell -> strong(row.unit().text(quell.median())) + range(row.unit(), quell)).orElseThrow(),
        standing.limit().map(limit -> named(row.unit(), limit, row.limit().name())).orElse(NOTHING),
        standing.toLimit().map(HeadlineSection::plainRatio).orElse(NOTHING),
        standing.peer().map(peer -> named(row.unit(), peer, standing.peerName())).orElse(NOTHING) + likewise(standing),
        standing.toPeer().map(ratio -> ratioToPeer(standing.besidePeer(), ratio)).orElse(NOTHING),
        Double.isNaN(standing.bytes()) ? NOTHING : String.format(Locale.ROOT, "%,.0f", standing.bytes()),
        row.aim().isNone() ? NOTHING : Html.escape(row.aim().text()),
        verdict(standing) + standing.remark().map(HeadlineSection::small).orElse(NOTHING));
  }

  private static String strong(final String text) {
    return "<b>" + Html.escape(text).replace(" ", "&nbsp;") + "</b>";
  }

  private static String small(final String text) {
    return "<small>" + Html.escape(text) + "</small>";
  }

  private static String range(final Unit unit, final Spread spread) {
    return spread.min() == spread.max() ? NOTHING : small(unit.text(spread.min()) + " .. " + unit.text(spread.max()));
  }

  private static String named(final Unit unit, final Spread spread, final String name) {
    return Html.escape(unit.text(spread.median())).replace(" ", "&nbsp;") + range(unit, spread) + small(name);
  }

  private static String likewise(final Standing standing) {
    return standing.isBesideElsewhere()
        ? small("Quell likewise: " + standing.row().unit().text(standing.beside().orElseThrow().median()))
        : NOTHING;
  }

  private static String plainRatio(final double ratio) {
    return Unit.number(ratio);
  }

  private static String ratioToPeer(final Standing.Beside beside, final double ratio) {
    return switch (beside) {
      case AHEAD -> "<span class=\"ahead\">" + Unit.number(ratio) + "</span>";
      case BEHIND -> "<span class=\"behind\">" + Unit.number(ratio) + "</span>" + small("peer wins");
      default -> Unit.number(ratio) + small("level");
    };
  }

  private static String verdict(final Standing standing) {
    return switch (standing.verdict()) {
      case NO_AIM -> NOTHING;
      case NOT_MEASURED -> small("not measured");
      case NOT_JUDGED -> small("not judged: " + String.join(", ", standing.reservations()));
      case MET -> "<span class=\"ahead\">✓</span>";
      case MET_MOSTLY -> "✓" + small("not in every fork or run");
      case MISSED -> "<span class=\"behind\">✗&nbsp;missed</span>";
    };
  }

  private static String missing(final RunData run) {
    final List<String> paths =
        Standing.all(run).stream()
            .filter(standing -> standing.quell().isEmpty())
            .map(standing -> Html.escape(standing.row().path()))
            .toList();
    return paths.isEmpty() ? NOTHING : "<p class=\"missing\">Not in this run: " + String.join("; ", paths) + ".</p>\n";
  }

  @Override
  public String needs() {
    return "the benchmarks of the headline";
  }
}
