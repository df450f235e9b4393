package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportTest {
  private static final String BYTES = "bytes per session, 1,000,000 with 100 per owner";
  private static final String PAGE = Report.page(Sample.results(), List.of());

  /** The first row of the page that begins with this: that of the headline. */
  private static String row(final String page, final String path) {
    return page.lines().filter(row -> row.startsWith("| " + path + " |")).findFirst().orElseThrow();
  }

  private static String page(final String... lines) {
    return Report.page(new Results().addLines(List.of(lines)), List.of());
  }

  @Test
  void shouldShowLimitRivalRatiosAimAndVerdict() {
    assertEquals(
        "| begin + end by handle | 13.1 ns | 10.0 ns | 1.31 | 26.2 ns | indexedSync | 15.7 ns | 0.60 | Quell | 0 B "
            + "| at most 15 ns, 0 B | yes |",
        row(PAGE, "begin + end by handle"));
  }

  @Test
  void shouldShowTheRanges() {
    assertTrue(
        PAGE.contains("| begin + end by handle | 12.0 ns | 14.2 ns | 9.60 ns | 10.2 ns | 26.2 ns | 26.2 ns | 15.7 ns "
            + "| 15.7 ns | two compare-and-sets |\n"));
  }

  @Test
  void shouldSubtractWhatTheHarnessCosts() {
    assertEquals(
        "| find + begin + end, cache-cold | 300 ns | 200 ns | 1.50 |  |  |  |  |  | 0 B "
            + "| at most 260 ns, 0 B | **no** |",
        row(PAGE, "find + begin + end, cache-cold"));
  }

  @Test
  void shouldSayNoIfOnlyTheBytesAreTooMany() {
    assertTrue(row(PAGE, "open + end of a session").endsWith("| 48 B | at most 500 ns, 32 B | **no** |"));
  }

  @Test
  void shouldLeaveOutWhatWasNotMeasured() {
    assertFalse(PAGE.contains("| poll |"));
    assertFalse(page("x y=1").contains("## Headline"));
  }

  @Test
  void shouldJudgeByTheRatioToTheLimit() {
    final String path = "begin + end while another thread kills everything without pause (limit: ";
    assertTrue(row(PAGE, path + "alone)").endsWith("| at most 1.05 times the limit | yes |"));
    assertTrue(row(PAGE, path + "while it spins)").endsWith("| not measured |"));
  }

  @Test
  void shouldNotJudgeOtherSizesOrFewForks() {
    assertTrue(row(PAGE, "kill by UUID, cache-cold, 10,000,000 sessions").endsWith("| not judged |"));
    assertTrue(PAGE.contains("10,000,000 sessions`: the aim is not judged: 1,000,000 sessions, forks: 1\n"));
  }

  @Test
  void shouldSayWhereARivalWinsOrIsLevel() {
    assertTrue(row(footprint(90), BYTES).contains("| 1.11 | **the rival** |"));
    assertTrue(row(footprint(100), BYTES).contains("| 1.00 | level |"));
    assertTrue(row(footprint(110), BYTES).contains("| 0.91 | Quell |"));
    assertTrue(footprint(90).contains("* `" + BYTES + "`: a leads, 90 B to 100 B\n"));
  }

  private static String footprint(final int bytes) {
    final String line = "footprint subject=%s sessions=1000000 bytes=%d";
    return page(line.formatted("quell", 100), line.formatted("a", bytes));
  }

  @Test
  void shouldSayIfAnAimIsNotMetInEveryRun() {
    final String[] lines =
        IntStream.of(60, 70, 130).mapToObj(p99 -> "wake victim=blocked from=call p99us=" + p99).toArray(String[]::new);
    assertTrue(
        row(page(lines), "kill to a blocked operation running again, p99")
            .endsWith("| at most 100 µs | not in every fork |"));
  }

  @Test
  void shouldSayWhatWasStillGettingFaster() {
    final String json =
        "[{\"benchmark\": \"a.OpenEndBenchmark.existingOwner\", \"forks\": 3, \"secondaryMetrics\": {},"
            + " \"primaryMetric\": {\"scoreUnit\": \"ns/op\","
            + " \"rawData\": [[110.0, 100.0], [112.0, 101.0], [108.0, 99.0]]}}]";
    assertTrue(
        Report.page(new Results().addJmh(json), List.of())
            .contains("* `OpenEndBenchmark.existingOwner` was still getting faster in every fork\n"));
  }

  @Test
  void shouldTellOfClaimsThatDoNotHold() {
    assertTrue(PAGE.contains("* a claim does not hold: `wake failed: p99 of blocked victims is above 100 us`\n"));
  }

  @Test
  void shouldShowEverySubjectOfARow() {
    assertTrue(
        PAGE.contains("| path | indexedSync | quell |\n| --- | --- | --- |\n| begin + end by handle | 26.2 ns |"));
  }

  @Test
  void shouldListLimitsWithTheirParameters() {
    assertTrue(PAGE.contains("| LimitsBenchmark.dependentLoad | mebibytes 1024 | 131 ns | 130 ns | 132 ns |"));
  }

  // ---- folders

  @Test
  void shouldWriteNothingIntoTheRun(@TempDir final Path folder) throws IOException {
    final Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("machine.txt"), "plan: quick\n");
    Report.write(Results.read(run), folder.resolve("out"), false);
    try (Stream<Path> files = Files.list(run)) {
      assertEquals(List.of(run.resolve("machine.txt")), files.toList());
    }
    assertTrue(Files.readString(folder.resolve("out/README.md")).contains("Do not quote its figures."));
    Files.createDirectories(run.resolve("parts"));
    assertTrue(Report.page(Results.read(run), List.of()).contains("This run is not finished."));
  }

  static Stream<Path> committed() throws IOException {
    return Files.list(Path.of("../results")).filter(Files::isDirectory);
  }

  @ParameterizedTest
  @MethodSource("committed")
  void shouldReadEveryRunThatWasCommitted(final Path run) throws IOException {
    assertTrue(Report.page(Results.read(run), List.of()).contains(run.getFileName().toString()));
  }
}
