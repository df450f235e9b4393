package dev.quell.bench.run;

import dev.quell.bench.deadline.Deadlines;
import dev.quell.bench.memory.Churn;
import dev.quell.bench.memory.Endurance;
import dev.quell.bench.memory.Footprint;
import dev.quell.bench.memory.OneOffs;
import dev.quell.bench.memory.Sweeps;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.report.Headline;
import dev.quell.bench.report.Line;
import dev.quell.bench.tail.Convoy;
import dev.quell.bench.tail.FirstKill;
import dev.quell.bench.tail.Tails;
import dev.quell.bench.tail.WakeLatency;
import dev.quell.bench.tail.WakeMany;
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
 */
record Plan(String name, String purpose, boolean mustHold, List<Step> steps) {
  private static final List<String> ROOM = List.of("-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch");
  private static final List<String> SMALL = List.of("-Xmx3g");
  private static final List<String> SERIAL_3G = List.of("-XX:+UseSerialGC", "-Xmx3g");
  private static final List<String> SERIAL_12G = List.of("-XX:+UseSerialGC", "-Xmx12g");
  private static final List<String> SERIAL_512M = List.of("-XX:+UseSerialGC", "-Xmx512m");

  private static final List<String> SOME_SUBJECTS = List.of("quell", "indexedSync", "rwLock", "scanMutex");
  private static final List<String> DEADLINES =
      List.of("quell", "hashedWheelTimer", "scheduledPool", "lockedAgronaWheel");
  private static final List<String> CURVES = List.of("KillCurve", "FindSession", "BeginEndCurve", "OpenEndCurve");
  private static final List<String> LIMITS = List.of("LimitsBenchmark");
  private static final List<String> MANY_ROLES = List.of("\\.KillBusyBenchmark", "\\.PeersBusyBenchmark");

  private static final Options FULL = effort(3, 3, 4, 1_000).build();
  private static final Options STANDARD = effort(3, 3, 3, 500).build();
  private static final Options QUICK =
      with(effort(1, 2, 3, 250).build(), "sessions=100000 many=1000000 subject=quell,indexedSync,scanMutex in=own");
  private static final Options SMOKE =
      with(
          effort(1, 0, 1, 20).jvmArgsAppend("-Xmx3g").build(), // touching the heap would take most of the time
          "sessions=1000 many=10000 running=16 matches=1,100 sessionsPerOwner=1,100 openCursors=100 mebibytes=4"
              + " scatteredMebibytes=8 sequentialMebibytes=8 indexed=1000 subject=quell,indexedSync");

