package dev.quell.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A small run: some of the benchmarks, and what the programs print. */
final class Sample {
  private Sample() {}

  static Results results() {
    try (InputStream json = Sample.class.getResourceAsStream("jmh.json")) {
      return new Results().addJmh(new String(json.readAllBytes(), UTF_8)).addLines(lines());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A result file with one benchmark and a single iteration for each fork. */
  static String jmh(final String name, final String secondary, final double... forks) {
    return jmh(name, "{}", 1, secondary, forks);
  }

  static String jmh(
      final String name, final String params, final int threads, final String secondary, final double... forks) {
    final String raw = DoubleStream.of(forks).mapToObj(fork -> "[" + fork + "]").collect(Collectors.joining(","));
    return "[{\"benchmark\":\"a." + name + "\",\"forks\":" + forks.length + ",\"threads\":" + threads + ",\"params\":"
        + params + ",\"primaryMetric\":{\"scoreUnit\":\"ns/op\",\"rawData\":[" + raw + "]},\"secondaryMetrics\":"
        + secondary + "}]";
  }

  private static List<String> lines() {
    return List.of(
        "footprint subject=quell sessions=1000000 bytes=98.4 bytesHeld=130.0 ownerBytes=2.0",
        "footprint held=yes",
        "wake victim=blocked from=call rounds=2000 p50us=20.0 p99us=140.2 p999us=200.0 maxus=300.0",
        "flag victim=blocked rounds=2000 downAtReturn=0",
        "flag victim=polling rounds=2000 downAtReturn=0",
        "wake failed: p99 of blocked victims is above 100 us");
  }
}
