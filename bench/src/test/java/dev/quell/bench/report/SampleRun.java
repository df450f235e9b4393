package dev.quell.bench.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** A run in which all is invented, to see whether it is drawn; {@code main} writes it to be looked at. */
final class SampleRun {
  private static final int FORKS = 3;
  private static final int ITERATIONS = 4;
  private static final List<String> SUBJECTS =
      List.of("quell", "scan", "scanMutex", "scanPartitioned", "rwLock", "indexed", "indexedSync", "cqengine");

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Map<String, Object>> benchmarks = new ArrayList<>();

  private SampleRun() {}

  public static void main(final String[] args) throws IOException {
    write(Path.of(args[0]));
    Report.draw(Path.of(args[0]));
  }

  static void write(final Path folder) throws IOException {
    Files.createDirectories(folder.resolve("tails"));
    Files.createDirectories(folder.resolve("endurance"));
    new SampleRun().writeAll(folder);
  }

  private void writeAll(final Path folder) throws IOException {
    curves();
    Files.writeString(folder.resolve("curves.json"), new Gson().toJson(benchmarks));
    Files.writeString(folder.resolve("convoy.txt"), convoy());
    Files.writeString(folder.resolve("footprint.txt"), footprint());
    Files.writeString(folder.resolve("endurance/gc.log"), collectorLog());
    Files.writeString(folder.resolve("machine.txt"), "date: never\nModel name: <invented>\nCPU(s): 2\nplan: full\n");
    for (final String subject : List.of("quell", "indexedSync", "scanMutex")) {
      tail(folder.resolve("tails/tail-" + subject + "-killAll-begin.hlog"), subject);
      tail(folder.resolve("tails/stop-" + subject + "-blocked-owner.hlog"), subject);
    }
    for (final String beside : List.of("nothing", "spin", "stream", "killOwner")) {
      tail(folder.resolve("tails/tail-quell-" + beside + "-begin.hlog"), "quell");
    }
    tail(folder.resolve("tails/tail-none-nothing-begin.hlog"), "none");
    tail(folder.resolve("tails/stop-none-blocked-unpark.hlog"), "none");
  }

  private void benchmark(final String name, final double nanos, final Map<String, String> params) {
    final List<List<Double>> raw = new ArrayList<>();
    for (int fork = 0; fork < FORKS; fork++) {
      final double ofFork = nanos * (0.9 + 0.25 * random.nextDouble());
      final List<Double> iterations = new ArrayList<>();
      for (int i = 0; i < ITERATIONS; i++) {
        iterations.add(ofFork * (0.98 + 0.04 * random.nextDouble()));
      }
      raw.add(iterations);
    }
    benchmarks.add(
        Map.of(
            "benchmark", "dev.quell.bench." + name,
            "forks", FORKS,
            "threads", 1,
            "params", params,
            "primaryMetric", Map.of("scoreUnit", "ns/op", "rawData", raw),
            "secondaryMetrics", Map.of("kill", Map.of("scoreUnit", "ns/op", "rawData", raw))));
  }

  private void curves() {
    for (int sessions = 1_000; sessions <= 10_000_000; sessions *= 10) {
      final double miss = Math.log10(sessions) - 2;
      final Map<String, String> params = Map.of("sessions", "" + sessions);
      benchmark("KillCurveBySessionsBenchmark.byUid", 900 * miss, params);
      benchmark("KillCurveBySessionsBenchmark.byRole", 8_000 * miss, params);
      benchmark("KillCurveBySessionsBenchmark.byMix", 10_000 * miss, params);
      benchmark("KillCurveBySessionsBenchmark.everything", 2.0 * sessions, params);
      for (final String subject : SUBJECTS) {
        final double indexed = 1_000 * miss * (1 + SUBJECTS.indexOf(subject) / 4.0);
        final double each = subject.startsWith("scan") ? sessions * 20 : indexed;
        benchmark("PeersBenchmark.killByUid", each, Map.of("sessions", "" + sessions, "subject", subject));
      }
    }
    for (int matches = 1; matches <= 1_000_000; matches *= 100) {
      for (final String busy : List.of("0", "0.1", "1")) {
        final double each = 20 * (1 + Double.parseDouble(busy));
        final Map<String, String> params = Map.of("matches", "" + matches, "busy", busy);
        benchmark("KillCurveByMatchesBenchmark.byUid", 200 + each * matches, params);
      }
    }
  }

  private static String convoy() {
    final StringBuilder text = new StringBuilder();
    for (final String scan : List.of("spin", "stream", "killAll", "killOwner", "list")) {
      for (final String subject : List.of("quell", "scanMutex", "indexedSync")) {
        for (final int scanners : new int[] {0, 1, 2, 4, 8, 16}) {
          if (scanners == 0 && !scan.equals("spin")) {
            continue;
          }
          final double share = 2.0 / (2 + scanners);
          final double lost = scan.equals("spin") || scanners == 0 ? 1 : subject.equals("quell") ? 0.96
              : subject.equals("scanMutex") ? 0.01 : 0.4;
          text.append(
              Line.of("convoy")
                  .with("subject", subject)
                  .with("scan", scanners == 0 ? "none" : scan)
                  .with("scanners", scanners)
                  .with("workers", 2)
                  .with("opsPerSecond", 2e7 * share * lost, 0)
                  .with("p50ns", 50 / lost, 0)
                  .with("p99ns", 200 / share / lost, 0)
                  .with("maxns", 1e6 / lost, 0)
                  .with("scans", 1000))
              .append('\n');
        }
      }
    }
    return text.append("convoy failed: this too is invented\nconvoy held=no\n").toString();
  }

  private static String footprint() {
    final StringBuilder text = new StringBuilder();
    for (final String subject : SUBJECTS) {
      for (int sessions = 10_000; sessions <= 10_000_000; sessions *= 10) {
        final double bytes = 100 + 12 * SUBJECTS.indexOf(subject) + 2e6 / sessions;
        text.append(Line.of("footprint").with("subject", subject).with("sessions", sessions).with("bytes", bytes, 1));
        text.append('\n');
      }
    }
    return text.toString();
  }

  private String collectorLog() {
    final StringBuilder log = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      final double at = i * 3.1;
      final String kind = i % 25 == 24 ? "Remark" : "Young (Normal) (G1 Evacuation Pause)";
      log.append(String.format("[%.3fs][info][gc,start    ] GC(%d) Pause %s%n", at, i, kind));
      log.append(String.format("[%.3fs][info][gc,phases   ] GC(%d)   Evacuate Collection Set: 3.1ms%n", at, i));
      log.append(
          String.format(
              "[%.3fs][info][gc          ] GC(%d) Pause %s 1524M->1321M(2048M) %.3fms%n",
              at, i, kind, 2 + 3 * random.nextDouble()));
    }
    return log.toString();
  }

  private void tail(final Path file, final String subject) throws IOException {
    final Histogram histogram = new Histogram(3);
    final double factor = subject.equals("none") ? 0.3 : 1 + 10 * SUBJECTS.indexOf(subject);
    for (int i = 0; i < 100_000; i++) {
      histogram.recordValue((long) (100 * factor / Math.pow(1 - random.nextDouble(), 0.7)));
    }
    try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      final HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      writer.outputLegend();
      writer.outputIntervalHistogram(0, 1, histogram);
    }
  }
}
