package dev.quell.bench.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  /** NaN is a legal value of a profiler that saw too little, and JMH writes it in quotes. */
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Benchmarks() {}

  /**
   * A step.
   *
   * @param effort forks, iterations, and values of parameters instead of those of the annotations
   * @param includes regular expressions that find names such as {@code dev.quell.bench.kill.KillBenchmark.byUid}; what
   *     one finds is run before what the next one finds, since a shared machine is not the same an hour later
   * @throws IllegalArgumentException if one of them finds none
   */
  static Step step(final String name, final Options effort, final List<String> includes, final List<String> excludes) {
    final Set<BenchmarkListEntry> entries = new LinkedHashSet<>();
    for (final String include : includes) {
      if (!entries.addAll(find(include, excludes)) && find(include, List.of()).isEmpty()) {
        throw new IllegalArgumentException("no benchmark matches " + include);
      }
    }
    final List<Job> jobs = new ArrayList<>();
    for (final BenchmarkListEntry entry : entries) {
      for (final Map<String, String> params : combinations(entry.getParams().orElse(Map.of()), effort)) {
        jobs.add(job(entry.getUsername(), params, effort));
      }
    }
    return new Step(name + ".json", jobs);
  }

  private static Collection<BenchmarkListEntry> find(final String include, final List<String> excludes) {
    return BenchmarkList.defaultList()
        .find(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of(include), excludes);
  }

  /** One value for each parameter, in every way. */
  private static List<Map<String, String>> combinations(final Map<String, String[]> params, final Options effort) {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (final Map.Entry<String, String[]> param : new TreeMap<>(params).entrySet()) {
      final Collection<String> values = effort.getParameter(param.getKey()).orElse(List.of(param.getValue()));
      combinations =
          combinations.stream()
              .flatMap(one -> values.stream().map(value -> {
                final Map<String, String> longer = new LinkedHashMap<>(one);
                longer.put(param.getKey(), value);
                return longer;
              }))
              .collect(Collectors.toList());
    }
    return combinations;
  }

  private static Job job(final String benchmark, final Map<String, String> params, final Options effort) {
    final String simple = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    final Stream<String> texts = params.entrySet().stream().map(Map.Entry::toString);
    final long sessions =
        Stream.of("sessions", "many").mapToLong(size -> Long.parseLong(params.getOrDefault(size, "0"))).max().orElse(0);
    return new Job(
        Stream.concat(Stream.of(simple), texts).collect(Collectors.joining(" ")),
        plannedSeconds(effort, sessions),
        (log, console) -> run(benchmark, params, effort, log));
  }

  /** Starting JVMs, opening sessions, and the iterations. */
  static double plannedSeconds(final Options effort, final long sessions) {
    final int iterations = effort.getWarmupIterations().get() + effort.getMeasurementIterations().get();
    final double millis = effort.getMeasurementTime().get().convertTo(TimeUnit.MILLISECONDS);
    return effort.getForkCount().get() * (1 + sessions * 3e-6 + iterations * millis / 1e3);
  }

  private static Job.Outcome run(
      final String benchmark, final Map<String, String> params, final Options effort, final Path log)
      throws IOException {
    try (PrintStream out =
        new PrintStream(
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8)) {
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
          scrub(json.toString(StandardCharsets.UTF_8)),
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
    params.forEach(options::param);
    return options.build();
  }

  /** The elements of JMH's array, without the place of the JVM. */
  static String scrub(final String json) {
    return JsonParser.parseString(json).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .peek(benchmark -> benchmark.addProperty("jvm", "java"))
        .map(GSON::toJson)
        .collect(Collectors.joining(",\n"));
  }
}
