package dev.quell.bench.report;

import dev.quell.bench.report.Picture.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bytes for each session, by how many there are. */
final class MemorySection implements Section {
  private static final String SESSIONS = "sessions";
  private static final String BYTES = "bytes";

  @Override
  public String title() {
    return "Memory";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (final Line line : run.lines("footprint")) {
      if (line.value(BYTES) != null) {
        final Point point =
            Point.of(Double.parseDouble(line.value(SESSIONS)), Double.parseDouble(line.value(BYTES)));
        lines.computeIfAbsent(line.value(Figure.SUBJECT), subject -> new ArrayList<>()).add(point);
      }
    }
    if (lines.isEmpty()) {
      return "";
    }
    lines.values().forEach(points -> points.sort(Comparator.comparingDouble(Point::x)));
    return Html.paragraph(
            "Heap and direct buffers after full collections, everything included: tables, indexes, the session's share "
                + "of an owner that has 100 sessions, of its name and its role. With few sessions what each subject "
                + "has anyhow shows.")
        + (lines.values().stream().anyMatch(points -> points.size() > 1)
            ? "<div class=\"figures\">\n" + figure(lines, album) + "</div>\n"
            : "")
        + table(lines);
  }

  private static String figure(final Map<String, List<Point>> lines, final Album album) {
    final Picture picture = new Picture(Axis.counts(SESSIONS), Axis.linear("bytes for each session"));
    int n = 0;
    for (final Map.Entry<String, List<Point>> line : lines.entrySet()) {
      picture.line(Labels.subject(line.getKey()), Look.of(line.getKey(), n++), line.getValue());
    }
    return album.figure("bytes-per-session", picture, "Bytes for each session.", "All indexes included.");
  }

  private static String table(final Map<String, List<Point>> lines) {
    final List<Double> sizes =
        lines.values().stream().flatMap(List::stream).map(Point::x).distinct().sorted().toList();
    final List<String> head = new ArrayList<>(List.of("subject"));
    sizes.forEach(size -> head.add(String.format(Locale.ROOT, "%,.0f sessions", size)));
    final List<List<String>> rows = new ArrayList<>();
    lines.forEach(
        (subject, points) -> {
          final List<String> row = new ArrayList<>(List.of(Html.escape(Labels.subject(subject))));
          for (final double size : sizes) {
            row.add(
                points.stream()
                    .filter(point -> point.x() == size)
                    .map(point -> Unit.BYTES.text(point.y().median()))
                    .reduce("", (first, last) -> last));
          }
          rows.add(row);
        });
    return Html.table(head, rows);
  }

  @Override
  public String needs() {
    return "lines that begin with footprint";
  }
}
