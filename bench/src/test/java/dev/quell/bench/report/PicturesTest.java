package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static final Path RESULTS = Path.of("../results");

  @Test
  void shouldDrawNothingOfNothing() {
    assertEquals(Map.of(), Pictures.of(new Results()));
  }

  /** The command is in {@code results/README.md}. */
  @Test
  void shouldDrawThosePicturesThatAreCommitted() throws IOException {
    final Map<String, String> drawn = Pictures.of(Results.read(RESULTS.resolve("2026-11-28-e21fb8b-pictures-jdk17")));
    assertEquals(List.of("kill-by-sessions", "kill-by-matches", "convoy", "tail"), List.copyOf(drawn.keySet()));
    for (final Map.Entry<String, String> picture : drawn.entrySet()) {
      assertEquals(Files.readString(RESULTS.resolve("pictures/" + picture.getKey() + ".svg")), picture.getValue());
    }
  }

  @Test
  void shouldWriteTextAsText() {
    final String svg = Pictures.of(new Results().addLines(List.of(convoy("a<b", 1), convoy("a<b", 2)))).get("convoy");
    assertTrue(svg.contains(">a&lt;b</text>"));
    assertFalse(svg.contains("NaN"));
  }

  private static String convoy(final String subject, final int scanners) {
    return "convoy subject=" + subject + " scan=killAll scanners=" + scanners + " opsPerSecond=0";
  }

  @Test
  void shouldPutPercentilesByNines() {
    final String line =
        "tail subject=quell beside=nothing step=begin count=100000 p50ns=1 p90ns=2 p99ns=3 p999ns=4 p9999ns=5 maxns=6";
    final String svg = Pictures.of(new Results().addLines(List.of(line))).get("tail");
    for (final String tick : List.of("50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %")) {
      assertTrue(svg.contains(">" + tick + "</text>"), tick);
    }
  }
}
