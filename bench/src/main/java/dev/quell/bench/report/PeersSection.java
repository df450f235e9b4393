package dev.quell.bench.report;

import java.util.List;

/** What each peer takes. */
final class PeersSection implements Section {
  @Override
  public String title() {
    return PeersTable.TITLE;
  }

  @Override
  public String body(final RunData run, final Album album) {
    final PeersTable table = new PeersTable(run.results(), HeadlineRows.all());
    final List<List<String>> rows =
        table.rows().stream().map(row -> row.stream().map(Html::escape).toList()).toList();
    return rows.isEmpty() ? "" : Html.paragraph(PeersTable.EXPLANATION) + Html.table(table.head(), rows);
  }

  @Override
  public String needs() {
    return "the benchmarks of the peers";
  }
}
