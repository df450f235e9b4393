package dev.quell.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a run measured: result files of JMH ({@code .json}), what programs printed ({@code .txt}) and {@code
 * machine.txt}. Benchmarks are known by the simple names of their classes, in whatever package they stood.
 */
public final class Results {
  static final String LIMITS = "LimitsBenchmark.";

  private static final String MACHINE = "machine.txt";
  private static final String FAILED = " failed: ";
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String THREADS = "threads";
  private static final String NUMBER = "-?[0-9.]+";
  private static final Map<String, Double> NANOS_OF = Map.of("ns/op", 1.0, "us/op", 1e3, "ms/op", 1e6, "s/op", 1e9);

  /** A benchmark whose first iteration takes longer than its last by this factor is still getting faster. */
  private static final double STILL_FALLING = 1.05;

  /** The size that a figure is of, of several, unless it says otherwise. */
  private static final Map<String, String> USUAL = Map.of("sessions", "1000000", "many", "10000000", THREADS, "1");

  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<String> failedClaims = new ArrayList<>();
  private List<String> machine = List.of();
  private String name = "unknown";
  private boolean unfinished;

  /** A run folder, of an unfinished run too. */
  public static Results read(final Path folder) throws IOException {
    final Results results = new Results();
    results.name = folder.toAbsolutePath().normalize().getFileName().toString();
    results.unfinished = Files.exists(folder.resolve("parts"));
    try (Stream<Path> all = Files.walk(folder)) {
      for (final Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        if (file.endsWith(MACHINE)) {
          results.machine = Files.readAllLines(file);
        } else if (file.toString().endsWith(".json")) {
          results.addJmh(Files.readString(file));
        } else if (file.toString().endsWith(".txt")) {
          results.addLines(Files.readAllLines(file));
        }
      }
    }
    return results;
  }

  /** Adds a result file of JMH ({@code -rf json}), in which all must be times for each operation. */
  Results addJmh(final String json) {
    JsonParser.parseString(json).getAsJsonArray().forEach(element -> addBenchmark(element.getAsJsonObject()));
    return this;
  }

  private void addBenchmark(final JsonObject benchmark) {
    final String name = simple(benchmark.get("benchmark").getAsString());
    final Map<String, String> params = params(benchmark);
    final int forks = benchmark.get("forks").getAsInt();
    final JsonObject primary = benchmark.getAsJsonObject("primaryMetric");
    if (!isTime(primary)) {
      throw new IllegalArgumentException(name + " is not a time per operation but " + primary.get("scoreUnit"));
    }
    OptionalDouble bytes = OptionalDouble.empty();
    for (final Map.Entry<String, JsonElement> entry : benchmark.getAsJsonObject("secondaryMetrics").entrySet()) {
      final JsonObject metric = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(ALLOCATION)) {
        bytes = OptionalDouble.of(Spread.ofForks(iterations(metric)).median());
      } else if (isTime(metric)) {
        add(name + ":" + entry.getKey(), params, forks, metric, OptionalDouble.empty());
      }
    }
    add(name, params, forks, primary, bytes);
  }

  private void add(
      final String name,
      final Map<String, String> params,
      final int forks,
      final JsonObject metric,
      final OptionalDouble bytes) {
    final List<double[]> iterations = iterations(metric);
    final Spread nanos = Spread.ofForks(iterations).times(NANOS_OF.get(metric.get("scoreUnit").getAsString()));
    final boolean settled = iterations.stream().anyMatch(times -> times[0] <= STILL_FALLING * times[times.length - 1]);
    measurements.add(new Measurement(name, params, forks, nanos, bytes, settled));
  }

  private static boolean isTime(final JsonObject metric) {
    return NANOS_OF.containsKey(metric.get("scoreUnit").getAsString());
  }

  /** Class and method. */
  private static String simple(final String name) {
    return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
  }

  private static Map<String, String> params(final JsonObject benchmark) {
    final Map<String, String> params = new LinkedHashMap<>();
    if (benchmark.has("params")) {
      benchmark.getAsJsonObject("params").entrySet().forEach(e -> params.put(e.getKey(), e.getValue().getAsString()));
    }
    if (benchmark.has(THREADS) && benchmark.get(THREADS).getAsInt() > 1) {
      params.put(THREADS, benchmark.get(THREADS).getAsString());
    }
    return params;
  }

  /** Of each fork. */
  private static List<double[]> iterations(final JsonObject metric) {
    return metric.getAsJsonArray("rawData").asList().stream()
        .map(fork -> fork.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray())
        .toList();
  }

  /**
   * Adds what a program printed, see {@link Line}: each number becomes a measurement; its parameters are the words of
   * the line, and the number of sessions.
   */
  Results addLines(final List<String> texts) {
    for (final String text : texts) {
      if (text.contains(FAILED)) {
        failedClaims.add(text);
      }
      final Line line = Line.parse(text);
      lines.add(line);
      final Map<String, String> params = new LinkedHashMap<>(line.values());
      params.entrySet().removeIf(param -> !param.getKey().equals("sessions") && param.getValue().matches(NUMBER));
      line.values().forEach((key, value) -> {
        if (value.matches(NUMBER)) {
          final Spread spread = Spread.ofOne(Double.parseDouble(value));
          measurements.add(
              new Measurement(line.word() + "." + key, params, 0, spread, OptionalDouble.empty(), true));
        }
      });
    }
    return this;
  }

  /** In the order in which they were made. */
  List<Measurement> all() {
    return measurements;
  }

  /** All that have this name and these parameters. */
  List<Measurement> all(final Line wanted) {
    return measurements.stream().filter(measurement -> measurement.is(wanted)).toList();
  }

  /**
   * The measurement that is meant, if it was made. Of several, the one at the usual size; several runs of the same
   * are one measurement, with the spread of the runs.
   *
   * @throws IllegalArgumentException if several are meant: say more parameters
   */
  Optional<Measurement> find(final Line wanted) {
    List<Measurement> found = all(wanted);
    if (found.size() > 1) {
      found = found.stream().filter(Results::isUsual).toList();
    }
    if (found.size() > 1 && found.stream().map(Measurement::params).distinct().count() == 1) {
      return Optional.of(found.get(0).withRuns(found));
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

  /** What programs printed under this word. */
  List<Line> lines(final String word) {
    return lines.stream().filter(line -> line.word().equals(word)).toList();
  }

  /** What programs said about claims that do not hold. */
  List<String> failedClaims() {
    return failedClaims;
  }

  /** Of the folder. */
  String name() {
    return name;
  }

  /** Lines {@code name: value}. */
  List<String> machine() {
    return machine;
  }

  /** The first value of this name. */
  Optional<String> machine(final String key) {
    final String start = key + ": ";
    return machine.stream().filter(line -> line.startsWith(start)).findFirst().map(l -> l.substring(start.length()));
  }

  /** Why no figure of the run may be quoted. */
  Optional<String> reservation() {
    return unfinished
        ? Optional.of("This run is not finished.")
        : machine("plan").flatMap(plan -> switch (plan) {
          case "quick" -> Optional.of("A quick run, to look: one fork of short iterations. Do not quote its figures.");
          case "smoke" -> Optional.of("A smoke run: its figures mean nothing.");
          default -> Optional.empty();
        });
  }
}
