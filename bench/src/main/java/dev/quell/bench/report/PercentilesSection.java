package dev.quell.bench.report;

import dev.quell.bench.report.Picture.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/** Percentiles of the histograms of a run, which are in nanoseconds. */
final class PercentilesSection implements Section {
  private static final int TICKS_PER_HALF = 5;
  private static final int DIGITS = 3;
  private static final double ALL = 100;

  @Override
  public String title() {
    return "Tails";
  }

  @Override
  public String body(final RunData run, final Album album) throws IOException {
    final StringBuilder body = new StringBuilder();
    for (final TailPicture tail : TailPicture.all()) {
      body.append(draw(tail, run.histograms(), album));
    }
    return body.isEmpty()
        ? ""
        : Html.paragraph(
                "Time from the instant at which an operation was to start, so that one that had to wait for another "
                    + "counts its wait. To the right each step is ten times rarer; a line ends at the greatest value.")
            + "<div class=\"figures\">\n" + body + "</div>\n";
  }

  private static String draw(final TailPicture tail, final List<Path> logs, final Album album) throws IOException {
    final Picture picture = new Picture(Axis.nines("percentile"), Axis.times("time"));
    final Pattern file = Pattern.compile(tail.file());
    int lines = 0;
    for (final Path log : logs) {
      final Matcher name = file.matcher(name(log));
      if (name.matches() && !name(log).equals(tail.limit())) {
        final Look look = tail.subjects() ? Look.of(name.group(1), lines) : Look.ofQuell(lines);
        picture.line(Labels.subject(name.group(1)), look.unmarked(), points(read(log)));
        lines++;
      }
    }
    final Optional<Path> limit = logs.stream().filter(log -> name(log).equals(tail.limit())).findFirst();
    if (limit.isPresent()) {
      picture.line("limit", Look.LIMIT, points(read(limit.get())));
    }
    return lines == 0 ? "" : album.figure(tail.name(), picture, tail.title(), tail.caption());
  }

  private static String name(final Path log) {
    return log.getFileName().toString().replaceFirst("\\.hlog$", "");
  }

  /** All intervals of the file. */
  private static Histogram read(final Path log) throws IOException {
    final Histogram all = new Histogram(DIGITS);
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      while (reader.hasNext()) {
        all.add((Histogram) reader.nextIntervalHistogram());
      }
    }
    return all;
  }

  /** By nines; the last is the greatest value, where one in all the values is. */
  static List<Point> points(final Histogram histogram) {
    final List<Point> points = new ArrayList<>();
    final double end = Math.log10(Math.max(1, histogram.getTotalCount()));
    for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
      final double nines = Math.log10(ALL / (ALL - value.getPercentileLevelIteratedTo()));
      if (nines < end && value.getValueIteratedTo() > 0) {
        points.add(Point.of(nines, value.getValueIteratedTo()));
      }
    }
    points.add(Point.of(end, Math.max(1, histogram.getMaxValue())));
    return points;
  }

  @Override
  public String needs() {
    return "logs of HdrHistogram";
  }
}
