package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Headline;
import dev.quell.bench.report.Line;
import dev.quell.bench.report.Pages;
import dev.quell.bench.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class PlanTest {
  private static List<Plan.Step> steps(final String name) {
    return Plan.named(name).steps();
  }

  private static Stream<Job> jobs(final String name) {
    return steps(name).stream().flatMap(step -> step.jobs().stream());
  }

  static List<String> names() {
    return Plan.all().stream().map(Plan::name).toList();
  }

  /** That it can be made at all says that each benchmark exists and that jobs of a step have different names. */
  @ParameterizedTest
  @MethodSource("names")
  void shouldNameEachStepOnce(final String name) {
    final List<String> files = steps(name).stream().map(Plan.Step::file).toList();
    assertEquals(files.stream().distinct().toList(), files);
  }

  @Test
  void shouldRefuseTwoJobsOfOneName() {
    assertThrows(
        IllegalArgumentException.class, () -> new FakeStep("step.txt").with("job", true).with("job", true).step());
  }

  @Test
  void shouldListThePlans() {
    assertEquals(names().size(), Plan.help().lines().count());
  }

  @Test
  void shouldRefuseAnotherPlan() {
    assertThrows(Run.Refused.class, () -> Plan.named("slow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "smoke"})
  void shouldRunEveryBenchmark(final String name) {
    final Set<String> run =
        jobs(name).map(job -> job.name().replaceFirst(" .*", "")).collect(Collectors.toSet());
    final List<String> missing =
        BenchmarkList.defaultList()
            .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
            .stream()
            .map(BenchmarkListEntry::getUsername)
            .filter(benchmark -> run.stream().noneMatch(benchmark::endsWith))
            .toList();
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"headline", "pictures", "full"})
  void shouldMeasureWhatCurvesSubtract(final String name) {
    assertTrue(
        jobs(name).anyMatch(job -> job.name().contains("FindBeginEndBenchmark.orderAlone")));
  }

  /** As if each of its benchmarks had taken 100 ns. */
  @Test
  void shouldMeasureInTheHeadlineWhatItsPageShows(@TempDir final Path folder) throws IOException {
    final String json = jobs("headline").map(Job::name).filter(name -> name.contains("Benchmark."))
        .map(Line::parse).map(PlanTest::taking100Nanos).collect(Collectors.joining(",", "[", "]"));
    Files.writeString(folder.resolve("headline.json"), json);
    final Results results = Results.read(folder);
    final Set<Line> measured = jobs("headline").map(job -> Line.parse(job.name())).collect(Collectors.toSet());
    assertEquals(List.of(),
        Stream.concat(Headline.rows().stream(), Headline.cells().stream().map(Headline.Cell::row))
            .flatMap(row -> row.parts().stream())
            .filter(part -> part.word().contains("Benchmark."))
            .filter(part -> measured.stream().noneMatch(job -> part.word().replaceFirst(":.*", "").equals(job.word())))
            .toList());
    Pages.write(results, folder.resolve("out"));
    final String page = Files.readString(folder.resolve("out/README.md"));
    for (final String row : List.of(
        "| FerretDB's shape | 100 | 0.10 | 0.10 | 0.00010 |", "| begin + end | 100 | 100 | 100 |",
        "| open + end, one owner for all | 100 | 100 | 2.00 |", "| first victim of a kill | -100 |",
        "| open + end, 2 threads | 100 | 100 | 100 | scan |", "| arithmetic alone | 100 | 100 | 2.00 |")) {
      assertTrue(page.contains(row), row);
    }
  }

  private static String taking100Nanos(final Line job) {
    final boolean two = List.of("OneEach", "Two").stream().anyMatch(job.word()::contains);
    final String threads = job.values().getOrDefault("threads", two ? "2" : "1");
    final String params = job.values().entrySet().stream()
        .filter(param -> !param.getKey().equals("threads"))
        .map(param -> "\"" + param.getKey() + "\":\"" + param.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
    return "{\"benchmark\":\"a." + job.word() + "\",\"forks\":3,\"threads\":" + threads + ",\"params\":" + params
        + ",\"primaryMetric\":{\"scoreUnit\":\"ns/op\",\"rawData\":[[100],[100],[100]]},\"secondaryMetrics\":{}}";
  }

  /** What the documents say of them. */
  @Test
  void shouldTakeAsLongAsIsSaid() {
    assertEquals(5, Plan.named("quick").seconds() / 60, 0.5);
    assertEquals(45, Plan.named("headline").seconds() / 60, 2);
  }
}
