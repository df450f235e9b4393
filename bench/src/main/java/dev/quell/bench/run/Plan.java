package dev.quell.bench.run;

import dev.quell.bench.memory.Churn;
import dev.quell.bench.memory.Endurance;
import dev.quell.bench.memory.Footprint;
import dev.quell.bench.versus.PeerTable;
import dev.quell.bench.tail.WakeLatency;
import dev.quell.bench.report.HeadlineRows;
import dev.quell.bench.tail.Convoy;
import dev.quell.bench.tail.Tails;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;

/**
 * What a run does, in this order: a line for each step. A step of benchmarks takes the regular expressions that find
 * them, a step with a program its class, JVM options and arguments.
 *
 * @param mustHold whether a program's claim that does not hold fails the run, instead of being a result
 */
record Plan(String name, boolean mustHold, List<Step> steps) {
  static final List<String> NAMES = List.of("quick", "headline", "pictures", "standard", "full", "smoke");

  private static final String[] ROOM = {"-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"};
  private static final String[] SMALL = {"-Xmx3g"};
  private static final String[] SERIAL_3G = {"-XX:+UseSerialGC", "-Xmx3g"};
  private static final String[] SERIAL_12G = {"-XX:+UseSerialGC", "-Xmx12g"};
  private static final String[] SERIAL_512M = {"-XX:+UseSerialGC", "-Xmx512m"};
  private static final String COLLECTOR_LOG = "-Xlog:gc*:file=" + ProgramJob.OUT + "/gc.log";
  private static final String OUT = ProgramJob.OUT;
  private static final String SUBJECT = Program.SUBJECT;

  private static final List<String> SUBJECTS = subjects();
  private static final List<String> SOME_SUBJECTS = List.of("quell", "indexedSync", "rwLock", "scanMutex");
  private static final List<String> CURVES = List.of("KillCurve", "FindSession", "BeginEndCurve", "OpenEndCurve");

  private static final List<String> MANY_ROLES = List.of("\\.KillBusyBenchmark", "\\.PeersBusyBenchmark");

  private static final Effort FULL = Effort.of(3, 3, 4, 1_000);
  private static final Effort STANDARD = Effort.of(3, 3, 3, 500);
  private static final Effort QUICK =
      Effort.of(1, 2, 3, 250)
          .with("sessions", 100_000)
          .with("many", 1_000_000)
          .with("subject", "quell", "indexedSync", "scanMutex")
          .with("in", "own");
  private static final Effort SMOKE =
      Effort.of(1, 0, 1, 20)
          .with("sessions", 1_000)
          .with("many", 10_000)
          .with("running", 16)
          .with("matches", 1, 100)
          .with("sessionsPerOwner", 1, 100)
          .with("openCursors", 100)
          .with("subject", "quell", "indexedSync")
          .with("mebibytes", 4)
          .with("scatteredMebibytes", 8)
          .with("sequentialMebibytes", 8)
          .with("indexed", 1_000)
          .onJvm(SMALL); // not touched beforehand, which would take most of the time

  /** The plan of one of the {@link #NAMES}. */
  static Plan named(final String name) {
    return switch (name) {
      case "quick" -> quick();
      case "headline" -> headline();
      case "pictures" -> pictures();
      case "standard" -> standard();
      case "full" -> full();
      case "smoke" -> smoke();
      default -> throw new RefusedException("there is no plan " + name + "; there are " + String.join(", ", NAMES));
    };
  }

  private static Plan full() {
    return new Plan("full", false, List.of(
        benchmarks("headline", FULL, HeadlineRows.benchmarks()),
        benchmarks("limits", FULL, List.of("LimitsBenchmark"), HeadlineRows.benchmarks()),
        benchmarks("curves", FULL, CURVES),
        footprint(SERIAL_12G, SUBJECTS, 10_000, 100_000, 1_000_000, 10_000_000),
        program("wake", WakeLatency.class, 20).and(20_000).times(3),
        program("convoy", Convoy.class, 210, ROOM).each(SUBJECTS, SUBJECT),
        program("tails", Tails.class, 300, ROOM).each(SOME_SUBJECTS, OUT, SUBJECT),
        endurance(),
        program("churn", Churn.class, 90, SERIAL_512M).and(100_000_000),
        benchmarks("peers-by-size", FULL.with("sessions", 1_000, 10_000, 100_000), List.of("PeersBenchmark.kill")),
        benchmarks("two-threads", FULL.onThreads(2).with("sessions", 1_000_000), CURVES.subList(1, CURVES.size())),
        benchmarks("others", FULL, List.of("."), rest())));
  }

  /** What the report shows, with fewer sizes and subjects, and half a second where the full plan takes a whole one. */
  private static Plan standard() {
    return new Plan("standard", false, List.of(
        benchmarks("headline", STANDARD, HeadlineRows.benchmarks()),
        benchmarks("limits", STANDARD, List.of("LimitsBenchmark"), HeadlineRows.benchmarks()),
        footprint(SERIAL_12G, SUBJECTS, 10_000, 100_000, 1_000_000, 10_000_000),
        program("wake", WakeLatency.class, 20).and(20_000).times(3),
        convoy(),
        tails(),
        bySessions(),
        byMatches(),
        endurance()));
  }

