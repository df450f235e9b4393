package dev.quell.bench.report;

import dev.quell.bench.report.Picture.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The curves that matter. */
final class CurvesSection implements Section {
  private static final Line ORDER_ALONE = Line.of("FindBeginEndBenchmark.orderAlone");
  private static final int TWO_POINTS = 2;

  private final List<Curve> curves;

  CurvesSection(final List<Curve> curves) {
    this.curves = curves;
  }

  @Override
  public String title() {
    return "How the cost grows";
  }

  @Override
  public String body(final RunData run, final Album album) {
    final StringBuilder body = new StringBuilder();
    for (final Curve curve : curves) {
      final Map<Map<String, String>, List<Point>> lines = lines(curve, run.results());
      if (!lines.isEmpty()) {
        final String caption = caption(curve, run.results());
        body.append(album.figure(curve.name(), picture(curve, lines), curve.title(), caption));
      }
    }
    return body.isEmpty()
        ? ""
        : Html.paragraph(
                "Both axes are logarithmic. A bar reaches from the least to the greatest median of a fork; where none "
                    + "is seen it is smaller than the mark. The grey line is what a cost would do that grows exactly "
                    + "as it should: not at all, or in proportion.")
            + "<div class=\"figures\">\n" + body + "</div>\n";
  }

  private static String caption(final Curve curve, final Results results) {
    return curve.ordered() && order(results).isPresent()
        ? curve.caption() + " The time stamp that keeps them apart is subtracted."
        : curve.caption();
  }

  private static Optional<Measurement> order(final Results results) {
    return results.find(ORDER_ALONE);
  }

  /** Points by what tells the lines apart: the benchmark and its other parameters. */
  static Map<Map<String, String>, List<Point>> lines(final Curve curve, final Results results) {
    final Spread less =
        (curve.ordered() ? order(results) : Optional.<Measurement>empty())
            .map(order -> order.value().times(-1))
            .orElse(Spread.ofOne(0));
    final Map<Map<String, String>, List<Point>> lines = new LinkedHashMap<>();
    for (final Measurement measurement : results.all()) {
      final String x = measurement.params().get(curve.x());
      if (x != null && measurement.name().matches(curve.benchmarks())) {
        final Map<String, String> others = new TreeMap<>(measurement.params());
        others.remove(curve.x());
        others.put(Labels.WHAT, measurement.method().replaceFirst(":.*", ""));
        final Point point = new Point(Double.parseDouble(x), measurement.value().plus(less));
        lines.computeIfAbsent(others, key -> new ArrayList<>()).add(point);
      }
    }
    lines.values().removeIf(points -> points.size() < TWO_POINTS);
    lines.values().forEach(points -> points.sort(Comparator.comparingDouble(Point::x)));
    return lines;
  }

  private static Picture picture(final Curve curve, final Map<Map<String, String>, List<Point>> lines) {
    final Picture picture = new Picture(curve.axis(), Axis.times("time"));
    final boolean peers = lines.keySet().stream().allMatch(line -> line.containsKey(Figure.SUBJECT));
    int n = 0;
    for (final Map.Entry<Map<String, String>, List<Point>> line : lines.entrySet()) {
      final String subject = line.getKey().get(Figure.SUBJECT);
      final Look look = peers ? Look.of(subject, n) : Look.ofQuell(n);
      picture.line(Labels.of(line.getKey(), lines.keySet()), look, line.getValue());
      n++;
    }
    final List<Point> first = lines.values().iterator().next();
    return picture.line(curve.guide() == 0 ? "flat" : "linear", Look.LIMIT, guide(curve, first));
  }

  private static List<Point> guide(final Curve curve, final List<Point> line) {
    final Point start = line.get(0);
    return line.stream()
        .map(point -> Point.of(point.x(), start.y().median() * Math.pow(point.x() / start.x(), curve.guide())))
        .toList();
  }

  @Override
  public String needs() {
    return "benchmarks at several sizes";
  }
}
