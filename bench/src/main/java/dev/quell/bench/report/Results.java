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
import java.util.stream.Stream;

/** All that one run measured. */
public final class Results {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String THREADS = "threads";
  static final String LIMITS = "LimitsBenchmark.";
  /** So much longer takes a first iteration than a last one if the benchmark is still getting faster. */
  private static final double STILL_FALLING = 1.05;
  private static final Map<String, Double> NANOS_OF = Map.of("ns/op", 1.0, "us/op", 1e3, "ms/op", 1e6, "s/op", 1e9);

  /** Of what was measured at several sizes, the one that a figure is of unless it says otherwise. */
  private static final Map<String, String> USUAL =
      Map.of("sessions", "1000000", "many", "10000000", "threads", "1");

  private final List<Measurement> measurements = new ArrayList<>();

  /** Adds a result file of JMH ({@code -rf json}), in which all must be times for each operation. */
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
    if (!isTime(primary)) {
      throw new IllegalArgumentException(name + " is no time for each operation but in " + primary.get("scoreUnit"));
    }
    final JsonObject secondary = benchmark.getAsJsonObject("secondaryMetrics");
    OptionalDouble bytes = OptionalDouble.empty();
    for (final Map.Entry<String, JsonElement> entry : secondary.entrySet()) {
      final JsonObject metric = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(ALLOCATION)) {
        bytes = OptionalDouble.of(spread(metric).median());
      } else if (isTime(metric)) {
        final String thread = name + ":" + entry.getKey();
        measurements.add(
            new Measurement(thread, params, forks, nanos(metric), OptionalDouble.empty(), isSettled(metric)));
      }
    }
    measurements.add(new Measurement(name, params, forks, nanos(primary), bytes, isSettled(primary)));
  }

  private static boolean isTime(final JsonObject metric) {
    return NANOS_OF.containsKey(metric.get("scoreUnit").getAsString());
  }

  private static Spread nanos(final JsonObject metric) {
    return spread(metric).times(NANOS_OF.get(metric.get("scoreUnit").getAsString()));
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
    if (benchmark.has(THREADS) && benchmark.get(THREADS).getAsInt() > 1) {
      params.put(THREADS, benchmark.get(THREADS).getAsString());
    }
    return params;
  }

  private static Spread spread(final JsonObject metric) {
    return Spread.ofForks(iterations(metric));
  }

  /** Of each fork. */
  private static List<double[]> iterations(final JsonObject metric) {
    final List<double[]> forks = new ArrayList<>();
    for (final JsonElement fork : metric.getAsJsonArray("rawData")) {
      forks.add(fork.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray());
    }
    return forks;
  }

  private static boolean isSettled(final JsonObject metric) {
    return iterations(metric).stream().anyMatch(times -> times[0] <= STILL_FALLING * times[times.length - 1]);
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
                if (value.matches(Measurement.NUMBER)) {
                  final Spread spread = Spread.ofOne(Double.parseDouble(value));
                  measurements.add(
                      new Measurement(
                          line.word() + "." + name, line.values(), 0, spread, OptionalDouble.empty(), true));
                }
              });
    }
    return this;
  }

  public List<Measurement> all() {
    return List.copyOf(measurements);
  }

  /**
   * The measurement that is meant, if it was made. Of several the one at the usual size; a program's that was run
   * several times is one, with the spread of the runs.
   *
   * @throws IllegalArgumentException if several are meant: say more parameters
   */
  public Optional<Measurement> find(final Line wanted) {
    List<Measurement> found = all(wanted);
    if (found.size() > 1) {
      found = found.stream().filter(Results::isUsual).toList();
    }
    if (found.size() > 1 && found.stream().map(Measurement::identity).distinct().count() == 1) {
      return Optional.of(Measurement.ofRuns(found));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException("several measurements of " + wanted + ": " + found);
    }
    return found.stream().findFirst();
  }

  private static boolean isUsual(final Measurement measurement) {
    return measurement.params().entrySet().stream()
        .allMatch(param -> param.getValue().equals(USUAL.getOrDefault(param.getKey(), param.getValue())));
  }

  /** All measurements that have this name and these parameters. */
  List<Measurement> all(final Line wanted) {
    return measurements.stream().filter(measurement -> measurement.is(wanted)).toList();
  }

  /** What the machine can do at best. */
  List<Measurement> limits() {
    return measurements.stream().filter(measurement -> measurement.name().startsWith(LIMITS)).toList();
  }

  /** The subjects of these measurements, in the order in which they were made. */
  List<String> subjects(final Line wanted) {
    return all(wanted).stream()
        .flatMap(measurement -> Stream.ofNullable(measurement.params().get(Figure.SUBJECT)))
        .distinct()
        .toList();
  }
}
