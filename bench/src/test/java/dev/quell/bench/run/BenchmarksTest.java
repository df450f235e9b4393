package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.bench.report.Line;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class BenchmarksTest {
  private static final Options EFFORT =
      new OptionsBuilder()
          .forks(2)
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(500))
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(500))
          .build();

  private static List<String> names(final Options effort, final String... includes) {
    final List<Line> wanted = Stream.of(includes).map(Line::parse).toList();
    return Benchmarks.step("some", effort, wanted).jobs().stream().map(Job::name).toList();
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
  void shouldTakeParametersAndThreadsThatAreAskedFor() {
    assertEquals(
        List.of("PeersBenchmark.openEnd sessions=10000 subject=quell threads=2"),
        names(EFFORT, "PeersBenchmark.openEnd$ sessions=10000 threads=2 subject=quell"));
  }

  @Test
  void shouldRefuseWhatMatchesNothing() {
    assertThrows(IllegalArgumentException.class, () -> names(EFFORT, "KillBenchmark", "GoneBenchmark"));
  }

  @Test
  void shouldPlanForksIterationsAndTheSessionsToOpen() {
    assertEquals(6, Benchmarks.plannedSeconds(EFFORT, 1_000), 0.01);
    assertEquals(9, Benchmarks.plannedSeconds(EFFORT, 1_000_000), 0.01);
  }

  @Test
  void shouldNameTheJobAndKeepWhatIsRead() {
    assertEquals(
        "{\"benchmark\":\"a.B.c\",\"jvm\":\"java\",\"primaryMetric\":{\"score\":\"NaN\",\"rawData\":[[1.0]]},"
            + "\"secondaryMetrics\":{\"gc.alloc.rate.norm\":{\"rawData\":[[0.0]]},\"worker\":{\"rawData\":[[2.0]]}},"
            + "\"job\":\"B.c d=1\"}",
        Benchmarks.scrub(
            "B.c d=1",
            "[{\"benchmark\": \"a.B.c\", \"jvm\": \"/a/java\", \"primaryMetric\": {\"score\": \"NaN\","
                + " \"scoreConfidence\": [], \"rawData\": [[1.0]]}, \"secondaryMetrics\": {\"gc.count\": {},"
                + " \"gc.alloc.rate.norm\": {\"score\": 0, \"rawData\": [[0.0]]},"
                + " \"worker\": {\"rawData\": [[2.0]]}}}]"));
  }
}
