package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.quell.bench.report.Line;
import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesTest {

  @Test
  void shouldLogEveryIntervalInAFileNamedLikeTheLine(@TempDir final Path folder) throws IOException {
    try (Series series = new Series(folder, Line.of("tail").with("subject", "quell").with("step", "end"))) {
      series.record(1);
      series.record(3);
      series.logInterval();
      series.record(7);
      series.logInterval();
      assertEquals(3, series.all().getTotalCount());
      series.record(9);
    }
    try (HistogramLogReader log = new HistogramLogReader(folder.resolve("tail-quell-end.hlog").toFile())) {
      assertEquals(2, ((Histogram) log.nextIntervalHistogram()).getTotalCount());
      assertEquals(7, ((Histogram) log.nextIntervalHistogram()).getMaxValue());
      assertEquals(9, ((Histogram) log.nextIntervalHistogram()).getMaxValue());
      assertNull(log.nextIntervalHistogram());
    }
  }
}
