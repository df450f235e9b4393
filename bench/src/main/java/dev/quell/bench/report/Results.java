package dev.quell.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** All that one run measured. */
public final class Results {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String NANOS = "ns/op";

  private final List<Measurement> measurements = new ArrayList<>();

  /** Adds a result file of JMH ({@code -rf json}), in which times must be averages in nanoseconds. */
  public Results addJmh(final String json) {
    for (final JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
      addBenchmark(element.getAsJsonObject());
    }
    return this;
  }

  private void addBenchmark(final JsonObject benchmark) {
    final String name = simple(benchmark.get("benchmark").getAsString());
    final Map<String, String> params = params(benchmark);
    final int forks = benchmark.get("forks").getAsInt();
    final JsonObject primary = benchmark.getAsJsonObject("primaryMetric");
    if (!primary.get("scoreUnit").getAsString().equals(NANOS)) {
      throw new IllegalArgumentException(name + " is not in " + NANOS + " but in " + primary.get("scoreUnit"));
    }
    final JsonObject secondary = benchmark.getAsJsonObject("secondaryMetrics");
    OptionalDouble bytes = OptionalDouble.empty();
    for (final Map.Entry<String, JsonElement> entry : secondary.entrySet()) {
      final JsonObject metric = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(ALLOCATION)) {
        bytes = OptionalDouble.of(spread(metric).median());
      } else if (metric.get("scoreUnit").getAsString().equals(NANOS)) {
        final String thread = name + ":" + entry.getKey();
        measurements.add(new Measurement(thread, params, forks, spread(metric), OptionalDouble.empty()));
      }
    }
    measurements.add(new Measurement(name, params, forks, spread(primary), bytes));
  }

  private static String simple(final String name) {
    return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
  }

  private static Map<String, String> params(final JsonObject benchmark) {
    final Map<String, String> params = new LinkedHashMap<>();
    if (benchmark.has("params")) {
      for (final Map.Entry<String, JsonElement> param : benchmark.getAsJsonObject("params").entrySet()) {
        params.put(param.getKey(), param.getValue().getAsString());
      }
    }
    return params;
  }

  private static Spread spread(final JsonObject metric) {
    final List<double[]> forks = new ArrayList<>();
    for (final JsonElement fork : metric.getAsJsonArray("rawData")) {
      forks.add(fork.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray());
    }
    return Spread.ofForks(forks);
  }

  /**
   * Adds what a program printed, see {@link Line}: each number becomes a measurement whose parameters are all the
   * line's values.
   */
  public Results addLines(final List<String> lines) {
    for (final String text : lines) {
      final Line line = Line.parse(text);
      line.values()
          .forEach(
              (name, value) -> {
                if (value.matches("-?[0-9.]+")) {
                  final Spread spread = Spread.ofOne(Double.parseDouble(value));
                  measurements.add(
                      new Measurement(line.word() + "." + name, line.values(), 0, spread, OptionalDouble.empty()));
                }
              });
    }
    return this;
  }

  public List<Measurement> all() {
    return List.copyOf(measurements);
  }

  /**
   * The measurement that is meant, if it was made.
   *
   * @throws IllegalArgumentException if several are meant: say more parameters
   */
  public Optional<Measurement> find(final Line wanted) {
    final List<Measurement> found = measurements.stream().filter(measurement -> measurement.is(wanted)).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException("several measurements of " + wanted + ": " + found);
    }
    return found.stream().findFirst();
  }
}
