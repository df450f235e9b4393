package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.report.Results;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BenchmarksTest {
  private static final Effort EFFORT = Effort.of(2, 1, 3, 500);

  private static Benchmarks benchmarks(final Effort effort, final String... includes) {
    return new Benchmarks("some", effort, List.of(includes), List.of());
  }

  private static List<String> names(final Step step) {
    return step.jobs().stream().map(Job::name).toList();
  }

  @Test
  void shouldMakeAJobOfEachBenchmarkWithEachSetOfParameters() {
    assertEquals(
        List.of(
            "KillEverythingBenchmark.again running=16 sessions=1000000",
            "KillEverythingBenchmark.again running=10000 sessions=1000000"),
        names(benchmarks(EFFORT, "KillEverythingBenchmark.again$")));
  }

  @Test
  void shouldRunInTheOrderInWhichTheyAreAskedForAndEachOnce() {
    assertEquals(
        List.of(
            "KillBenchmark.byUid sessions=1000000", "KillBusyBenchmark.byUid sessions=1000000",
            "KillBenchmark.byRole sessions=1000000"),
        names(benchmarks(EFFORT, "\\.KillBenchmark.byUid$", "\\.KillBusy.*byUid$", "\\.KillBenchmark.by(Uid|Role)$")));
  }

  @Test
  void shouldTakeOtherValuesForTheParametersThatABenchmarkHas() {
    assertEquals(
        List.of("KillBenchmark.byUid sessions=1000", "KillBenchmark.byUid sessions=2000"),
        names(benchmarks(EFFORT.with("sessions", 1_000, 2_000).with("unknown", 7), "\\.KillBenchmark.byUid$")));
  }

  @Test
  void shouldLeaveOutWhatIsExcluded() {
    final Benchmarks some = new Benchmarks("some", EFFORT, List.of("KillAmongMany"), List.of("byUid$"));
    assertEquals(List.of("KillAmongManyBenchmark.byUuid many=10000000"), names(some));
  }

  @Test
  void shouldCombineEachValueWithEach() {
    final Map<String, List<String>> params = new TreeMap<>(Map.of("a", List.of("1", "2"), "b", List.of("x", "y")));
    assertEquals(
        List.of(
            Map.of("a", "1", "b", "x"), Map.of("a", "1", "b", "y"), Map.of("a", "2", "b", "x"), Map.of("a", "2", "b", "y")),
        Benchmarks.combinations(params));
  }

  @Test
  void shouldSayWhatMatchesNothing() {
    assertEquals(
        List.of("step some: no benchmark matches GoneBenchmark"),
        benchmarks(EFFORT, "KillBenchmark", "GoneBenchmark").problems());
  }

  @Test
  void shouldPlanForksIterationsAndTheSessionsToOpen() {
    final Job small = benchmarks(EFFORT.with("sessions", 1_000), "\\.KillBenchmark.byUid$").jobs().get(0);
    final Job large = benchmarks(EFFORT.with("sessions", 1_000_000), "\\.KillBenchmark.byUid$").jobs().get(0);
    assertEquals(6, small.plannedSeconds(), 0.01);
    assertEquals(12, large.plannedSeconds(), 0.01);
  }

  @Test
  void shouldNotTellWhereTheJvmLies() {
    assertEquals(
        "{\"benchmark\":\"a.B.c\",\"jvm\":\"java\",\"jvmArgs\":[\"-Xmx3g\"],\"score\":\"NaN\"}",
        BenchmarkJob.scrub(
            "[{\"benchmark\": \"a.B.c\", \"jvm\": \"/home/me/bin/java\", \"jvmArgs\": [\"-Xmx3g\"], \"score\": \"NaN\"}]"));
  }

  @Test
  void shouldJoinResultsToAFileOfJmh() {
    final String one =
        "{\"benchmark\":\"a.b.KillBenchmark.byUid\",\"forks\":1,\"primaryMetric\":"
            + "{\"scoreUnit\":\"us/op\",\"rawData\":[[2.0]]},\"secondaryMetrics\":{}}";
    final String two = one.replace("byUid", "byRole");
    final Results results = new Results().addJmh(benchmarks(EFFORT).join(List.of(one, two)));
    assertEquals(
        List.of("KillBenchmark.byUid", "KillBenchmark.byRole"),
        results.all().stream().map(measurement -> measurement.name()).toList());
    assertEquals(2_000, results.all().get(0).value().median());
  }
}
