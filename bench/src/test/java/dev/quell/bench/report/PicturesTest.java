package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static final Path RESULTS = Path.of("../results");

  private static Results convoy(final String subject, final int... operations) {
    final List<String> lines = new ArrayList<>();
    for (int scanners = 0; scanners < operations.length; scanners++) {
      lines.add("convoy subject=" + subject + " scan=" + (scanners == 0 ? "none" : "killAll") + " scanners=" + scanners
          + " opsPerSecond=" + operations[scanners]);
    }
    return new Results().addLines(lines);
  }

  @Test
  void shouldDrawNothingOfNothing() {
    assertEquals(Map.of(), Pictures.of(new Results()));
  }

  @Test
  void shouldDrawNoLineOfOnePointAndNameNoneThatIsNotDrawn() {
    assertEquals(Map.of(), Pictures.of(convoy("quell", 7)));
    final String svg = Pictures.of(convoy("quell", 1_000, 900)).get("convoy");
    assertTrue(svg.contains(">Quell</text>"));
    assertFalse(svg.contains("mongod"));
    assertFalse(svg.contains("compute"));
    assertFalse(svg.contains("NaN"));
  }

  @Test
  void shouldMarkALineThatEndsInStarvation() {
    final String svg = Pictures.of(convoy("scanMutex", 1_000_000, 0)).get("convoy");
    assertTrue(svg.contains(">mongod's algorithm (× starved)</text>"));
    assertTrue(svg.contains(">×</text>"));
  }

  @Test
  void shouldGiveASubjectTheSameColourInEveryPicture() {
    final String colour = "fill=\"#D55E00\">mongod's algorithm</text>";
    assertTrue(Pictures.of(convoy("scanMutex", 1_000_000, 1_000)).get("convoy").contains(colour));
    final String bytes = "footprint subject=scanMutex sessions=%s bytes=91";
    final Results memory = new Results().addLines(List.of(bytes.formatted("1000"), bytes.formatted("10000")));
    assertTrue(Pictures.of(memory).get("memory").contains(colour));
  }

  @Test
  void shouldPutPercentilesByNines() {
    final String line =
        "tail subject=quell beside=killAll step=begin count=100000 p50ns=1 p90ns=2 p99ns=3 p999ns=4 p9999ns=5 maxns=6";
    final String svg = Pictures.of(new Results().addLines(List.of(line))).get("tail");
    for (final String tick : List.of("50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %")) {
      assertTrue(svg.contains(">" + tick + "</text>"), tick);
    }
  }

  @Test
  void shouldDrawOperationsASecondOfOneThreadAndOfTwo() {
    final Results both = new Results();
    for (final String subject : List.of("quell", "scanMutex")) {
      final String params = "{\"sessions\":\"10000\",\"subject\":\"" + subject + "\"}";
      both.addJmh(Sample.jmh("PeersBenchmark.openEnd", params, 1, "{}", 100))
          .addJmh(Sample.jmh("PeersBenchmark.openEnd", params, 2, "{}", 100));
    }
    final String svg = Pictures.of(both).get("threads");
    assertTrue(svg.contains(">Quell, 2 threads</text>"), svg);
    assertTrue(svg.contains(">open + end, 10,000</text>"), svg);
  }

  @Test
  void shouldDrawAllCurvesOfTheirPlan() {
    final Map<String, String> drawn = Pictures.of(Results.read(RESULTS.resolve("2026-11-28-e21fb8b-pictures-jdk17")));
    assertEquals(List.of("kill-by-sessions", "kill-by-matches", "convoy", "tail"), List.copyOf(drawn.keySet()));
  }
}
