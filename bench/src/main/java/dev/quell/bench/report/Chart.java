package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small picture with lines, written as SVG whose text is text. The vertical axis is logarithmic; a bar shows the
 * range of a point that has one.
 */
final class Chart {

  /** A point of a line, with its range. */
  record Point(double x, Spread y) {
    static Point of(final double x, final double y) {
      return new Point(x, Spread.ofOne(y));
    }
  }

  /**
   * An axis.
   *
   * @param label how a value at a tick is written
   */
  record Axis(String title, boolean logarithmic, DoubleFunction<String> label) {}

  private record Series(String name, String colour, boolean broken, List<Point> points) {}

  private static final int WIDTH = 640;
  private static final int HEIGHT = 340;
  private static final int LEFT = 84;
  private static final int RIGHT = WIDTH - 165;
  private static final int TOP = 34;
  private static final int BOTTOM = HEIGHT - 46;
  private static final int LINE = 16;
  private static final double ROOM = 1.3;
  private static final String GREY = "#777777";

  /** Of Okabe and Ito, which the colour-blind can distinguish; the first is Quell's. */
  private static final List<String> COLOURS =
      List.of("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#8C510A", "#222222");

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<Series> lines = new ArrayList<>();

  Chart(final String title, final Axis x, final Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Lines in this order, each in its own colour. */
  Chart lines(final Map<String, List<Point>> named) {
    named.forEach(
        (name, points) -> lines.add(new Series(name, COLOURS.get(lines.size() % COLOURS.size()), false, points)));
    return this;
  }

  /** A broken grey line, for a limit or a guide. */
  Chart limit(final String name, final List<Point> points) {
    if (!points.isEmpty()) {
      lines.add(new Series(name, GREY, true, points));
    }
    return this;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  String svg() {
    final StringBuilder svg = new StringBuilder();
    svg.append(format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"", WIDTH, HEIGHT))
        .append(" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n<title>").append(escaped(title))
        .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(svg, LEFT, 18, "start", title, " font-weight=\"bold\"");
    text(svg, (LEFT + RIGHT) / 2.0, HEIGHT - 10, "middle", x.title, "");
    svg.append(format("<g transform=\"rotate(-90 14 %d)\">", (TOP + BOTTOM) / 2));
    text(svg, 14, (TOP + BOTTOM) / 2.0, "middle", y.title, "");
    svg.append("</g>\n");
    for (final double tick : x.logarithmic ? ticks(xs(), 1) : xs()) {
      text(svg, atX(tick), BOTTOM + 16, "middle", x.label.apply(tick), "");
    }
    for (final double tick : ticks(ys())) {
      svg.append(format("<path d=\"M%d %.1fH%d\" stroke=\"#dddddd\"/>\n", LEFT, atY(tick), RIGHT));
      text(svg, LEFT - 6, atY(tick) + 4, "end", y.label.apply(tick), "");
    }
    lines.forEach(line -> draw(svg, line));
    for (int i = 0; i < lines.size(); i++) {
      text(svg, RIGHT + 10, TOP + 10 + LINE * i, "start", lines.get(i).name, " fill=\"" + lines.get(i).colour + "\"");
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(final StringBuilder svg, final Series line) {
    final StringBuilder path = new StringBuilder();
    for (final Point point : line.points) {
      path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : "L", atX(point.x), atY(point.y.median())));
    }
    svg.append(format(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>\n",
        path, line.colour, line.broken ? " stroke-dasharray=\"6 4\"" : ""));
    for (final Point point : line.broken ? List.<Point>of() : line.points) {
      svg.append(format(
          "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\"/><circle cx=\"%1$.1f\" cy=\"%.1f\" r=\"3\" fill=\"%4$s\"/>\n",
          atX(point.x), atY(point.y.min()), atY(point.y.max()), line.colour, atY(point.y.median())));
    }
  }

  private static void text(
      final StringBuilder svg,
      final double x,
      final double y,
      final String anchor,
      final String text,
      final String more) {
    svg.append(format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>\n", x, y, anchor, more, escaped(text)));
  }

  private double[] xs() {
    return lines.stream().flatMap(line -> line.points.stream()).mapToDouble(Point::x).distinct().sorted().toArray();
  }

  private double[] ys() {
    return lines.stream()
        .flatMap(line -> line.points.stream())
        .flatMap(point -> Stream.of(point.y.min(), point.y.max()))
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray();
  }

  private double atX(final double value) {
    return LEFT + 12 + (RIGHT - LEFT - 24) * share(value, xs(), 1, x.logarithmic);
  }

  private double atY(final double value) {
    return BOTTOM - (BOTTOM - TOP) * share(value, ys(), ROOM, true);
  }

  /** How far along an axis that reaches from the least to the greatest of these, and a bit further. */
  private static double share(final double value, final double[] all, final double room, final boolean logarithmic) {
    final double least = all[0] / room;
    final double most = all[all.length - 1] * room;
    return least == most ? 0.5
        : logarithmic ? Math.log(value / least) / Math.log(most / least)
        : (value - least) / (most - least);
  }

  /** Powers of ten, or also twice and five times those if there are few. */
  private static double[] ticks(final double[] all) {
    final double[] decades = ticks(all, 1);
    return decades.length > 2 ? decades : ticks(all, 1, 2, 5);
  }

  private static double[] ticks(final double[] all, final int... multiples) {
    final double most = all[all.length - 1] * ROOM;
    return DoubleStream.iterate(
        Math.pow(10, Math.floor(Math.log10(all[0]))), decade -> decade <= most, decade -> decade * 10)
        .flatMap(decade -> IntStream.of(multiples).mapToDouble(multiple -> multiple * decade))
        .filter(tick -> tick >= all[0] / ROOM && tick <= most)
        .toArray();
  }

  private static String escaped(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String format(final String format, final Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
