package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class BenchmarksTest {
  private static final Options EFFORT =
      new OptionsBuilder()
          .forks(2)
          .warmupIterations(1)
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(500))
          .build();

  private static List<String> names(final Options effort, final String... includes) {
    return Benchmarks.step("some", effort, List.of(includes), List.of()).jobs().stream().map(Job::name).toList();
  }

  @Test
  void shouldMakeAJobOfEachBenchmarkWithEachSetOfParameters() {
    assertEquals(
        List.of(
            "KillEverythingBenchmark.again running=16 sessions=1000",
            "KillEverythingBenchmark.again running=16 sessions=2000",
            "KillEverythingBenchmark.again running=10000 sessions=1000",
            "KillEverythingBenchmark.again running=10000 sessions=2000"),
        names(
            new OptionsBuilder().parent(EFFORT).param("sessions", "1000", "2000").param("unknown", "7").build(),
            "KillEverythingBenchmark.again$"));
  }

  @Test
  void shouldRunInTheOrderInWhichTheyAreAskedForAndEachOnce() {
    assertEquals(
        List.of(
            "KillBenchmark.byUid sessions=1000000", "KillBusyBenchmark.byUid sessions=1000000",
            "KillBenchmark.byRole sessions=1000000"),
        names(EFFORT, "\\.KillBenchmark.byUid$", "\\.KillBusy.*byUid$", "\\.KillBenchmark.by(Uid|Role)$"));
  }

  @Test
  void shouldLeaveOutWhatIsExcluded() {
    final Step some = Benchmarks.step("some", EFFORT, List.of("KillAmongMany"), List.of("byUid$"));
    assertEquals(List.of("KillAmongManyBenchmark.byUuid many=10000000"), some.jobs().stream().map(Job::name).toList());
  }

  @Test
  void shouldRefuseWhatMatchesNothing() {
    assertThrows(IllegalArgumentException.class, () -> names(EFFORT, "KillBenchmark", "GoneBenchmark"));
  }

  @Test
  void shouldPlanForksIterationsAndTheSessionsToOpen() {
    assertEquals(6, Benchmarks.plannedSeconds(EFFORT, 1_000), 0.01);
    assertEquals(12, Benchmarks.plannedSeconds(EFFORT, 1_000_000), 0.01);
  }

  @Test
  void shouldNotSayWhereTheJvmIs() {
    assertEquals(
        "{\"benchmark\":\"a.B.c\",\"jvm\":\"java\",\"jvmArgs\":[\"-Xmx3g\"],\"score\":\"NaN\"}",
        Benchmarks.scrub(
            "[{\"benchmark\": \"a.B.c\", \"jvm\": \"/a/java\", \"jvmArgs\": [\"-Xmx3g\"], \"score\": \"NaN\"}]"));
  }

  @Test
  void shouldJoinResultsToAFileOfJmh() {
    assertEquals("[\n{},\n{}\n]\n", new Step("some.json", List.of()).join(List.of("{}", "{}")));
  }
}
