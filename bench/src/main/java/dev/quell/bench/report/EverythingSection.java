package dev.quell.bench.report;

import java.util.List;
import java.util.Locale;

/** Every benchmark with every set of parameters. */
final class EverythingSection implements Section {
  @Override
  public String title() {
    return "Everything that was measured";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final List<List<String>> rows =
        run.results().all().stream()
            .filter(measurement -> measurement.forks() > 0)
            .map(EverythingSection::row)
            .toList();
    return rows.isEmpty()
        ? ""
        : Html.details(
            rows.size() + " benchmarks with their parameters",
            Html.table(List.of("benchmark", "parameters", "median", "least", "greatest", "forks", "B/op"), rows));
  }

  private static List<String> row(final Measurement measurement) {
    final Spread value = measurement.value();
    return List.of(
        Html.escape(measurement.name()),
        Html.escape(measurement.paramsText()),
        Unit.NANOS.text(value.median()),
        Unit.NANOS.text(value.min()),
        Unit.NANOS.text(value.max()),
        String.valueOf(measurement.forks()),
        measurement.bytes().isPresent()
            ? String.format(Locale.ROOT, "%,.0f", measurement.bytes().getAsDouble())
            : "");
  }

  @Override
  public String needs() {
    return "results of JMH";
  }
}
