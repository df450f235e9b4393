package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadlineTableTest {
  private static final int HEADER = 2;

  private final Results results = Sample.results();

  /** The row of the headline that begins with this. */
  private String row(final String path) {
    final List<String> found =
        new HeadlineTable(results, HeadlineRows.all())
            .markdown()
            .lines()
            .filter(row -> row.startsWith("| " + path + " |"))
            .toList();
    assertEquals(1, found.size());
    return found.get(0);
  }

  @Test
  void shouldShowLimitPeerRatiosAimAndVerdict() {
    assertEquals(
        "| begin + end of an operation by handle | two compare-and-sets: 10.0 ns [9.60 ns .. 10.2 ns] "
            + "| indexedSync: 26.2 ns; Quell likewise: 15.7 ns "
            + "| 13.1 ns [12.0 ns .. 14.2 ns] | 0 | 1.31 | 0.60 | ≤ 15 ns, 0 B | yes |",
        row("begin + end of an operation by handle"));
  }

  @Test
  void shouldSubtractWhatTheHarnessCosts() {
    assertEquals(
        "| find by lsid + begin + end, cache-cold | an entry of a table, then the record that it names: 200 ns "
            + "| any subject: not in this run | 300 ns [290 ns .. 305 ns] | 0 | 1.50 | - | ≤ 260 ns, 0 B | **no** |",
        row("find by lsid + begin + end, cache-cold"));
  }

  @Test
  void shouldSayNoIfOnlyTheBytesAreTooMany() {
    assertTrue(row("open + end of a session").endsWith("| 48 | - | - | ≤ 500 ns, ≤ 32 B | **no** |"));
  }

  @Test
  void shouldSayWhatIsMissing() {
    assertEquals(
        "| poll | opaque load of a field: not in this run | volatile flag: not in this run | not in this run | - | - | - "
            + "| ≤ 1.5 ns, 0 B | not measured |",
        row("poll"));
  }

  @Test
  void shouldJudgeByTheRatioToTheLimit() {
    assertEquals(
        "| begin + end while another thread kills everything without pause, against alone | alone: 13.0 ns | - "
            + "| 13.2 ns [13.1 ns .. 13.3 ns] | - | 1.02 | - | ≥ 95 % as fast | yes |",
        row("begin + end while another thread kills everything without pause, against alone"));
  }

  @Test
  void shouldNotJudgeByALimitThatIsMissing() {
    assertTrue(
        row("begin + end while another thread kills everything without pause, against one that spins")
            .endsWith("| ≥ 95 % as fast | not measured |"));
  }

  @Test
  void shouldNotJudgeOtherSizesOrFewForks() {
    assertTrue(
        row("kill by UUID, cache-cold, 10,000,000 sessions").endsWith("| not judged: 1,000,000 sessions, forks: 1 |"));
  }

  @Test
  void shouldWriteManyNanosecondsAsMicrosAndMillis() {
    assertEquals(
        "| kill all, 16 operations running | words read in a row, 8 MiB in cache: 250 µs | any subject: not in this run "
            + "| 1.70 ms [1.60 ms .. 1.80 ms] | 400 | 6.80 | - | ≤ 1.5 ms | **no** |",
        row("kill all, 16 operations running"));
  }

  @Test
  void shouldSayWhereAPeerWinsOrIsLevel() {
    assertTrue(besidePeer(90).contains("| 1.11, **peer wins** |"));
    assertTrue(besidePeer(100).contains("| 1.00, level |"));
    assertTrue(besidePeer(110).contains("| 0.91 |"));
  }

  private static String besidePeer(final int bytes) {
    final List<String> lines =
        List.of("footprint subject=quell sessions=1000000 bytes=100", "footprint subject=a sessions=1000000 bytes=" + bytes);
    return new HeadlineTable(new Results().addLines(lines), HeadlineRows.all()).markdown();
  }

  @Test
  void shouldSayIfAnAimIsNotMetInEveryRun() {
    final List<String> lines =
        IntStream.of(60, 70, 130).mapToObj(p99 -> "wake victim=blocked from=call p99us=" + p99).toList();
    assertTrue(
        new HeadlineTable(new Results().addLines(lines), HeadlineRows.all())
            .markdown()
            .contains("| 70.0 µs [60.0 µs .. 130 µs] | - | - | - | ≤ 100 µs | yes, not in every fork or run |"));
  }

  @Test
  void shouldSayWhatWasStillGettingFaster() {
    final String json =
        "[{\"benchmark\": \"a.OpenEndBenchmark.existingOwner\", \"forks\": 3, \"secondaryMetrics\": {},"
            + " \"primaryMetric\": {\"scoreUnit\": \"ns/op\", \"rawData\": [[110.0, 100.0], [112.0, 101.0], [108.0, 99.0]]}}]";
    assertTrue(
        new HeadlineTable(new Results().addJmh(json), HeadlineRows.all())
            .markdown()
            .contains("| not measured; still getting faster: Quell |"));
  }

  @Test
  void shouldShowTimesThatProgramsMeasured() {
    assertTrue(
        row("kill call to a blocked operation running again, p99")
            .endsWith("| 140 µs | - | - | - | ≤ 100 µs | **no** |"));
  }

  @Test
  void shouldShowCounts() {
    assertTrue(
        row("kill call to flag visible: flags down when the kill had returned")
            .endsWith("| 0 | - | - | - | none | yes |"));
  }

  @Test
  void shouldShowBytesPerSession() {
    assertTrue(
        row("bytes per session, everything included, 1,000,000 with 100 per owner")
            .endsWith("| 98.4 B | - | - | - | ≤ 112 B | yes |"));
  }

  @Test
  void shouldHaveALineForEachRow() {
    final HeadlineTable table = new HeadlineTable(new Results(), HeadlineRows.all());
    assertEquals(HEADER + HeadlineRows.all().size(), table.markdown().lines().count());
  }

  @Test
  void shouldBeCompleteOnlyWithAllParts() {
    final Row measured = HeadlineRows.all().get(0);
    assertTrue(new HeadlineTable(results, List.of(measured)).isComplete());
    assertFalse(new HeadlineTable(results, HeadlineRows.all()).isComplete());
  }

  @Test
  void shouldShowEverySubjectOfARow() {
    assertEquals(
        """
        | path | indexedSync | Quell |
        | --- | --- | --- |
        | begin + end of an operation by handle | 26.2 ns | 15.7 ns |
        """,
        new HeadlineTable(results, HeadlineRows.all()).peersMarkdown());
  }

  @Test
  void shouldShowNoSubjectsIfNoneWasMeasured() {
    assertEquals("", new HeadlineTable(new Results(), HeadlineRows.all()).peersMarkdown());
  }

  @Test
  void shouldListLimitsWithTheirParameters() {
    assertTrue(
        new HeadlineTable(results, List.of())
            .limitsMarkdown()
            .contains("| dependentLoad | mebibytes 1024 | 131 ns [130 ns .. 132 ns] |\n"));
  }
}
