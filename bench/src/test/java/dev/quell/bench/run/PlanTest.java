package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class PlanTest {
  private static final String PACKAGE = "dev.quell.bench.";

  @ParameterizedTest
  @ValueSource(strings = {"quick", "headline", "pictures", "standard", "full", "smoke"})
  void shouldNameOnlyBenchmarksAndProgramsThatExist(final String name) {
    assertEquals(List.of(), Plan.named(name).problems());
  }

  @Test
  void shouldRefuseAnotherPlan() {
    assertThrows(RefusedException.class, () -> Plan.named("slow"));
  }

  @Test
  void shouldSayIfTwoStepsOrJobsHaveOneName() {
    final FakeStep step = new FakeStep("step").with("job", 1).with("job", 1);
    assertEquals(
        List.of("step step has two jobs called job", "two steps are called step", "step step has two jobs called job"),
        new Plan("fake", false, List.of(step, step)).problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "smoke"})
  void shouldRunEveryBenchmark(final String name) {
    final Set<String> run =
        Plan.named(name).steps().stream()
            .flatMap(step -> step.jobs().stream())
            .map(job -> job.name().replaceFirst(" .*", ""))
            .collect(Collectors.toSet());
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
  @ValueSource(strings = {"pictures", "standard", "full"})
  void shouldMeasureWhatCurvesSubtract(final String name) {
    assertTrue(
        Plan.named(name).steps().stream()
            .flatMap(step -> step.jobs().stream())
            .anyMatch(job -> job.name().contains("FindBeginEndBenchmark.orderAlone")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"headline", "standard", "full"})
  void shouldMeasureTheHeadlineInThreeForks(final String name) {
    final Step headline = Plan.named(name).steps().get(0);
    assertEquals(3, ((Benchmarks) headline).effort().forks());
    assertTrue(headline.jobs().stream().allMatch(job -> ((BenchmarkJob) job).benchmark().startsWith(PACKAGE)));
  }
}
