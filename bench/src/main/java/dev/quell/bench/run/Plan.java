package dev.quell.bench.run;

import dev.quell.bench.cluster.ClusterKills;
import dev.quell.bench.deadline.Deadlines;
import dev.quell.bench.memory.Churn;
import dev.quell.bench.memory.Endurance;
import dev.quell.bench.memory.Footprint;
import dev.quell.bench.memory.OneOffs;
import dev.quell.bench.memory.OwnerFootprint;
import dev.quell.bench.memory.Sweeps;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.report.Headline;
import dev.quell.bench.report.Line;
import dev.quell.bench.report.Row;
import dev.quell.bench.tail.Convoy;
import dev.quell.bench.tail.FirstKill;
import dev.quell.bench.tail.Tails;
import dev.quell.bench.tail.WakeLatency;
import dev.quell.bench.tail.WakeMany;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What a run does, in this order: a line for each step. A step of benchmarks takes the regular expressions that find
 * them, a step with a program its class, JVM options and arguments.
 *
 * @param mustHold whether a program's claim that does not hold fails the run, instead of being a result
 * @param effort of what is measured again
 */
record Plan(String name, String purpose, boolean mustHold, Options effort, List<Step> steps) {

  /**
   * A part of a plan, whose jobs make one result file.
   *
   * @param file an array of JSON, or lines
   * @param jobs in the order in which they run
   */
  record Step(String file, List<Job> jobs) {
    Step {
      if (jobs.stream().map(Job::name).distinct().count() != jobs.size()) {
        throw new IllegalArgumentException("two jobs of " + file + " have one name");
      }
    }

    boolean isJson() {
      return file.endsWith(".json");
    }
  }

  private static final List<String> ROOM = List.of("-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch");
  private static final List<String> SMALL = List.of("-Xmx3g");
  private static final List<String> SERIAL_3G = List.of("-XX:+UseSerialGC", "-Xmx3g");
  private static final List<String> SERIAL_12G = List.of("-XX:+UseSerialGC", "-Xmx12g");
  private static final List<String> SERIAL_512M = List.of("-XX:+UseSerialGC", "-Xmx512m");

  private static final List<String> SOME_SUBJECTS = List.of("quell", "indexedSync", "rwLock", "scanMutex");
  private static final List<String> DEADLINES =
      List.of("quell", "hashedWheelTimer", "scheduledPool", "lockedAgronaWheel");

  private static final Options FULL = effort(3, 3, 1_000, 4, 1_000).build();
  private static final Options STANDARD = effort(3, 2, 300, 3, 200).build();

  /** Those that have won a row, or are what one would use instead; of the others see below. */
  private static final Options CONTENDERS =
      with(STANDARD, "subject=quell,scan,scanMutex,scanPartitioned,indexedSync,jctools");

  private static final Options OTHERS = with(STANDARD, "subject=rwLock,indexed");
  private static final Options QUICK =
      with(effort(1, 2, 300, 3, 300).build(), "subject=quell,indexedSync,scanMutex");
  private static final Options SMOKE =
      with(
          effort(1, 0, 20, 1, 20).jvmArgsAppend("-Xmx3g").build(), // touching the heap would take most of the time
          "sessions=1000 many=10000 running=16 matches=1,100 sessionsPerOwner=1,100 openCursors=100 mebibytes=4"
              + " scatteredMebibytes=8 sequentialMebibytes=8 indexed=1000 subject=quell,indexedSync");

  static List<Plan> all() {
    return List.of(quick(), headline(), pictures(), cluster(), full(), smoke());
  }

  static Plan named(final String name) {
    return all().stream()
        .filter(plan -> plan.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new Run.Refused("there is no plan " + name + ". There are\n" + help()));
  }

  /** A line for each plan. */
  static String help() {
    return all().stream()
        .map(plan -> String.format("    %-9s about %-10s %s%n", plan.name, Runner.text(plan.seconds()), plan.purpose))
        .collect(Collectors.joining());
  }

  double seconds() {
    return steps.stream().flatMap(step -> step.jobs().stream()).mapToDouble(Job::plannedSeconds).sum();
  }

