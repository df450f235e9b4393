package dev.quell.bench.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.quell.bench.report.Line;
import dev.quell.bench.run.Plan.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Benchmarks of JMH: a job for each with each set of its parameters, so that an interruption costs one of them. */
final class Benchmarks {
  private static final Set<BenchmarkListEntry> ALL = BenchmarkList.defaultList()
      .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());

  private static final String THREADS = "threads";
  private static final List<String> NEEDLESS =
      List.of("scoreConfidence", "scorePercentiles", "score", "scoreError");

  /** NaN is a legal value of a profiler that saw too little, and JMH writes it in quotes. */
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Benchmarks() {}

  /**
   * A step.
   *
   * @param effort forks, iterations, and values of parameters instead of those of the annotations
   * @param wanted regular expressions that find names such as {@code dev.quell.bench.kill.KillBenchmark.byUid}, with
   *     values of parameters and the number of threads; what one finds is run before what the next one finds, since a
   *     shared machine is not the same an hour later
   * @throws IllegalArgumentException if one of them finds none
   */
  static Step step(final String name, final Options effort, final List<Line> wanted) {
    return step(name, effort, wanted, benchmark -> effort);
  }

  /**
   * The same, but only the first benchmark of each class is forked, as it is when it is measured. The others run in
   * this JVM: that shows whether they run and keep their contract, in a fraction of the time.
   */
  static Step forkingOneOfEachClass(final String name, final Options effort, final List<Line> wanted) {
    final Options here = new OptionsBuilder().parent(effort).forks(0).build();
    final Set<String> forked = new HashSet<>();
    return step(
        name, effort, wanted,
        benchmark -> forked.add(benchmark.substring(0, benchmark.lastIndexOf('.'))) ? effort : here);
  }

  private static Step step(
      final String name, final Options effort, final List<Line> wanted, final Function<String, Options> effortOf) {
    final Map<String, Job> jobs = new LinkedHashMap<>();
    for (final Line one : wanted) {
      final Pattern include = Pattern.compile(one.word());
      final List<BenchmarkListEntry> found =
          ALL.stream().filter(entry -> include.matcher(entry.getUsername()).find()).toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException("no benchmark matches " + one);
      }
      for (final BenchmarkListEntry entry : found) {
        for (final Map<String, String> params : combinations(entry.getParams().orElse(Map.of()), one, effort)) {
          jobs.computeIfAbsent(
              jobName(entry.getUsername(), params),
              job -> job(job, entry.getUsername(), params, effortOf.apply(entry.getUsername())));
        }
      }
    }
    return new Step(name + ".json", List.copyOf(jobs.values()));
  }

  /** One value for each parameter, in every way. */
  private static List<Map<String, String>> combinations(
      final Map<String, String[]> params, final Line wanted, final Options effort) {
    List<Map<String, String>> combinations = List.of(new LinkedHashMap<>());
    for (final Map.Entry<String, String[]> param : new TreeMap<>(params).entrySet()) {
      final String given = wanted.value(param.getKey());
      final Collection<String> values = given != null ? Arrays.asList(given.split(","))
          : effort.getParameter(param.getKey()).orElse(List.of(param.getValue()));
      combinations =
          combinations.stream()
              .flatMap(one -> values.stream().map(value -> with(one, param.getKey(), value)))
              .collect(Collectors.toList());
    }
    final String threads = wanted.value(THREADS);
    return threads == null ? combinations : combinations.stream().map(one -> with(one, THREADS, threads)).toList();
  }

  private static Map<String, String> with(final Map<String, String> params, final String name, final String value) {
    final Map<String, String> longer = new LinkedHashMap<>(params);
    longer.put(name, value);
    return longer;
  }

  private static String jobName(final String benchmark, final Map<String, String> params) {
    final String simple = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    return new Line(simple, params).toString();
  }

  private static Job job(
      final String name, final String benchmark, final Map<String, String> params, final Options effort) {
    final long sessions = Long.parseLong(params.getOrDefault("many", params.getOrDefault("sessions", "0")));
    return new Job(
        name, plannedSeconds(effort, sessions), (log, console) -> run(name, benchmark, params, effort, log));
  }

  /** Starting JVMs, opening sessions, and the iterations: as measured on 2 processors in 2026. */
  static double plannedSeconds(final Options effort, final long sessions) {
    final double millis =
        effort.getWarmupIterations().get() * effort.getWarmupTime().get().convertTo(TimeUnit.MILLISECONDS)
            + effort.getMeasurementIterations().get()
                * effort.getMeasurementTime().get().convertTo(TimeUnit.MILLISECONDS);
    final int forks = effort.getForkCount().get();
    return Math.max(1, forks) * ((forks > 0 ? 1 : 0.2) + sessions * 1.5e-6 + millis / 1e3);
  }

  private static Job.Outcome run(
      final String name,
      final String benchmark,
      final Map<String, String> params,
      final Options effort,
      final Path log)
      throws IOException {
    try (PrintStream out = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
      final Collection<RunResult> results =
          new Runner(
              options(benchmark, params, effort),
              OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
              .run();
      if (results.isEmpty()) {
        throw new Job.Failed("JMH has no result");
      }
      final ByteArrayOutputStream json = new ByteArrayOutputStream();
      ResultFormatFactory.getInstance(
          ResultFormatType.JSON, new PrintStream(json, true, StandardCharsets.UTF_8))
          .writeOut(results);
      final Result<?> score = results.iterator().next().getPrimaryResult();
      return new Job.Outcome(
          scrub(name, json.toString(StandardCharsets.UTF_8)),
          true,
          String.format(Locale.ROOT, "%,.2f %s", score.getScore(), score.getScoreUnit()));
    } catch (final RunnerException e) {
      throw new Job.Failed(e.getMessage());
    }
  }

  private static Options options(final String benchmark, final Map<String, String> params, final Options effort) {
    final ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(effort)
            .include("^" + Pattern.quote(benchmark) + "$")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    params.forEach((param, value) -> {
      if (param.equals(THREADS)) {
        options.threads(Integer.parseInt(value));
      } else {
        options.param(param, value);
      }
    });
    return options.build();
  }

  /** The elements of JMH's array, with the name of the job, and without the place of the JVM and what nobody reads. */
  static String scrub(final String name, final String json) {
    return JsonParser.parseString(json).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .peek(benchmark -> {
          final JsonObject metrics = benchmark.getAsJsonObject("secondaryMetrics");
          metrics.keySet().removeIf(key -> key.startsWith("gc.") && !key.equals("gc.alloc.rate.norm"));
          metrics.entrySet().forEach(metric -> NEEDLESS.forEach(metric.getValue().getAsJsonObject()::remove));
          NEEDLESS.subList(0, 2).forEach(benchmark.getAsJsonObject("primaryMetric")::remove);
          benchmark.addProperty("jvm", "java");
          benchmark.addProperty("job", name);
        })
        .map(GSON::toJson)
        .collect(Collectors.joining(",\n"));
  }
}
