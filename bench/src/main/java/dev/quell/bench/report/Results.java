package dev.quell.bench.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run measured: result files of JMH ({@code .json}), what programs printed ({@code .txt}) and {@code
 * machine.txt}. Benchmarks are known by the simple names of their classes, in whatever package they stood.
 */
public final class Results {
  /** While it exists, the run is not finished. */
  public static final String UNFINISHED = "unfinished";

  static final String LIMITS = "LimitsBenchmark.";
  static final double FULL_SESSIONS = 1e6;

  private static final String MACHINE = "machine.txt";
  private static final String TOOK = "took";
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String THREADS = "threads";
  private static final String NUMBER = "-?[0-9.]+";
  private static final Map<String, Double> NANOS_OF = Map.of("ns/op", 1.0, "us/op", 1e3, "ms/op", 1e6, "s/op", 1e9);

  /** A benchmark whose first iteration takes longer than its last by this factor is still getting faster. */
  private static final double STILL_FALLING = 1.05;

  /** More processors than that used by others, or taken by the host, disturb a job. */
  private static final double DISTURBING = 0.1;

  /** And so does whatever slows the loop between two jobs by more than this. */
  private static final double SLOW = 1.05;

  /** The size that a figure is of, of several, unless it says otherwise. */
  private static final Map<String, String> USUAL = Map.of("sessions", "1000000", "many", "10000000", THREADS, "1");

  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<String> failedClaims = new ArrayList<>();
  private List<String> machine = List.of();
  private String name = "unknown";
  private boolean unfinished;

  /**
   * A run folder, of an unfinished run too.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public static Results read(final Path folder) {
    final Results results = new Results();
    results.name = folder.toAbsolutePath().normalize().getFileName().toString();
    results.unfinished = Files.exists(folder.resolve(UNFINISHED));
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
      return results;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A metric of JMH, with the iterations of each fork. */
  private record Metric(String scoreUnit, List<double[]> rawData) {
    boolean isTime() {
      return NANOS_OF.containsKey(scoreUnit);
    }

    /** Whether it had got as fast as it gets in any fork. */
    boolean isSettled() {
      return rawData.stream().anyMatch(times -> times[0] <= STILL_FALLING * times[times.length - 1]);
    }
  }

  /** What is read of a result of JMH. */
  private record Benchmark(
      String benchmark,
      int forks,
      int threads,
      Map<String, String> params,
      Metric primaryMetric,
      Map<String, Metric> secondaryMetrics) {}

  /** Adds a result file of JMH ({@code -rf json}), in which all must be times for each operation. */
  Results addJmh(final String json) {
    for (final Benchmark one : new Gson().fromJson(json, Benchmark[].class)) {
      final String simple = one.benchmark.replaceFirst(".*\\.(?=\\w+\\.\\w+$)", "");
      if (!one.primaryMetric.isTime()) {
        throw new IllegalArgumentException(simple + " is not a time per operation but " + one.primaryMetric.scoreUnit);
      }
      one.secondaryMetrics.forEach((thread, metric) -> {
        if (metric.isTime()) {
          add(one, simple + ":" + thread, metric, Double.NaN);
        }
      });
      final Metric allocation = one.secondaryMetrics.get(ALLOCATION);
      add(one, simple, one.primaryMetric,
          allocation == null ? Double.NaN : Spread.ofForks(allocation.rawData).median());
    }
    return this;
  }

  private void add(final Benchmark benchmark, final String name, final Metric metric, final double bytes) {
    final Map<String, String> params = new LinkedHashMap<>();
    if (benchmark.params != null) {
      params.putAll(benchmark.params);
    }
    if (benchmark.threads > 1) {
      params.put(THREADS, String.valueOf(benchmark.threads));
    }
    final Spread nanos = Spread.ofForks(metric.rawData).times(NANOS_OF.get(metric.scoreUnit));
    measurements.add(new Measurement(name, params, benchmark.forks, nanos, bytes, metric.isSettled()));
  }

  /**
   * Adds what a program printed, see {@link Line}: each number becomes a measurement; its parameters are the words of
   * the line, and the number of sessions.
   */
  Results addLines(final List<String> texts) {
    for (final String text : texts) {
      if (text.contains(" failed: ")) {
        failedClaims.add(text);
      }
      final Line line = Line.parse(text);
      lines.add(line);
      final Map<String, String> params = new LinkedHashMap<>(line.values());
      params.entrySet().removeIf(param -> !param.getKey().equals("sessions") && param.getValue().matches(NUMBER));
      line.values().forEach((key, value) -> {
        if (value.matches(NUMBER) && !line.word().equals(TOOK)) {
          final Spread spread = Spread.ofOne(Double.parseDouble(value));
          measurements.add(new Measurement(line.word() + "." + key, params, 0, spread, Double.NaN, true));
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
    if (found.stream().map(Measurement::params).distinct().count() > 1) {
      found = found.stream().filter(one -> isUsual(one.params(), wanted)).toList();
    }
    if (found.stream().map(Measurement::params).distinct().count() > 1) {
      throw new IllegalArgumentException("several measurements of " + wanted + ": " + found);
    }
    return found.size() < 2 ? found.stream().findFirst() : Optional.of(found.get(0).withRuns(found));
  }

  /** Whether they are of the usual size and of one thread, in what was not asked for. */
  static boolean isUsual(final Map<String, String> params, final Line wanted) {
    return params.entrySet().stream()
        .allMatch(param -> wanted.values().containsKey(param.getKey())
            || param.getValue().equals(USUAL.getOrDefault(param.getKey(), param.getValue())));
  }

  /** The same by any number of threads: some benchmarks always have two. */
  static boolean isUsualSize(final Map<String, String> params, final Line wanted) {
    final Map<String, String> sizes = new LinkedHashMap<>(params);
    sizes.remove(THREADS);
    return isUsual(sizes, wanted);
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

  /** How many jobs have a record of what else the machine did meanwhile. */
  long watched() {
    return lines(TOOK).stream().filter(line -> line.value("loop") != null).count();
  }

  /** The jobs during which something else used the machine, or after which it was slow. */
  List<Line> disturbed() {
    final List<Line> took = lines(TOOK).stream().filter(line -> line.value("loop") != null).toList();
    final double[] loops = took.stream().mapToDouble(line -> line.number("loop")).toArray();
    return took.stream()
        .filter(line -> line.number("others") > DISTURBING
            || line.number("steal") > DISTURBING
            || line.number("loop") > SLOW * Spread.median(loops))
        .toList();
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
