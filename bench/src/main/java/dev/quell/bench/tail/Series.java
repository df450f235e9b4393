package dev.quell.bench.tail;

import dev.quell.bench.report.Line;
import java.io.File;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.HdrHistogram.SingleWriterRecorder;

/** Times that one thread takes, written to a log of HdrHistogram's interval after interval by another. */
final class Series implements AutoCloseable {
  private final SingleWriterRecorder recorder = new SingleWriterRecorder(Percentiles.MOST_NANOS, Percentiles.DIGITS);
  private final Histogram all = Percentiles.newHistogram();
  private final HistogramLogWriter log;
  private final Line about;
  private Histogram interval;

  Series(final Path folder, final Line about) throws FileNotFoundException {
    this.about = about;
    log = new HistogramLogWriter(new File(folder.toFile(), fileName(about)));
    log.outputComment("[" + about + ", nanoseconds]");
    log.outputLogFormatVersion();
    log.outputStartTime(System.currentTimeMillis());
    log.setBaseTime(System.currentTimeMillis());
    log.outputBaseTime(log.getBaseTime());
    log.outputLegend();
  }

  /** The word and the values of the line. */
  static String fileName(final Line about) {
    return about.word() + "-" + String.join("-", about.values().values()) + ".hlog";
  }

  void record(final long nanos) {
    recorder.recordValue(nanos);
  }

  /** Logs what was recorded since the last call. */
  void logInterval() {
    interval = recorder.getIntervalHistogram(interval);
    log.outputIntervalHistogram(interval);
    all.add(interval);
  }

  Line about() {
    return about;
  }

  /** What was logged. */
  Histogram all() {
    return all;
  }

  @Override
  public void close() {
    logInterval();
    log.close();
  }
}