  /** What the first screen of a page shows. */
  private static Plan quick() {
    return new Plan("quick", "to look; no figures to quote", false, QUICK, List.of(
        rows(QUICK, Headline.front().values(), Headline.cells(10_000)),
        footprint(SERIAL_3G, List.of("quell", "scanMutex", "indexedSync"), 1_000_000),
        Programs.step("convoy", Convoy.class, 5, ROOM,
            each(List.of("quell", "scanMutex"), "--scanners=0,1", "--warmup=0.2", "--seconds=0.5"))));
  }

  private static Plan headline() {
    return new Plan("headline", "the tables: every row, its rivals and limits, both sizes, one thread and two", false,
        CONTENDERS, List.of(
            rows(CONTENDERS, Headline.rows(), Headline.cells(0)),
            benchmarks("others", OTHERS, "\\.PeersBenchmark.(beginEnd|killByUid)$ subject=rwLock,indexed,cqengine",
                "\\.PeersBusyBenchmark.byUid$", "\\.PeersBusyBenchmark.everything$ running=10000"),
            footprint(SERIAL_3G, Subject.NAMES, 1_000_000),
            owners(),
            wake(),
            wakeMany(),
            firstKill(),
            deadlines(3)));
  }

  /** What the curves show and what they subtract, all limits, and memory by size. */
  private static Plan pictures() {
    return new Plan("pictures", "the curves: by size, convoys, tails, memory; and all limits", false, STANDARD, List.of(
        benchmarks("limits", STANDARD, "LimitsBenchmark", "\\.FindBeginEndBenchmark\\.orderAlone$"),
        benchmarks("by-sessions", STANDARD, "KillCurveBySessionsBenchmark.(byUuid|byUid|everything)$"),
        benchmarks("by-matches", STANDARD, "ByMatches.*byUid$ busy=0.1"),
        Programs.step("convoy", Convoy.class, 80, ROOM,
            each(SOME_SUBJECTS, "--scanners=0,1,4,16", "--warmup=1", "--seconds=3")),
        Programs.step("tails", Tails.class, 90, ROOM, each(SOME_SUBJECTS, "--warmup=2", "--seconds=5")),
        footprint(SERIAL_12G, SOME_SUBJECTS, 10_000, 100_000, 1_000_000, 10_000_000)));
  }

  private static Plan cluster() {
    return new Plan("cluster", "kills that reach 3, 10, 25 and 50 processes", false, STANDARD, List.of(
        Programs.step("cluster", ClusterKills.class, 170, SMALL, times(1))));
  }

  private static Plan full() {
    return new Plan("full", "every benchmark, size and peer, with longer iterations", false, FULL, List.of(
        Benchmarks.step("all", FULL,
            Stream.of(
                Headline.benchmarks(Headline.rows()), Headline.benchmarks(Headline.cells(0)),
                lines("FindSession threads=2 sessions=1000000", "BeginEndCurve threads=2 sessions=1000000",
                    "OpenEndCurve threads=2 sessions=1000000", "."))
                .flatMap(List::stream)
                .toList()),
        footprint(SERIAL_12G, Subject.NAMES, 10_000, 100_000, 1_000_000, 10_000_000),
        owners(),
        wake(),
        wakeMany(),
        firstKill(),
        deadlines(4),
        Programs.step("one-offs", OneOffs.class, 35, SMALL, times(1, 30)),
        Programs.step("sweeps", Sweeps.class, 20, List.of("-Xmx4g"), times(1)),
        Programs.step("convoy", Convoy.class, 210, ROOM, each(Subject.NAMES)),
        Programs.step("tails", Tails.class, 300, ROOM, each(SOME_SUBJECTS)),
        Programs.step("endurance", Endurance.class, 700, List.of("-Xms6g", "-Xmx6g"), times(1)), // 10 million sessions
        Programs.step("churn", Churn.class, 90, SERIAL_512M, times(1, 100_000_000))));
  }

