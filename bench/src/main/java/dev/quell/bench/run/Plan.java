package dev.quell.bench.run;

import dev.quell.bench.Churn;
import dev.quell.bench.Footprint;
import dev.quell.bench.WakeLatency;
import dev.quell.bench.report.HeadlineRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run does, in this order: a line for each step. A step of benchmarks takes the regular expressions that find
 * them, a step with a program its class, JVM options and arguments.
 *
 * @param mustHold whether a program's claim that does not hold fails the run, instead of being a result
 */
record Plan(String name, boolean mustHold, List<Step> steps) {
  private static final String[] SERIAL_3G = {"-XX:+UseSerialGC", "-Xmx3g"};
  private static final String[] SERIAL_12G = {"-XX:+UseSerialGC", "-Xmx12g"};
  private static final String[] SERIAL_512M = {"-XX:+UseSerialGC", "-Xmx512m"};
  private static final String[] ALL_SIZES = {"10000", "100000", "1000000", "10000000"};
  private static final List<String> SUBJECTS = List.of("quell", "indexedSync");

  private static final Effort FULL = Effort.of(3, 3, 4, 1_000);
  private static final Effort QUICK = Effort.of(1, 2, 3, 250).with("sessions", 100_000).with("many", 1_000_000);
  private static final Effort SMOKE =
      Effort.of(1, 0, 1, 20)
          .with("sessions", 1_000)
          .with("many", 10_000)
          .with("running", 16)
          .with("mebibytes", 4)
          .with("scatteredMebibytes", 8)
          .onJvm("-Xmx3g"); // as the benchmarks have, but not touched beforehand, which takes most of the time

  static final List<String> NAMES = List.of("quick", "full", "smoke");

  /** The plan of one of the {@link #NAMES}. */
  static Plan named(final String name) {
    return switch (name) {
      case "quick" -> quick();
      case "full" -> full();
      case "smoke" -> smoke();
      default -> throw new RefusedException("there is no plan " + name + "; there are " + String.join(", ", NAMES));
    };
  }

  private static Plan full() {
    return new Plan("full", false, List.of(
        benchmarks("headline", FULL.with("in", "own"), HeadlineRows.benchmarks()),
        footprint(SERIAL_12G, ALL_SIZES),
        program("wake", WakeLatency.class, 20).and(20_000).times(3),
        program("churn", Churn.class, 90, SERIAL_512M).and(100_000_000)));
  }

  private static Plan quick() {
    return new Plan("quick", false, List.of(
        benchmarks("headline", QUICK.with("in", "own").with("subject", "indexedSync"), HeadlineRows.benchmarks()),
        footprint(SERIAL_3G, "1000000"),
        program("wake", WakeLatency.class, 5).and(2_000)));
  }

  /** Whether all run and keep their contracts; no figure of it means anything. */
  private static Plan smoke() {
    return new Plan("smoke", true, List.of(
        benchmarks("all", SMOKE, List.of(".")),
        footprint(SERIAL_3G, "10000"),
        program("wake", WakeLatency.class, 2).and(20, Integer.MAX_VALUE),
        program("churn", Churn.class, 2, SERIAL_512M).and(100_000)));
  }

  private static Step footprint(final String[] jvm, final String... sizes) {
    Program footprint = program("footprint", Footprint.class, 5.0 * sizes.length, jvm);
    for (final String subject : SUBJECTS) {
      final List<String> arguments = new ArrayList<>(List.of(subject));
      arguments.addAll(List.of(sizes));
      footprint = footprint.and(arguments.toArray());
    }
    return footprint;
  }

  private static Step benchmarks(final String name, final Effort effort, final List<String> includes) {
    return new Benchmarks(name, effort, includes, List.of());
  }

  private static Program program(final String name, final Class<?> main, final double seconds, final String... jvm) {
    return new Program(name, main.getName(), seconds, List.of(jvm), List.of());
  }

  /** Why it cannot be run with this jar; empty if it can. */
  List<String> problems() {
    final List<String> problems = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    for (final Step step : steps) {
      problems.addAll(step.problems());
      if (!names.add(step.name())) {
        problems.add("two steps are called " + step.name());
      }
      final Set<String> jobs = new HashSet<>();
      step.jobs().stream()
          .filter(job -> !jobs.add(job.name()))
          .forEach(job -> problems.add("step " + step.name() + " has two jobs called " + job.name()));
    }
    return problems;
  }
}
