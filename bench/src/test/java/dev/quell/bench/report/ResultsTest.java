package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private final Results results = Sample.results();

  private Measurement find(final String wanted) {
    return results.find(Line.parse(wanted)).orElseThrow();
  }

  @Test
  void shouldTakeTheMedianOfTheMediansOfTheForks() {
    assertEquals(new Spread(13.1, 12.0, 14.2), find("BeginEndBenchmark.handle").value());
  }

  @Test
  void shouldTakeTheMiddleOfTwo() {
    assertEquals(new Spread(10.0, 9.6, 10.2), find("LimitsBenchmark.casTwice").value());
  }

  @Test
  void shouldReadAllocationForksAndParameters() {
    final Measurement measurement = find("PeersBenchmark.beginEnd subject=indexedSync");
    assertEquals(24, measurement.bytes());
    assertEquals(3, measurement.forks());
    assertEquals(Map.of("sessions", "1000000", "subject", "indexedSync"), measurement.params());
  }

  @Test
  void shouldSayWhetherABenchmarkHadSettled() {
    assertTrue(settled("[[110.0, 104.0, 103.0], [103.0, 104.0, 102.0]]"), "in one of the forks");
    assertTrue(settled("[[110.0], [103.0]]"), "nothing to see in one iteration");
    assertTrue(settled("[[100.0, 110.0], [100.0, 120.0]]"), "it got slower");
    assertFalse(settled("[[110.0, 99.0, 100.0], [120.0, 130.0, 110.0]]"), "faster in both");
  }

  private static boolean settled(final String forks) {
    final String json =
        "[{\"benchmark\": \"a.B.c\", \"forks\": 2, \"secondaryMetrics\": {},"
            + " \"primaryMetric\": {\"scoreUnit\": \"ns/op\", \"rawData\": " + forks + "}}]";
    return new Results().addJmh(json).find(Line.parse("B.c")).orElseThrow().settled();
  }

  @Test
  void shouldFindAThreadOfAGroup() {
    assertEquals(new Spread(13.2, 13.1, 13.3), find("BeginEndUnderKillBenchmark.all:allWorker in=own").value());
  }

  @Test
  void shouldTellMeasurementsApartByParameters() {
    assertEquals(2.7e6, find("KillEverythingBenchmark.again running=10000").value().median());
  }

  @Test
  void shouldRefuseToChoose() {
    final Line wanted = Line.parse("KillEverythingBenchmark.again");
    assertThrows(IllegalArgumentException.class, () -> results.find(wanted));
  }

  @Test
  void shouldNotFindOtherParameters() {
    assertTrue(results.find(Line.parse("PeersBenchmark.beginEnd subject=scan")).isEmpty());
  }

  @Test
  void shouldReadWhatProgramsPrint() {
    assertEquals(98.4, find("footprint.bytes subject=quell").value().median());
  }

  @Test
  void shouldRefuseOtherUnits() {
    final String json =
        "[{\"benchmark\": \"a.B.c\", \"forks\": 1, \"secondaryMetrics\": {},"
            + " \"primaryMetric\": {\"scoreUnit\": \"ops/s\", \"rawData\": [[1.0]]}}]";
    assertThrows(IllegalArgumentException.class, () -> new Results().addJmh(json));
  }

  @Test
  void shouldTakeTheUsualSizeOfSeveral() {
    final Results sizes =
        new Results()
            .addLines(List.of("kill sessions=1000 ns=1", "kill sessions=1000000 ns=2", "kill sessions=10 ns=3"));
    assertEquals(2, sizes.find(Line.parse("kill.ns")).orElseThrow().value().median());
    assertEquals(3, sizes.find(Line.parse("kill.ns sessions=10")).orElseThrow().value().median());
  }

  @Test
  void shouldTakeOneThreadOfASizeUnlessTwoAreMeant() {
    final String params = "{\"sessions\":\"10000\"}";
    final Results threads = new Results()
        .addJmh(Sample.jmh("B.c", params, 2, "{}", 9))
        .addJmh(Sample.jmh("B.c", params, 1, "{}", 7));
    assertEquals(7, threads.find(Line.parse("B.c sessions=10000")).orElseThrow().value().median());
    assertEquals(9, threads.find(Line.parse("B.c sessions=10000 threads=2")).orElseThrow().value().median());
  }

  @Test
  void shouldTakeWhatWasMeasuredAgainTogether() {
    final Results again = new Results()
        .addJmh(Sample.jmh("B.c", "{}", 10, 11, 12)).addJmh(Sample.jmh("B.c", "{}", 20, 21, 22));
    assertEquals(new Spread(16, 11, 21), again.find(Line.of("B.c")).orElseThrow().value());
    assertEquals(6, again.find(Line.of("B.c")).orElseThrow().forks());
  }

  @Test
  void shouldTakeRunsOfAProgramTogether() {
    final Results runs =
        new Results().addLines(List.of("wake victim=a p99us=52", "wake victim=a p99us=121", "wake victim=a p99us=72"));
    assertEquals(new Spread(72, 52, 121), runs.find(Line.parse("wake.p99us victim=a")).orElseThrow().value());
  }

  @Test
  void shouldReadTimesInOtherUnits() {
    final String json =
        "[{\"benchmark\":\"a.b.C.d\",\"forks\":1,\"primaryMetric\":{\"scoreUnit\":\"UNIT\",\"rawData\":[[2.0]]},"
            + "\"secondaryMetrics\":{}}]";
    assertEquals(2e6, new Results().addJmh(json.replace("UNIT", "ms/op")).all().get(0).value().median());
    assertThrows(IllegalArgumentException.class, () -> new Results().addJmh(json.replace("UNIT", "ops/s")));
  }

  // ---- folders

  @Test
  void shouldReadTheMachine(@TempDir final Path folder) throws IOException {
    Files.writeString(folder.resolve("machine.txt"), "date: today\njvm: openjdk 17\njvm: more of it\nsessions=7 x=3\n");
    final Results run = Results.read(folder);
    assertEquals(Optional.of("openjdk 17"), run.machine("jvm"));
    assertEquals(Optional.empty(), run.machine("governor"));
    assertEquals(List.of(), run.all());
  }

  @Test
  void shouldReadWhatProgramsPrintedAndWhatDidNotHold(@TempDir final Path folder) throws IOException {
    Files.writeString(folder.resolve("a.txt"), "footprint bytes=7\na failed: it grows\nfootprint bytes=8\na held=no\n");
    final Results run = Results.read(folder);
    assertEquals(List.of("7", "8"), run.lines("footprint").stream().map(line -> line.value("bytes")).toList());
    assertEquals(List.of("a failed: it grows"), run.failedClaims());
  }

  @Test
  void shouldKnowBenchmarksWithoutTheirPackages(@TempDir final Path folder) throws IOException {
    final String benchmark =
        "[{\"benchmark\":\"a.b.C.d\",\"forks\":1,\"threads\":2,\"primaryMetric\":"
            + "{\"scoreUnit\":\"ns/op\",\"rawData\":[[2.0]]},\"secondaryMetrics\":{}}]";
    Files.writeString(folder.resolve("one.json"), benchmark);
    Files.writeString(folder.resolve("two.json"), benchmark.replace("a.b.C.d", "a.C.e"));
    final List<Measurement> all = Results.read(folder).all();
    assertEquals(List.of("C.d", "C.e"), all.stream().map(Measurement::name).toList());
    assertTrue(all.stream().allMatch(measurement -> measurement.params().get("threads").equals("2")));
  }
}
