package dev.quell.bench.report;

import dev.quell.bench.report.Picture.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/** Working threads beside threads that kill or list without pause. */
final class ConvoySection implements Section {
  private static final String CONVOY = "convoy";
  private static final String SCAN = "scan";
  private static final String SCANNERS = "scanners";
  private static final String WORKERS = "workers";
  private static final String THROUGHPUT = "opsPerSecond";
  private static final String P99 = "p99ns";
  private static final String SPIN = "spin";
  private static final String NOBODY = "none";
  private static final String STREAM = "stream";
  private static final String LIMIT = "limit: readers";
  private static final double PERCENT = 100;
  private static final Axis SHARE =
      new Axis("throughput (beside spinners: 100 %)", true, value -> Unit.plain(value) + " %");

  private static final Map<String, String> SCANS =
      new TreeMap<>(
          Map.of(
              "killAll", "Beside threads that kill everything.",
              "killOwner", "Beside threads that kill one owner after another.",
              "list", "Beside threads that list all sessions."));

  @Override
  public String title() {
    return "Convoy: working beside scans";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final List<Line> convoy = run.lines(CONVOY).stream().filter(line -> line.value(SCAN) != null).toList();
    final StringBuilder body = new StringBuilder();
    for (final Map.Entry<String, String> scan : SCANS.entrySet()) {
      final List<Line> lines =
          convoy.stream()
              .filter(line -> List.of(scan.getKey(), NOBODY).contains(line.value(SCAN)) || isLimit(line))
              .toList();
      if (lines.stream().noneMatch(line -> line.value(SCAN).equals(scan.getKey()))) {
        continue;
      }
      draw(body, album, "convoy-" + scan.getKey(), scan.getValue() + " Throughput.",
          "Find, begin, poll, end; in per cent of what is done beside as many threads that only spin. "
              + "The limit: threads that only read memory.",
          SHARE, lines, line -> ofSpin(line, convoy));
      draw(body, album, "convoy-" + scan.getKey() + "-p99", scan.getValue() + " Latency.",
          "The 99th percentile of find, begin, poll and end. The limit as on the left.",
          Axis.times("p99"), lines, line -> OptionalDouble.of(Double.parseDouble(line.value(P99))));
    }
    return body.isEmpty()
        ? ""
        : Html.paragraph(
                "Some threads find a session among many, begin an operation in it, poll and end it; others scan "
                    + "without pause. Threads that scan cost processors and memory bandwidth whatever they do: what is "
                    + "lost beyond that is the convoy.")
            + "<div class=\"figures\">\n" + body + "</div>\n";
  }

  /** Quell beside threads that only read memory: what is lost there, no table can save. */
  private static boolean isLimit(final Line line) {
    return line.value(SCAN).equals(STREAM) && line.value(Figure.SUBJECT).equals(Standing.QUELL);
  }

  private static OptionalDouble ofSpin(final Line line, final List<Line> convoy) {
    final String baseline = line.value(SCAN).equals(NOBODY) ? NOBODY : SPIN;
    return convoy.stream()
        .filter(other -> other.value(SCAN).equals(baseline))
        .filter(other -> same(line, other, Figure.SUBJECT) && same(line, other, SCANNERS) && same(line, other, WORKERS))
        .filter(other -> number(other, THROUGHPUT) > 0) // in a short cell the workers may have had no turn
        .mapToDouble(other -> PERCENT * number(line, THROUGHPUT) / number(other, THROUGHPUT))
        .findFirst();
  }

  private static boolean same(final Line one, final Line other, final String name) {
    return one.value(name).equals(other.value(name));
  }

  private static double number(final Line line, final String name) {
    return Double.parseDouble(line.value(name));
  }

  private static void draw(
      final StringBuilder body,
      final Album album,
      final String name,
      final String title,
      final String caption,
      final Axis y,
      final List<Line> convoy,
      final Function<Line, OptionalDouble> value) {
    final Map<Map<String, String>, List<Point>> lines = new LinkedHashMap<>();
    for (final Line line : convoy) {
      final String subject = isLimit(line) ? LIMIT : line.value(Figure.SUBJECT);
      final Map<String, String> key = new TreeMap<>(Map.of(Figure.SUBJECT, subject, WORKERS, line.value(WORKERS)));
      final OptionalDouble at = value.apply(line);
      if (at.isPresent() && at.getAsDouble() > 0) {
        lines.computeIfAbsent(key, k -> new ArrayList<>()).add(Point.of(number(line, SCANNERS), at.getAsDouble()));
      }
    }
    if (!lines.isEmpty()) {
      final Picture picture = new Picture(Axis.linear("scanning threads"), y);
      lines.forEach(
          (key, points) -> {
            points.sort(Comparator.comparingDouble(Point::x));
            final String subject = key.get(Figure.SUBJECT);
            final Look look = subject.equals(LIMIT) ? Look.LIMIT : Look.of(subject, 0);
            picture.line(Labels.of(key, lines.keySet()), look, points);
          });
      body.append(album.figure(name, picture, title, caption));
    }
  }

  @Override
  public String needs() {
    return "lines that begin with convoy";
  }
}