  /** What the headline table shows, as the standard plan measures it. */
  private static Plan headline() {
    return new Plan("headline", false, List.of(
        benchmarks("headline", STANDARD, HeadlineRows.benchmarks()),
        footprint(SERIAL_3G, SUBJECTS, 1_000_000),
        program("wake", WakeLatency.class, 20).and(20_000).times(3)));
  }

  /** What the pictures of kills show, as the standard plan measures it, what they subtract, and all limits. */
  private static Plan pictures() {
    return new Plan("pictures", false, List.of(
        benchmarks("limits", STANDARD, List.of("LimitsBenchmark", "\\.FindBeginEndBenchmark\\.orderAlone$")),
        bySessions(),
        byMatches(),
        convoy(),
        tails()));
  }

  private static Step bySessions() {
    return benchmarks("by-sessions", STANDARD,
        List.of("KillCurveBySessionsBenchmark.(byUuid|byUid|everything)$", "FindSessionBenchmark.coldDependent$"));
  }

  private static Step byMatches() {
    return benchmarks("by-matches", STANDARD.with("busy", 0.1), List.of("ByMatches.*byUid$"));
  }

  private static Step convoy() {
    return program("convoy", Convoy.class, 80, ROOM)
        .each(SOME_SUBJECTS, SUBJECT, "--scanners=0,1,4,16", "--warmup=1", "--seconds=3");
  }

  private static Step tails() {
    return program("tails", Tails.class, 90, ROOM).each(SOME_SUBJECTS, OUT, SUBJECT, "--warmup=2", "--seconds=5");
  }

  /** It decides itself how much and how long: ten million sessions for ten minutes. */
  private static Step endurance() {
    return program("endurance", Endurance.class, 700, "-Xms6g", "-Xmx6g", COLLECTOR_LOG).and();
  }

  private static Plan quick() {
    return new Plan("quick", false, List.of(
        benchmarks("headline", QUICK, HeadlineRows.benchmarks()),
        benchmarks("by-sessions", QUICK.with("sessions", 1_000, 10_000, 100_000, 1_000_000),
            List.of("KillCurveBySessionsBenchmark.(byUid|everything)$")),
        benchmarks("by-matches", QUICK.with("matches", 1, 100, 10_000).with("busy", 0.1), List.of("ByMatches.*byUid$")),
        footprint(SERIAL_3G, List.of("quell", "indexedSync"), 1_000_000),
        program("wake", WakeLatency.class, 5).and(2_000),
        program("convoy", Convoy.class, 12, ROOM)
            .each(List.of("quell", "scanMutex"), SUBJECT, "--sessions=100000", "--scanners=0,1,4", "--warmup=0.2",
                "--seconds=0.5"),
        program("tails", Tails.class, 20, ROOM)
            .each(List.of("quell"), OUT, SUBJECT, "--sessions=100000", "--warmup=0.2", "--seconds=1"),
        program("endurance", Endurance.class, 20, "-Xmx3g", COLLECTOR_LOG).and(100_000, 10)));
  }

  /** Whether all run and keep their contracts; no figure of it means anything. */
  private static Plan smoke() {
    return new Plan("smoke", true, List.of(
        benchmarks("all", SMOKE, List.of("."), MANY_ROLES),
        benchmarks("many-roles", SMOKE.with("sessions", 100_000), MANY_ROLES),
        footprint(SERIAL_3G, SUBJECTS, 10_000),
        program("wake", WakeLatency.class, 2).and(20, Integer.MAX_VALUE),
        program("convoy", Convoy.class, 2, SMALL).each(SUBJECTS, SUBJECT, "--smoke"),
        program("tails", Tails.class, 2, SMALL).each(SOME_SUBJECTS, OUT, SUBJECT, "--smoke"),
        program("endurance", Endurance.class, 3, "-Xmx3g", COLLECTOR_LOG).and(10_000, 1),
        program("churn", Churn.class, 2, SERIAL_512M).and(100_000)));
  }

  /** All that have a table in the benchmarks. */
  private static List<String> subjects() {
    try {
      return List.of(PeerTable.class.getField("subject").getAnnotation(Param.class).value());
    } catch (final NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What other steps of the full plan have. */
  private static List<String> rest() {
    return Stream.of(HeadlineRows.benchmarks(), List.of("LimitsBenchmark"), CURVES).flatMap(List::stream).toList();
  }

  private static Step footprint(final String[] jvm, final List<String> subjects, final Object... sizes) {
    final Object[] arguments = Stream.concat(Stream.of(SUBJECT), Stream.of(sizes)).toArray();
    return program("footprint", Footprint.class, 10.0 * sizes.length, jvm).each(subjects, arguments);
  }

  private static Step benchmarks(final String name, final Effort effort, final List<String> includes) {
    return benchmarks(name, effort, includes, List.of());
  }

  private static Step benchmarks(
      final String name, final Effort effort, final List<String> includes, final List<String> excludes) {
    return new Benchmarks(name, effort, includes, excludes);
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
