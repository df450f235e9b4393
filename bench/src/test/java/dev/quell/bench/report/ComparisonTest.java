package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Change.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final String HANDLE = "BeginEndBenchmark.handle";
  private static final String ROW = "begin + end by handle";
  private static final String LIMIT = "LimitsBenchmark.casTwice";
  private static final String EXPLAIN = "ExplainBenchmark.byUid";

  @TempDir Path temp;

  /** What JMH measured: name and the medians of the forks. */
  private static final class Planted {
    private final StringJoiner json = new StringJoiner(",", "[", "]");

    Planted with(final String name, final double... forks) {
      return with("{}", name, forks);
    }

    Planted allocating(final double bytes, final String name, final double... forks) {
      return with("{\"gc.alloc.rate.norm\":{\"scoreUnit\":\"B/op\",\"rawData\":[[" + bytes + "]]}}", name, forks);
    }

    private Planted with(final String secondary, final String name, final double... forks) {
      final List<String> raw = new ArrayList<>();
      for (final double fork : forks) {
        raw.add("[" + fork + "]");
      }
      json.add(
          "{\"benchmark\":\"a." + name + "\",\"forks\":" + forks.length + ",\"params\":{\"sessions\":\"1000000\"},"
              + "\"primaryMetric\":{\"scoreUnit\":\"ns/op\",\"rawData\":" + raw + "},"
              + "\"secondaryMetrics\":" + secondary + "}");
      return this;
    }

    Results results() {
      return new Results().addJmh(json.toString());
    }
  }

  private static Planted run(final double handle, final double limit) {
    return new Planted()
        .with(HANDLE, handle, handle * 1.02, handle * 0.98)
        .with(LIMIT, limit, limit * 1.01, limit * 0.99);
  }

  private static Change only(final Planted before, final Planted after) {
    final List<Change> changes = new Comparison(before.results(), after.results()).changes();
    assertEquals(1, changes.size());
    return changes.get(0);
  }

  @Test
  void shouldFindWhatGotSlower() {
    final Change change = only(run(10, 5), run(13, 5));
    assertEquals(Kind.SLOWER, change.kind());
    assertEquals(ROW, change.name());
    assertEquals(1.3, change.factor(), 1e-9);
    assertTrue(change.toString().startsWith("slower x 1.30 (noise x 1.21)"), change.toString());
    assertTrue(change.toString().endsWith(ROW + ": 10.0 ns -> 13.0 ns; limit 5.00 ns -> 5.00 ns"), change.toString());
  }

  @Test
  void shouldFindWhatGotFaster() {
    assertEquals(Kind.FASTER, only(run(13, 5), run(10, 5)).kind());
  }

  @Test
  void shouldNotTakeNoiseForAChange() {
    assertEquals(Kind.SAME, only(run(10, 5), run(10.6, 5)).kind());
    assertEquals(Kind.SAME, only(run(10.6, 5), run(10, 5)).kind());
  }

  @Test
  void shouldNeedMoreWhereForksDisagree() {
    final Planted calm = new Planted().with(HANDLE, 10, 10.2, 9.8).with(LIMIT, 5, 5, 5);
    final Planted wild = new Planted().with(HANDLE, 13, 16, 11).with(LIMIT, 5, 5, 5);
    assertEquals(Kind.SAME, only(calm, wild).kind());
    assertEquals(Kind.SAME, only(wild, calm).kind());
  }

  @Test
  void shouldNotBlameASlowerMachine() {
    assertEquals(Kind.SAME, only(run(10, 5), run(20, 10)).kind());
    assertEquals(Kind.SLOWER, only(run(10, 5), run(10, 3.5)).kind());
  }

  @Test
  void shouldMeasureOtherBenchmarksByAllLimits() {
    final Planted before = other(1, 10);
    final Planted slow = other(2, 20);
    final Planted worse = other(1, 20);
    assertEquals(Kind.SAME, only(before, slow).kind());
    assertEquals(Kind.SLOWER, only(before, worse).kind());
    assertEquals(EXPLAIN + " sessions 1000000", only(before, worse).name());
  }

  private static Planted other(final double load, final double explain) {
    return new Planted()
        .with(LIMIT, 5 * load, 5 * load, 5 * load)
        .with("LimitsBenchmark.opaqueFieldLoad", load, load, load)
        .with(EXPLAIN, explain, explain, explain);
  }

  @Test
  void shouldAllowMoreIfThereIsButOneFork() {
    assertEquals(Kind.SAME, only(one(10), one(15)).kind());
    assertEquals(Kind.SLOWER, only(one(10), one(16)).kind());
  }

  private static Planted one(final double handle) {
    return new Planted().with(HANDLE, handle).with(LIMIT, 5, 5, 5);
  }

  @Test
  void shouldCompareOnlyWhatBothMeasuredOfQuell() {
    final Planted before = run(10, 5).with("OldBenchmark.gone", 1, 1, 1).with("PollBenchmark.volatileFlag", 1, 1, 1);
    final Planted after = run(10, 5).with("NewBenchmark.fresh", 1, 1, 1).with("PollBenchmark.volatileFlag", 9, 9, 9);
    assertEquals(ROW, only(before, after).name());
  }

  @Test
  void shouldCompareBytesAsTheyAre() {
    assertEquals(Kind.SAME, bytes(100, 101).kind());
    assertEquals(Kind.SLOWER, bytes(100, 104).kind());
    assertEquals(Kind.FASTER, bytes(104, 100).kind());
  }

  private static Change bytes(final double before, final double after) {
    final String line = "footprint subject=quell sessions=1000000 bytes=";
    return new Comparison(new Results().addLines(List.of(line + before)), new Results().addLines(List.of(line + after)))
        .changes()
        .get(0);
  }

  @Test
  void shouldFindWhatAllocatesMore() {
    assertEquals(List.of(), allocated(0.01, 0.3).changes(Kind.SLOWER));
    assertEquals(List.of(), allocated(424, 425).changes(Kind.SLOWER));
    assertEquals(
        List.of(HANDLE + " sessions 1000000, allocated"),
        allocated(0, 32).changes(Kind.SLOWER).stream().map(Change::name).toList());
    assertEquals(1, allocated(424, 320).changes(Kind.FASTER).size());
  }

  @Test
  void shouldNotCompareWhatAGroupAllocates() {
    final String group = "{\"gc.alloc.rate.norm\":{\"scoreUnit\":\"B/op\",\"rawData\":[[%d]]},"
        + "\"worker\":{\"scoreUnit\":\"ns/op\",\"rawData\":[[10.0]]}}";
    final Comparison comparison =
        new Comparison(
            new Planted().with(group.formatted(20), "Some.group", 10).results(),
            new Planted().with(group.formatted(40), "Some.group", 10).results());
    assertEquals(List.of(), comparison.changes(Kind.SLOWER));
  }

  private static Comparison allocated(final double before, final double after) {
    return new Comparison(
        new Planted().allocating(before, HANDLE, 10, 10, 10).results(),
        new Planted().allocating(after, HANDLE, 10, 10, 10).results());
  }

  @Test
  void shouldNameWhatIsNotMeasuredAnyMore() {
    final Planted before = run(10, 5).with(EXPLAIN, 10, 10, 10);
    assertEquals(
        List.of(EXPLAIN + " sessions 1000000"), new Comparison(before.results(), run(10, 5).results()).gone());
  }

  @Test
  void shouldNameALimitThatIsNotMeasuredAnyMore() {
    final Planted before = new Planted().with(HANDLE, 10, 10).with(LIMIT, 5, 5);
    assertEquals(
        List.of(LIMIT + " sessions 1000000"),
        new Comparison(before.results(), new Planted().with(HANDLE, 10, 10).results()).gone());
  }

  @Test
  void shouldShowTheWorstFirst() {
    final Planted before = run(10, 5).with(EXPLAIN, 10, 10, 10);
    final Planted after = run(20, 5).with(EXPLAIN, 30, 30, 30);
    final List<Change> changes = new Comparison(before.results(), after.results()).changes();
    assertEquals(List.of(EXPLAIN + " sessions 1000000", ROW), changes.stream().map(Change::name).toList());
  }

  // ---- folders

  private Path write(final String name, final String date, final String jvm, final Planted run) throws IOException {
    final Path folder = Files.createDirectories(temp.resolve(name));
    Files.writeString(folder.resolve("jmh.json"), run.json.toString());
    Files.writeString(folder.resolve("machine.txt"), "date: " + date + "\njvm: openjdk version \"" + jvm + "\" x\n");
    return folder;
  }

  @Test
  void shouldAnswerByTheExitStatus() throws IOException {
    final Results old = Results.read(write("old", "2026-11-01", "17", run(10, 5)));
    final Results slow = Results.read(write("slow", "2026-11-02", "17", run(15, 5)));
    final Results other = Results.read(write("other", "2026-11-02", "17", new Planted().with(EXPLAIN, 1, 1)));
    assertEquals(0, Comparison.print(old, old));
    assertEquals(1, Comparison.print(old, slow));
    assertEquals(0, Comparison.print(slow, old));
    assertEquals(2, Comparison.print(old, other));
  }
}
