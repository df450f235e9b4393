package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  /** What the documents say of them. */
  @Test
  void shouldTakeAsLongAsIsSaid() {
    assertEquals(5, Plan.named("quick").seconds() / 60, 0.5);
    assertEquals(45, Plan.named("headline").seconds() / 60, 2);
  }
}