  static List<Plan> all() {
    return List.of(quick(), headline(), pictures(), standard(), full(), smoke());
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

  private double seconds() {
    return steps.stream().flatMap(step -> step.jobs().stream()).mapToDouble(Job::plannedSeconds).sum();
  }

  private static Plan quick() {
    return new Plan("quick", "to look; no figures to quote", false, List.of(
        benchmarks("headline", QUICK, Headline.benchmarks()),
        benchmarks("by-sessions", with(QUICK, "sessions=1000,10000,100000,1000000"),
            List.of("KillCurveBySessionsBenchmark.(byUid|everything)$")),
        benchmarks("by-matches", with(QUICK, "matches=1,100,10000 busy=0.1"), List.of("ByMatches.*byUid$")),
        footprint(SERIAL_3G, List.of("quell", "indexedSync"), 1_000_000),
        Programs.step("wake", WakeLatency.class, 5, List.of(), times(1, 2_000)),
        Programs.step("deadlines", Deadlines.class, 20, SMALL, each(List.of("quell"), 1_000_000, 100_000, 1)),
        Programs.step("convoy", Convoy.class, 12, ROOM,
            each(List.of("quell", "scanMutex"), "--sessions=100000", "--scanners=0,1,4", "--warmup=0.2",
                "--seconds=0.5")),
        Programs.step("tails", Tails.class, 20, ROOM,
            times(1, "quell", "--sessions=100000", "--warmup=0.2", "--seconds=1")),
        Programs.step("endurance", Endurance.class, 20, SMALL, times(1, 100_000, 10))));
  }

  private static Plan headline() {
    return new Plan("headline", "the headline table, as the standard plan measures it", false, List.of(
        benchmarks("headline", STANDARD, Headline.benchmarks()),
        footprint(SERIAL_3G, Subject.NAMES, 1_000_000),
        wake(),
        wakeMany(),
        firstKill(),
        deadlines()));
  }

  /** What the pictures show, what they subtract, and all limits. */
  private static Plan pictures() {
    return new Plan("pictures", "the pictures, as the standard plan measures them, with all limits", false, List.of(
        benchmarks("limits", STANDARD, List.of("LimitsBenchmark", "\\.FindBeginEndBenchmark\\.orderAlone$")),
        bySessions(),
        byMatches(),
        convoy(),
        tails()));
  }

  private static Plan standard() {
    return new Plan("standard", "both, memory by size, and ten million sessions under load", false, List.of(
        benchmarks("headline", STANDARD, Headline.benchmarks()),
        benchmarks("limits", STANDARD, LIMITS, Headline.benchmarks()),
        footprint(SERIAL_12G, Subject.NAMES, 10_000, 100_000, 1_000_000, 10_000_000),
        wake(),
        wakeMany(),
        firstKill(),
        deadlines(),
        convoy(),
        tails(),
        bySessions(),
        byMatches(),
        endurance()));
  }

  private static Plan full() {
    final List<String> elsewhere =
        Stream.of(Headline.benchmarks(), LIMITS, CURVES).flatMap(List::stream).toList();
    return new Plan("full", "every benchmark, size and peer, with longer iterations", false, List.of(
        benchmarks("headline", FULL, Headline.benchmarks()),
        benchmarks("limits", FULL, LIMITS, Headline.benchmarks()),
        benchmarks("curves", FULL, CURVES),
        footprint(SERIAL_12G, Subject.NAMES, 10_000, 100_000, 1_000_000, 10_000_000),
        wake(),
        wakeMany(),
        firstKill(),
        deadlines(),
        Programs.step("one-offs", OneOffs.class, 35, SMALL, times(1, 30)),
        Programs.step("sweeps", Sweeps.class, 20, List.of("-Xmx4g"), times(1)),
        Programs.step("convoy", Convoy.class, 210, ROOM, each(Subject.NAMES)),
        Programs.step("tails", Tails.class, 300, ROOM, each(SOME_SUBJECTS)),
        endurance(),
        Programs.step("churn", Churn.class, 90, SERIAL_512M, times(1, 100_000_000)),
        benchmarks("peers-by-size", with(FULL, "sessions=1000,10000,100000"), List.of("PeersBenchmark.kill")),
        benchmarks("two-threads",
            with(new OptionsBuilder().parent(FULL).threads(2).build(), "sessions=1000000"),
            CURVES.subList(1, CURVES.size())),
        benchmarks("others", FULL, List.of("."), elsewhere)));
  }

  private static Plan smoke() {
    return new Plan("smoke", "whether everything runs and keeps its contract; its figures mean nothing", true, List.of(
        benchmarks("all", SMOKE, List.of("."), MANY_ROLES),
        benchmarks("many-roles", with(SMOKE, "sessions=100000"), MANY_ROLES),
        footprint(SERIAL_3G, Subject.NAMES, 10_000),
        Programs.step("wake", WakeLatency.class, 2, List.of(), times(1, 20, Integer.MAX_VALUE)),
        Programs.step("wake-many", WakeMany.class, 2, List.of(), times(1, 20, 2, "loosely")),
        Programs.step("first-kill", FirstKill.class, 1, List.of(), times(1, "recording", "loosely")),
        Programs.step("deadlines", Deadlines.class, 10, SMALL, each(DEADLINES, 1_000, 100, 1, "loosely")),
        Programs.step("one-offs", OneOffs.class, 2, SMALL, times(1, 1)),
        Programs.step("sweeps", Sweeps.class, 2, SMALL, times(1, 1_000, 1_000)),
        Programs.step("convoy", Convoy.class, 2, SMALL, each(Subject.NAMES, "--smoke")),
        Programs.step("tails", Tails.class, 2, SMALL, each(SOME_SUBJECTS, "--smoke")),
        Programs.step("endurance", Endurance.class, 3, SMALL, times(1, 10_000, 1)),
        Programs.step("churn", Churn.class, 2, SERIAL_512M, times(1, 100_000))));
  }

  // ---- what plans share

  private static ChainedOptionsBuilder effort(
      final int forks, final int warmups, final int iterations, final int millis) {
    return new OptionsBuilder()
        .forks(forks)
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis));
  }

  /** The same with these values of parameters, {@code name=value,value...}. */
  private static Options with(final Options effort, final String params) {
    final ChainedOptionsBuilder options = new OptionsBuilder().parent(effort);
    Line.parse("with " + params).values().forEach((param, values) -> options.param(param, values.split(",")));
    return options.build();
  }

  private static Step bySessions() {
    return benchmarks("by-sessions", STANDARD,
        List.of("KillCurveBySessionsBenchmark.(byUuid|byUid|everything)$", "FindSessionBenchmark.coldDependent$"));
  }

  private static Step byMatches() {
    return benchmarks("by-matches", with(STANDARD, "busy=0.1"), List.of("ByMatches.*byUid$"));
  }

  private static Step wake() {
    return Programs.step("wake", WakeLatency.class, 20, List.of(), times(3, 20_000));
  }

  private static Step deadlines() {
    return Programs.step("deadlines", Deadlines.class, 45, SMALL, each(DEADLINES));
  }

  private static Step wakeMany() {
    return Programs.step("wake-many", WakeMany.class, 15, List.of(), times(3));
  }

  private static Step firstKill() {
    return Programs.step("first-kill", FirstKill.class, 1, List.of(),
        List.of(List.of(), List.of("recording"), List.of(), List.of("recording"), List.of(), List.of("recording")));
  }

  private static Step convoy() {
    return Programs.step("convoy", Convoy.class, 80, ROOM,
        each(SOME_SUBJECTS, "--scanners=0,1,4,16", "--warmup=1", "--seconds=3"));
  }

  private static Step tails() {
    return Programs.step("tails", Tails.class, 90, ROOM, each(SOME_SUBJECTS, "--warmup=2", "--seconds=5"));
  }

  /** It decides itself how much and how long: ten million sessions for ten minutes. */
  private static Step endurance() {
    return Programs.step("endurance", Endurance.class, 700, List.of("-Xms6g", "-Xmx6g"), times(1));
  }

  private static Step footprint(final List<String> jvm, final List<String> subjects, final Object... sizes) {
    return Programs.step("footprint", Footprint.class, 10.0 * sizes.length, jvm, each(subjects, sizes));
  }

  private static Step benchmarks(final String name, final Options effort, final List<String> includes) {
    return Benchmarks.step(name, effort, includes, List.of());
  }

  private static Step benchmarks(
      final String name, final Options effort, final List<String> includes, final List<String> excludes) {
    return Benchmarks.step(name, effort, includes, excludes);
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
