package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  /** Two benchmarks of one class and one of another, all for a moment, with this number of sessions. */
  private static List<Job> smoke(final int sessions) {
    final Options moment =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(0)
            .warmupTime(TimeValue.milliseconds(1))
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .param("sessions", "" + sessions)
            .build();
    return Benchmarks.forkingOneOfEachClass(
        "some", moment, Stream.of("\\.KillBenchmark.by(Role|Uid)$", "\\.ExplainBenchmark").map(Line::parse).toList())
        .jobs();
  }

  /** Without JMH's lock: others may measure meanwhile. */
  private static Job.Outcome run(final Job job, final Path log) throws Exception {
    final String before = System.setProperty("jmh.ignoreLock", "true");
    try {
      return job.work().run(log, System.out);
    } finally {
      if (before == null) {
        System.clearProperty("jmh.ignoreLock");
      }
    }
  }

  @Test
  void shouldForkOneBenchmarkOfEachClass() {
    assertEquals(
        List.of("KillBenchmark.byRole", "ExplainBenchmark.byMix"),
        smoke(1_000).stream()
            .filter(job -> job.plannedSeconds() > 1)
            .map(job -> job.name().replaceFirst(" .*", ""))
            .toList());
  }

  @Test
  void shouldRunABenchmarkInThisJvm(@TempDir final Path folder) throws Exception {
    final Job.Outcome outcome = run(smoke(1_000).get(1), folder.resolve("log"));
    assertTrue(outcome.text().contains("dev.quell.bench.kill.KillBenchmark.byUid"), outcome::text);
  }

  @Test
  void shouldFailIfABenchmarkInThisJvmFails(@TempDir final Path folder) throws Exception {
    final Path log = folder.resolve("log");
    assertThrows(Job.Failed.class, () -> run(smoke(7).get(1), log));
    assertTrue(Files.readString(log).contains("sessions must be a multiple"), () -> "another failure");
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
