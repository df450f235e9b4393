package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final String BYTES = "bytes per session, 1,000,000 with 100 per owner";
  private static final Map<String, String> PARTS = Report.parts(Sample.results());

  private static Map<String, String> parts(final String... lines) {
    return Report.parts(new Results().addLines(List.of(lines)));
  }

  private static String row(final String part, final String path) {
    return part.lines().filter(row -> row.startsWith("| " + path + " |")).findFirst().orElseThrow();
  }

  @Test
  void shouldShowQuellItsBestRivalAndTheLimitInOneUnit() {
    assertEquals("| begin + end | 16 | 26 | 10 |", row(PARTS.get("In short"), "begin + end"));
    assertEquals("| kill everything | 1,700 |", row(PARTS.get("In short"), "kill everything").substring(0, 27));
  }

  @Test
  void shouldSubtractWhatTheHarnessCosts() {
    assertTrue(row(PARTS.get("Every row"), "find + begin + end, cache-cold")
        .startsWith("| find + begin + end, cache-cold | 300 |"));
  }

  @Test
  void shouldSayWhichAimsAreMissed() {
    final String aims = PARTS.get("Aims missed");
    assertTrue(aims.startsWith("Of 10 rows that have an aim, 4 meet it in every fork, 0 by the median, and 5 miss it."),
        aims);
    assertTrue(aims.contains("* open + end of a session: 400 ns, 48 B; the aim is at most 200 ns, 0 B"), aims);
    assertTrue(aims.contains("not judged: too few forks, or another size"), aims);
    assertFalse(aims.contains("begin + end by handle"), aims);
  }

  @Test
  void shouldSayIfAnAimIsNotMetInEveryRun() {
    final String[] lines =
        IntStream.of(60, 70, 130).mapToObj(p99 -> "wake victim=blocked from=call p99us=" + p99).toArray(String[]::new);
    assertTrue(parts(lines).get("Aims missed").endsWith("not met in every fork or run"));
  }

  @Test
  void shouldSayWhereARivalLeadsOrIsLevelAndMarkIt() {
    assertTrue(footprint(90).get("Where Quell loses").contains("* " + BYTES + ": `a` **leads**, 90 B to 100 B"));
    assertTrue(footprint(100).get("Where Quell loses").contains("`a` is level"));
    assertFalse(footprint(110).containsKey("Where Quell loses"));
    assertTrue(row(footprint(90).get("Every row"), BYTES).contains("| **90** |"));
  }

  private static Map<String, String> footprint(final int bytes) {
    final String line = "footprint subject=%s sessions=1000000 bytes=%d";
    return parts(line.formatted("quell", 100), line.formatted("a", bytes));
  }

  @Test
  void shouldListTailsInWhichARivalIsAhead() {
    final String line = "tail subject=%s beside=killAll step=begin p50ns=%d p99ns=%d p9999ns=9";
    final String tails =
        parts(line.formatted("quell", 1_000, 5_000), line.formatted("a", 2_000, 3_000)).get("Tails where Quell loses");
    assertTrue(tails.endsWith("| begin beside killAll | 99 % | 5 | 3 | `a` |"), tails);
    assertEquals(1, tails.lines().filter(row -> row.contains("killAll")).count());
  }

  @Test
  void shouldSayWhatWasStillGettingFasterAndWhichClaimsDoNotHold() {
    final String json =
        "[{\"benchmark\": \"a.OpenEndBenchmark.existingOwner\", \"forks\": 3, \"secondaryMetrics\": {},"
            + " \"primaryMetric\": {\"scoreUnit\": \"ns/op\","
            + " \"rawData\": [[110.0, 100.0], [112.0, 101.0], [108.0, 99.0]]}}]";
    assertEquals(
        "* `OpenEndBenchmark.existingOwner` was still getting faster in every fork",
        Report.parts(new Results().addJmh(json)).get("Reservations"));
    assertTrue(
        PARTS.get("Reservations")
            .contains("* a claim does not hold: `wake failed: p99 of blocked victims is above 100 us`"));
  }

  // ---- sizes and threads

  private static Results cells(final String benchmark, final int sessions, final int threads, final double... nanos) {
    final Results results = new Results();
    final List<String> subjects = List.of("quell", "scan", "scanMutex");
    for (int i = 0; i < nanos.length; i++) {
      final String params = "{\"sessions\":\"" + sessions + "\",\"subject\":\"" + subjects.get(i) + "\"}";
      results.addJmh(Sample.jmh(benchmark, params, threads, "{}", nanos[i]));
    }
    return results;
  }

  @Test
  void shouldShowBothSizesAndThreads() {
    final Results results = cells("PeersBenchmark.openEnd", 10_000, 1, 90, 80, 150);
    results.all().addAll(cells("PeersBenchmark.openEnd", 10_000, 2, 70, 120, 300).all());
    final Map<String, String> parts = Report.parts(results);
    assertTrue(parts.get("Sizes and threads").startsWith("10,000 sessions. Nanoseconds:"), parts.toString());
    assertEquals("| open + end | 90 | **80** | 150 | scan |", row(parts.get("Sizes and threads"), "open + end"));
    assertTrue(parts.get("Sizes and threads").endsWith("| open + end, 2 threads | 70 | 120 | 300 | scan |"));
    assertEquals("* open + end, 10,000 sessions: `scan` **leads**, 80 ns to 90 ns",
        parts.get("Where Quell loses"));
    assertFalse(parts.containsKey("In short"));
  }

  @Test
  void shouldTakeOneThreadUnlessTwoAreAskedFor() {
    final Results results = cells("PeersBenchmark.openEnd", 10_000, 2, 70, 120, 300);
    assertTrue(Report.parts(results).get("Sizes and threads").contains("| open + end, 2 threads | 70 | 120 |"));
  }

  @Test
  void shouldShowTheWorkOfTwoThreads() {
    final String params = "{\"sessions\":\"10000\"}";
    final Results results = new Results()
        .addJmh(Sample.jmh("OneThreadBenchmark.begin", params, 1, "{}", 12))
        .addJmh(Sample.jmh("OneEachBenchmark.begin", params, 2, "{}", 16));
    assertTrue(Report.parts(results).get("One thread and two").endsWith("| begin + end | 12 | 16 | **1.50** |"));
  }

  // ---- disturbed, doubtful

  private static String took(final String job, final double others, final double steal, final double loop) {
    return "took step=headline.json seconds=9.0 others=" + others + " steal=" + steal + " loop=" + loop + " job=" + job;
  }

  @Test
  void shouldSayWhetherARunWasDisturbed() {
    final String quiet = took("A.a", 0.02, 0, 1.0);
    final String machine = "CPU(s): 2";
    assertEquals("Nothing disturbed it: 1 jobs were watched.", machineLine(List.of(quiet)));
    for (final String job : List.of(took("B.b", 0.5, 0, 1), took("B.b", 0, 0.2, 1), took("B.b", 0, 0, 1.2))) {
      assertEquals("1 of 3 jobs were disturbed; figures of those have a †.", machineLine(List.of(quiet, quiet, job)));
    }
    assertEquals("What else the machine did meanwhile was not recorded.", machineLine(List.of("took seconds=3 job=A")));
    assertEquals("CPU(s): 2", machine);
  }

  private static String machineLine(final List<String> lines) {
    return Report.noise(new Results().addLines(lines));
  }

  @Test
  void shouldMarkRowsOfDisturbedJobs() {
    final Results results = cells("PeersBenchmark.killByUid", 1_000_000, 1, 200, 300)
        .addJmh(Sample.jmh("KillBenchmark.byUid", "{\"sessions\":\"1000000\"}", 1, "{}", 200))
        .addLines(List.of(
            took("A.a", 0, 0, 1), took("PeersBenchmark.killByUid sessions=1000000 subject=scan", 0.5, 0, 1)));
    assertTrue(Report.parts(results).get("In short").contains("| kill 100 idle † |"));
    final Results elsewhere = cells("PeersBenchmark.killByUid", 1_000_000, 1, 200, 300)
        .addJmh(Sample.jmh("KillBenchmark.byUid", "{\"sessions\":\"1000000\"}", 1, "{}", 200))
        .addLines(List.of(
            took("A.a", 0, 0, 1), took("PeersBenchmark.killByUid sessions=10000 subject=scan threads=2", 0.5, 0, 1)));
    assertTrue(Report.parts(elsewhere).get("In short").contains("| kill 100 idle |"), "another size");
  }

  @Test
  void shouldMarkAndMeasureAgainRowsWhoseTwoFiguresOfQuellDiffer() {
    final Results results = cells("PeersBenchmark.killByUid", 1_000_000, 1, 500, 900)
        .addJmh(Sample.jmh("KillBenchmark.byUid", "{\"sessions\":\"1000000\"}", 1, "{}", 200));
    assertTrue(Report.parts(results).get("In short").contains("| kill 100 idle ‡ |"));
    assertEquals(
        List.of("\\.KillBenchmark.byUid$", "\\.PeersBenchmark.killByUid$ subject=quell"),
        Headline.doubtful(results).stream().map(Line::toString).toList());
    assertEquals(List.of(), Headline.doubtful(cells("PeersBenchmark.killByUid", 1_000_000, 1, 300, 900)
        .addJmh(Sample.jmh("KillBenchmark.byUid", "{\"sessions\":\"1000000\"}", 1, "{}", 200))));
  }

  // ---- partial runs

  @ParameterizedTest
  @ValueSource(strings = {"x y=1", "footprint subject=quell sessions=1000000 bytes=98", "convoy subject=quell scan=none"
      + " scanners=0 opsPerSecond=7",
    "tail subject=quell beside=nothing step=begin p50ns=1 p99ns=2 p9999ns=3", ""})
  void shouldShowNoEmptyPartAndNothingOfNothing(final String line) {
    for (final Map.Entry<String, String> part : parts(line).entrySet()) {
      assertFalse(part.getValue().isBlank(), part.getKey());
      assertFalse(part.getValue().contains("0 of 0"), part.getKey());
      assertFalse(part.getValue().contains("NaN"), part.getKey());
      final List<String> lines = new ArrayList<>(part.getValue().lines().toList());
      assertFalse(lines.get(lines.size() - 1).startsWith("|---"), part.getKey() + " has a table without rows");
    }
  }

  @Test
  void shouldLeaveOutColumnsInWhichNothingIs() {
    assertEquals("| path | Quell |", parts("footprint subject=quell sessions=1000000 bytes=98").get("Every row").lines()
        .filter(row -> row.startsWith("| path")).findFirst().orElseThrow());
  }
}
