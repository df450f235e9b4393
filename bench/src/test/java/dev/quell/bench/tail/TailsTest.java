package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.report.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class TailsTest {

  static List<String> subjects() {
    return Subject.NAMES;
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void shouldLogWhatItPrints(final String subject, @TempDir final Path folder) throws IOException {
    final Tails tails = new Tails();
    assertEquals(0, new CommandLine(tails).execute("--smoke", folder.resolve("new").toString(), subject));
    assertEquals(24, tails.lines().size());
    for (final Line line : tails.lines()) {
      assertEquals(line.value("count"), Long.toString(logged(folder.resolve("new"), line)), line::toString);
    }
    try (Stream<Path> logs = Files.list(folder.resolve("new"))) {
      assertEquals(24, logs.count());
    }
  }

  private static long logged(final Path folder, final Line line) throws IOException {
    final Line about = Line.of(line.word());
    line.values().entrySet().stream().limit(3).forEach(entry -> about.with(entry.getKey(), entry.getValue()));
    long count = 0;
    try (HistogramLogReader log = new HistogramLogReader(folder.resolve(Series.fileName(about)).toFile())) {
      while (log.hasNext()) {
        count += ((Histogram) log.nextIntervalHistogram()).getTotalCount();
      }
    }
    return count;
  }
}
