package dev.quell.bench.report;

import java.util.List;

/** What the machine can do at best. */
final class LimitsSection implements Section {
  @Override
  public String title() {
    return "Limits of the machine";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final List<List<String>> rows =
        run.results().limits().stream()
            .map(
                limit ->
                    List.of(
                        Html.escape(limit.method()),
                        Html.escape(limit.paramsText()),
                        Html.escape(Unit.NANOS.withRange(limit.value()))))
            .toList();
    return rows.isEmpty()
        ? ""
        : Html.paragraph("Measured in the same run, so that ratios to them can be compared between machines.")
            + Html.table(List.of("limit", "of", "time"), rows);
  }

  @Override
  public String needs() {
    return "LimitsBenchmark";
  }
}
