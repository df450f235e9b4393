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
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One benchmark with one set of parameters, in forks, with its allocation. */
record BenchmarkJob(String benchmark, Map<String, String> params, Effort effort) implements Job {
  private static final double START_SECONDS = 1;
  private static final double SECONDS_PER_SESSION = 3e-6;

  /** NaN is a legal value of a profiler that saw too little, and JMH writes it in quotes. */
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Override
  public String name() {
    return Stream.concat(
            Stream.of(benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1)),
            params.entrySet().stream().map(param -> param.getKey() + "=" + param.getValue()))
        .collect(Collectors.joining(" "));
  }

  @Override
  public double plannedSeconds() {
    final long sessions = Math.max(size("sessions"), size("many"));
    return effort.forks() * (START_SECONDS + sessions * SECONDS_PER_SESSION + effort.secondsOfEachFork());
  }

  private long size(final String param) {
    final String value = params.getOrDefault(param, "");
    return value.matches("\\d+") ? Long.parseLong(value) : 0;
  }

  @Override
  public Outcome run(final Place place) throws IOException {
    try (PrintStream log =
        new PrintStream(
            Files.newOutputStream(place.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8)) {
      final OutputFormat format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
      final Collection<RunResult> results = new Runner(options().build(), format).run();
      if (results.isEmpty()) {
        throw new JobFailedException("JMH has no result");
      }
      return outcome(results);
    } catch (final RunnerException e) {
      throw new JobFailedException(e.getMessage());
    }
  }

  private ChainedOptionsBuilder options() {
    final ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark) + "$")
            .forks(effort.forks())
            .warmupIterations(effort.warmups())
            .warmupTime(TimeValue.milliseconds(effort.millis()))
            .measurementIterations(effort.iterations())
            .measurementTime(TimeValue.milliseconds(effort.millis()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    params.forEach(options::param);
    if (effort.threads() > 0) {
      options.threads(effort.threads());
    }
    if (!effort.jvm().isEmpty()) {
      options.jvmArgsAppend(effort.jvm().toArray(String[]::new));
    }
    return options;
  }

  private static Outcome outcome(final Collection<RunResult> results) {
    final ByteArrayOutputStream json = new ByteArrayOutputStream();
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, new PrintStream(json, true, StandardCharsets.UTF_8))
        .writeOut(results);
    final Result<?> score = results.iterator().next().getPrimaryResult();
    return new Outcome(
        scrub(json.toString(StandardCharsets.UTF_8)),
        true,
        String.format(Locale.ROOT, "%,.2f %s", score.getScore(), score.getScoreUnit()));
  }

  /** The elements of JMH's array, without where the JVM lies, which is nobody's business. */
  static String scrub(final String json) {
    return JsonParser.parseString(json).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .peek(benchmark -> benchmark.addProperty("jvm", "java"))
        .map(GSON::toJson)
        .collect(Collectors.joining(",\n"));
  }
}
