package dev.quell.bench.run;

import dev.quell.bench.report.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What else the machine did: processors that other processes used and that the host took, from Linux's {@code /proc},
 * and the time of a step of a loop that no memory and no other thread slows down.
 */
final class Conditions {
  private static final Path MACHINE = Path.of("/proc/stat");
  private static final Path SELF = Path.of("/proc/self/stat");
  private static final double TICKS_A_SECOND = 100;
  private static final int STEPS = 1_000_000;
  private static final int ROUNDS = 15;

  private final long start = System.nanoTime();
  private final double[] ticks = ticks();
  private static volatile long sink;

  /** Of the machine all but idle and stolen, stolen, and of this process and its children that have ended. */
  private static double[] ticks() {
    try {
      if (!Files.exists(MACHINE)) {
        return new double[3];
      }
      final double[] all = numbers(Files.readAllLines(MACHINE).get(0).replaceFirst("cpu +", ""));
      final double[] own = numbers(Files.readString(SELF).replaceFirst(".*\\) \\S ", ""));
      return new double[] {all[0] + all[1] + all[2] + all[5] + all[6], all[7], own[10] + own[11] + own[12] + own[13]};
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] numbers(final String text) {
    return Stream.of(text.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Adds what happened since this was made. */
  Line addTo(final Line took) {
    final double seconds = (System.nanoTime() - start) / 1e9;
    final double[] now = ticks();
    final double per = 1 / (TICKS_A_SECOND * Math.max(seconds, 1 / TICKS_A_SECOND));
    final double others = (now[0] - ticks[0] - (now[2] - ticks[2])) * per;
    return took.with("seconds", seconds, 1)
        .with("others", Math.max(0, others), 2)
        .with("steal", (now[1] - ticks[1]) * per, 2)
        .with("loop", loopNanos(), 3);
  }

  /** The median of some rounds. */
  private static double loopNanos() {
    final double[] rounds = IntStream.range(0, ROUNDS).mapToDouble(round -> {
      final long begun = System.nanoTime();
      long x = round;
      for (int i = 0; i < STEPS; i++) {
        x = x * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      }
      sink = x;
      return (double) (System.nanoTime() - begun) / STEPS;
    }).toArray();
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }
}