  private static Plan smoke() {
    return new Plan("smoke", "whether everything runs and keeps its contract; its figures mean nothing", true, SMOKE,
        List.of(
            Benchmarks.forkingOneOfEachClass("all", SMOKE,
                lines("^(?!.*BusyBenchmark)", "BusyBenchmark sessions=100000")), // which have many roles
            footprint(SERIAL_3G, Subject.NAMES, 10_000),
            Programs.step("owners", OwnerFootprint.class, 2, SERIAL_3G, times(1, 10_000)),
            Programs.step("wake", WakeLatency.class, 2, List.of(), times(1, 20, Integer.MAX_VALUE)),
            Programs.step("wake-many", WakeMany.class, 2, List.of(), times(1, 20, 2, "loosely")),
            Programs.step("first-kill", FirstKill.class, 1, List.of(), times(1, "recording", "loosely")),
            Programs.step("deadlines", Deadlines.class, 8, SMALL, each(DEADLINES, 1_000, 100, 1, "loosely")),
            Programs.step("one-offs", OneOffs.class, 2, SMALL, times(1, 1)),
            Programs.step("sweeps", Sweeps.class, 2, SMALL, times(1, 1_000, 1_000)),
            Programs.step("convoy", Convoy.class, 2, SMALL, each(Subject.NAMES, "--smoke")),
            Programs.step("tails", Tails.class, 2, SMALL, each(SOME_SUBJECTS, "--smoke")),
            Programs.step("cluster", ClusterKills.class, 8, SMALL, times(1, "--smoke")),
            Programs.step("endurance", Endurance.class, 3, SMALL, times(1, 10_000, 1)),
            Programs.step("churn", Churn.class, 2, SERIAL_512M, times(1, 100_000))));
  }

  // ---- what plans share

  private static ChainedOptionsBuilder effort(
      final int forks, final int warmups, final int warmMillis, final int iterations, final int millis) {
    return new OptionsBuilder()
        .forks(forks)
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(warmMillis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis));
  }

  /** The same with these values of parameters, {@code name=value,value...}. */
  private static Options with(final Options effort, final String params) {
    final ChainedOptionsBuilder options = new OptionsBuilder().parent(effort);
    Line.parse("with " + params).values().forEach((param, values) -> options.param(param, values.split(",")));
    return options.build();
  }

  private static Step wake() {
    return Programs.step("wake", WakeLatency.class, 17, List.of(), times(3, 20_000));
  }

  private static Step deadlines(final int subjects) {
    return Programs.step("deadlines", Deadlines.class, 45, SMALL, each(DEADLINES.subList(0, subjects)));
  }

  private static Step wakeMany() {
    return Programs.step("wake-many", WakeMany.class, 15, List.of(), times(3));
  }

  private static Step firstKill() {
    return Programs.step("first-kill", FirstKill.class, 1, List.of(),
        List.of(List.of(), List.of("recording"), List.of(), List.of("recording"), List.of(), List.of("recording")));
  }

  private static Step footprint(final List<String> jvm, final List<String> subjects, final Object... sizes) {
    return Programs.step("footprint", Footprint.class, 6.0 * sizes.length, jvm, each(subjects, sizes));
  }

  private static Step owners() {
    return Programs.step("owners", OwnerFootprint.class, 20, SERIAL_3G, times(1));
  }

  private static Step rows(final Options effort, final Collection<Row> rows, final Collection<Row> cells) {
    return Benchmarks.step(
        "headline", effort, Headline.benchmarks(Stream.of(rows, cells).flatMap(Collection::stream).toList()));
  }

  private static Step benchmarks(final String name, final Options effort, final String... includes) {
    return Benchmarks.step(name, effort, lines(includes));
  }

  private static List<Line> lines(final String... texts) {
    return Stream.of(texts).map(Line::parse).toList();
  }

  /** The arguments of runs that are all the same. */
  private static List<List<String>> times(final int times, final Object... arguments) {
    return Collections.nCopies(times, Stream.of(arguments).map(Object::toString).toList());
  }

  /** The arguments of a run for each subject, which comes first. */
  private static List<List<String>> each(final List<String> subjects, final Object... arguments) {
    return subjects.stream()
        .map(subject -> Stream.concat(Stream.of(subject), Stream.of(arguments).map(Object::toString)).toList())
        .toList();
  }
}
