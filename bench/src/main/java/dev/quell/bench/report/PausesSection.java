package dev.quell.bench.report;

import dev.quell.bench.report.Picture.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pauses that the collector made, from its log: {@code -Xlog:gc*} with the time since the start in seconds. */
final class PausesSection implements Section {
  private static final Pattern PAUSE =
      Pattern.compile(
          "^\\[(?<at>[0-9.]+)s].*\\[gc[^]]*].*\\bPause (?<kind>[A-Z]\\w+(?: [A-Z]\\w+)*).* (?<ms>[0-9.]+)ms$");
  private static final double NANOS_PER_MS = 1e6;
  private static final double LEAST_MS = 1e-3;

  @Override
  public String title() {
    return "Pauses of the collector";
  }

  @Override
  public String body(final RunData run, final Album album) throws IOException {
    final StringBuilder body = new StringBuilder();
    for (final Path log : run.collectorLogs()) {
      final Map<String, List<Point>> pauses = pauses(Files.readAllLines(log));
      if (!pauses.isEmpty()) {
        body.append(figure(log, pauses, album));
      }
    }
    return body.isEmpty()
        ? ""
        : Html.paragraph("Each mark is a pause in which all threads stood still.")
            + "<div class=\"figures\">\n" + body + "</div>\n";
  }

  private static String figure(final Path log, final Map<String, List<Point>> pauses, final Album album) {
    final Picture picture = new Picture(Axis.linear("seconds since the start"), Axis.times("pause"));
    int n = 0;
    for (final Map.Entry<String, List<Point>> kind : pauses.entrySet()) {
      picture.marks(kind.getKey(), Look.ofQuell(n++), kind.getValue());
    }
    final String name = log.getParent().getFileName() + "-" + log.getFileName().toString().replace(".log", "");
    return album.figure(name, picture, log.getParent().getFileName() + ".", summary(pauses));
  }

  private static String summary(final Map<String, List<Point>> pauses) {
    final List<Double> all =
        pauses.values().stream().flatMap(List::stream).map(point -> point.y().median() / NANOS_PER_MS).toList();
    return String.format(
        Locale.ROOT, "%,d pauses, %.1f ms in all, the longest %.1f ms.",
        all.size(), all.stream().mapToDouble(ms -> ms).sum(), all.stream().mapToDouble(ms -> ms).max().orElse(0));
  }

  /** When each was, in seconds, and how long, in nanoseconds, by kind. */
  static Map<String, List<Point>> pauses(final List<String> log) {
    final Map<String, List<Point>> pauses = new LinkedHashMap<>();
    for (final String line : log) {
      final Matcher pause = PAUSE.matcher(line);
      if (pause.matches()) {
        final double ms = Math.max(LEAST_MS, Double.parseDouble(pause.group("ms"))); // rounded to zero by the collector
        final Point point = Point.of(Double.parseDouble(pause.group("at")), ms * NANOS_PER_MS);
        pauses.computeIfAbsent(pause.group("kind"), kind -> new ArrayList<>()).add(point);
      }
    }
    return pauses;
  }

  @Override
  public String needs() {
    return "a log of the collector";
  }
}
