package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.report.Picture.Point;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SectionsTest {
  private static final Curve CURVE =
      new Curve("c", "t", "c", "kill\\.\\w+", "sessions", Axis.counts("sessions"), false, 0);

  private static Collection<List<Double>> xs(final Map<?, List<Point>> lines) {
    return lines.values().stream().map(line -> line.stream().map(Point::x).toList()).toList();
  }

  @Test
  void shouldDrawALineInOrderIfItHasTwoPoints() {
    final Results results =
        new Results()
            .addJmh(jmh("byUid", 1_000, "0", 7))
            .addJmh(jmh("byUid", 100, "0", 5))
            .addJmh(jmh("byUid", 100, "1", 5));
    final Map<Map<String, String>, List<Point>> lines = CurvesSection.lines(CURVE, results);
    assertEquals(List.of(List.of(100.0, 1_000.0)), List.copyOf(xs(lines)));
    assertEquals(List.of(Map.of("", "byUid", "busy", "0")), List.copyOf(lines.keySet()));
  }

  private static String jmh(final String method, final int sessions, final String busy, final double nanos) {
    return """
        [{"benchmark": "a.kill.%s", "forks": 1, "params": {"sessions": "%d", "busy": "%s"},
          "primaryMetric": {"scoreUnit": "ns/op", "rawData": [[%f]]}, "secondaryMetrics": {}}]
        """
        .formatted(method, sessions, busy, nanos);
  }

  @Test
  void shouldNameALineByWhatNotAllHaveInCommon() {
    final Map<String, String> one = Map.of("", "byUid", "busy", "0", "sessions", "100");
    final Map<String, String> two = Map.of("", "byUid", "busy", "1", "sessions", "100");
    assertEquals("busy 0", Labels.of(one, List.of(one, two)));
    assertEquals("Quell", Labels.of(Map.of("subject", "quell"), List.of(Map.of("subject", "scan"))));
    assertEquals("byUid", Labels.of(Map.of("", "byUid"), List.of(Map.of("", "byUid"))));
  }

  @Test
  void shouldPutPercentilesByNines() {
    final Histogram histogram = new Histogram(3);
    for (int i = 1; i <= 1_000; i++) {
      histogram.recordValue(i);
    }
    final List<Point> points = PercentilesSection.points(histogram);
    assertEquals(0, points.get(0).x());
    assertEquals(Point.of(3, 1_000), points.get(points.size() - 1));
    final Point ninety = points.stream().filter(point -> point.x() >= 1).findFirst().orElseThrow();
    assertEquals(histogram.getValueAtPercentile(100 - 100 / Math.pow(10, ninety.x())), ninety.y().median(), 1);
  }

  @Test
  void shouldWriteNines() {
    final Axis nines = Axis.nines("");
    assertEquals(
        List.of("0 %", " ", "90 %", "99 %", "99.9 %", "99.999 %"),
        List.of(0.0, 0.5, 1.0, 2.0, 3.0, 5.0).stream().map(nine -> nines.labels().apply(nine)).toList());
  }

  @Test
  void shouldWriteTimesInWhatSuitsThem() {
    assertEquals("1 ns", Axis.times("").labels().apply(1));
    assertEquals("100 µs", Axis.times("").labels().apply(1e5));
    assertEquals("0.5 ns", Axis.times("").labels().apply(0.5));
    assertEquals("10 s", Axis.times("").labels().apply(1e10));
  }

  @Test
  void shouldFindThePausesInALogOfTheCollector() {
    final Map<String, List<Point>> pauses =
        PausesSection.pauses(
            List.of(
                "[0.004s][info][gc,init] CardTable entry size: 512",
                "[0.091s][info][gc,start    ] GC(0) Pause Young (Normal) (G1 Evacuation Pause)",
                "[0.093s][info][gc,phases   ] GC(0)   Evacuate Collection Set: 1.8ms",
                "[0.094s][info][gc          ] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 2.345ms",
                "[1.500s][info][gc          ] GC(1) Pause Remark 25M->25M(256M) 0.000ms",
                "[2.000s][info][gc,phases   ] GC(2) Pause Mark Start 0.012ms",
                "[3.000s][info][gc          ] GC(3) Pause Full (System.gc()) 25M->2M(256M) 12.000ms",
                "[3.100s][info][gc          ] GC(4) Concurrent Mark Cycle 5.000ms"));
    assertEquals(
        Map.of(
            "Young", List.of(Point.of(0.094, 2.345e6)),
            "Remark", List.of(Point.of(1.5, 1e3)),
            "Mark Start", List.of(Point.of(2, 0.012e6)),
            "Full", List.of(Point.of(3, 12e6))),
        pauses);
  }
}
