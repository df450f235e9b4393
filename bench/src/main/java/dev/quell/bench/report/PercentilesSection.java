package dev.quell.bench.report;

import dev.quell.bench.report.Picture.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/**
 * Percentiles of the histograms of a run, in nanoseconds. A file is named for its situation and its subject, with
 * hyphens: a picture for each situation, a line for each subject, and for each tag in the file.
 */
final class PercentilesSection implements Section {
  private static final int TICKS_PER_HALF = 5;
  private static final double ALL = 100;

  @Override
  public String title() {
    return "Tails";
  }

  @Override
  public String body(final RunData run, final Album album) throws IOException {
    final Map<String, Map<String, Histogram>> pictures = new LinkedHashMap<>();
    for (final Path log : run.histograms()) {
      final List<String> words = Arrays.asList(log.getFileName().toString().replaceFirst("\\.hlog$", "").split("-"));
      final String subject = words.stream().filter(Look::isSubject).findFirst().orElse(words.get(words.size() - 1));
      final List<String> situation = words.stream().filter(word -> !word.equals(subject)).toList();
      final String name = situation.isEmpty() ? subject : String.join("-", situation);
      read(log, subject, pictures.computeIfAbsent(name, key -> new LinkedHashMap<>()));
    }
    final StringBuilder body = new StringBuilder();
    pictures.forEach((name, lines) -> body.append(draw(name, lines, album)));
    return body.isEmpty()
        ? ""
        : Html.paragraph(
                "Time from the instant at which an operation was to start, so that one that had to wait for another "
                    + "counts its wait. To the right each step is ten times rarer; a line ends at the greatest value.")
            + "<div class=\"figures\">\n" + body + "</div>\n";
  }

  /** All intervals of the file, by tag. */
  private static void read(final Path log, final String subject, final Map<String, Histogram> lines)
      throws IOException {
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      while (reader.hasNext()) {
        final Histogram interval = (Histogram) reader.nextIntervalHistogram();
        final String name = interval.getTag() == null ? subject : subject + " " + interval.getTag();
        lines.computeIfAbsent(name, key -> new Histogram(interval.getNumberOfSignificantValueDigits())).add(interval);
      }
    }
  }

  private static String draw(final String name, final Map<String, Histogram> lines, final Album album) {
    final Picture picture = new Picture(Axis.nines("percentile"), Axis.times("time"));
    int n = 0;
    for (final Map.Entry<String, Histogram> line : lines.entrySet()) {
      picture.line(Labels.subject(line.getKey()), Look.of(line.getKey(), n++).unmarked(), points(line.getValue()));
    }
    return album.figure("tail-" + name, picture, name.replace('-', ' ') + ".", counts(lines));
  }

  private static String counts(final Map<String, Histogram> lines) {
    final List<String> counts = new ArrayList<>();
    lines.forEach(
        (name, line) -> {
          final String most = Unit.time(line.getMaxValue(), Unit::number);
          final long count = line.getTotalCount();
          counts.add(String.format(Locale.ROOT, "%s: %,d, at most %s", Labels.subject(name), count, most));
        });
    return String.join("; ", counts) + ".";
  }

  /** By nines; the last is the greatest value, where one in all the values is. */
  static List<Point> points(final Histogram histogram) {
    final List<Point> points = new ArrayList<>();
    final double end = Math.log10(histogram.getTotalCount());
    for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
      final double nines = Math.log10(ALL / (ALL - value.getPercentileLevelIteratedTo()));
      if (nines < end && value.getValueIteratedTo() > 0) {
        points.add(Point.of(nines, value.getValueIteratedTo()));
      }
    }
    points.add(Point.of(Math.max(0, end), Math.max(1, histogram.getMaxValue())));
    return points;
  }

  @Override
  public String needs() {
    return "logs of HdrHistogram";
  }
}
