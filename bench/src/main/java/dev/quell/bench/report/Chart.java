package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small picture, written as SVG whose text is text: lines with their names at their ends, or dots in rows with names
 * at the left and a legend above. XChart is no help: it writes text as outlines.
 */
final class Chart {

  /**
   * A point of a line.
   *
   * @param y the value, or the number of a row
   * @param starved whether it stands for something that came to nothing
   */
  record Point(double x, double y, boolean starved) {
    Point(final double x, final double y) {
      this(x, y, false);
    }
  }

  /**
   * An axis.
   *
   * @param label how a value at a tick is written
   */
  record Axis(String title, boolean logarithmic, DoubleFunction<String> label) {}

  /** How a subject looks in every picture. */
  record Look(String colour, boolean hollow) {
    static final Look QUELL = new Look("#0072B2", false);
    static final Look RIVAL = new Look("#CC79A7", false);
    static final Look MONGOD = new Look("#D55E00", false);
    static final Look FERRET = new Look("#8C510A", false);
    static final Look BY_HAND = new Look("#009E73", false);
    static final Look LIMIT = new Look("#666666", false);

    Look withOneThread() {
      return new Look(colour, true);
    }
  }

  private record Series(String name, Look look, boolean broken, List<Point> points) {
    Point last() {
      return points.get(points.size() - 1);
    }
  }

  private static final int WIDTH = 560;
  private static final int LINE = 17;
  private static final int ROW = 26;
  private static final double LETTER = 7.2;
  private static final double ROOM = 1.3;

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<String> rows;
  private final List<Series> lines = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private int left;
  private int right;
  private int top = 34;
  private int bottom = 264;

  Chart(final String title, final Axis x, final Axis y) {
    this(title, x, y, List.of());
  }

  private Chart(final String title, final Axis x, final Axis y, final List<String> rows) {
    this.title = title;
    this.x = x;
    this.y = y;
    this.rows = rows;
  }

  /** Dots in rows. */
  static Chart ofRows(final String title, final Axis x, final List<String> rows) {
    return new Chart(title, x, new Axis("", false, row -> ""), rows);
  }

  /** A line, if it has points. */
  Chart line(final String name, final Look look, final List<Point> points) {
    return line(name, look, false, points);
  }

  /** A broken line, for what is no subject but what others are compared with. */
  Chart guide(final String name, final List<Point> points) {
    return line(name, Look.LIMIT, true, points);
  }

  private Chart line(final String name, final Look look, final boolean broken, final List<Point> points) {
    if (!points.isEmpty()) {
      lines.add(
          new Series(points.stream().anyMatch(Point::starved) ? name + " (× starved)" : name, look, broken, points));
    }
    return this;
  }

  /** Also if no subject is in it. */
  boolean isEmpty() {
    return lines.stream().allMatch(Series::broken);
  }

  String svg() {
    left = rows.isEmpty() ? 76 : 14 + width(rows.stream());
    right = WIDTH - 20 - (rows.isEmpty() ? width(lines.stream().map(Series::name)) : 0);
    text(10, 19, "start", title, "font-weight=\"bold\"");
    if (rows.isEmpty()) {
      add("<g transform=\"rotate(-90 14 %d)\">", (top + bottom) / 2);
      text(14, (top + bottom) / 2.0, "middle", y.title, "");
      add("</g>");
      for (final double tick : ticks(ys())) {
        add("<path d=\"M%d %.1fH%d\" stroke=\"#dddddd\"/>", left, atY(tick), right);
        text(left - 6, atY(tick) + 4, "end", y.label.apply(tick), "");
      }
    } else {
      legend();
      bottom = top + ROW * rows.size();
      for (int row = 0; row < rows.size(); row++) {
        add("<path d=\"M%d %.1fH%d\" stroke=\"#eeeeee\"/>", left, atY(row), right);
        text(left - 8, atY(row) + 4, "end", rows.get(row), "");
      }
    }
    xTicks();
    text((left + right) / 2.0, bottom + 38, "middle", x.title, "");
    lines.forEach(this::draw);
    nameEnds();
    return String.format(
        Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\" role=\"img\""
            + " font-family=\"sans-serif\" font-size=\"13\" fill=\"#222222\">\n<title>%s</title>\n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n%s</svg>\n",
        WIDTH, bottom + 48, escaped(title), svg);
  }

  private void legend() {
    double at = 10;
    top += LINE;
    for (final Series line : lines) {
      final double width = LETTER * (line.name.length() + 4);
      if (at + width > WIDTH) {
        at = 10;
        top += LINE;
      }
      dot(line.look, at + 5, top - 16);
      text(at + 14, top - 12, "start", line.name, "");
      at += width;
    }
  }

  /** Those for which there is room. */
  private void xTicks() {
    double free = 0;
    for (final double tick : x.logarithmic ? ticks(xs(), 1) : xs()) {
      final String label = x.label.apply(tick);
      final double half = width(Stream.of(label)) / 2.0;
      if (atX(tick) - half >= free) {
        add("<path d=\"M%.1f %dV%d\" stroke=\"#dddddd\"/>", atX(tick), rows.isEmpty() ? bottom - 4 : top, bottom);
        text(atX(tick), bottom + 18, "middle", label, "");
        free = atX(tick) + half + LETTER;
      }
    }
  }

  /** Of lines, at the height of the last point, as far as there is room. */
  private void nameEnds() {
    final List<Series> downwards = new ArrayList<>(rows.isEmpty() ? lines : List.of());
    downwards.sort(Comparator.comparingDouble(line -> atY(line.last().y)));
    double free = top;
    for (final Series line : downwards) {
      final double at = Math.max(free, atY(line.last().y) + 4);
      text(atX(line.last().x) + 9, at, "start", line.name, "fill=\"" + line.look.colour + "\"");
      free = at + LINE;
    }
  }

  private void draw(final Series line) {
    final StringBuilder path = new StringBuilder();
    for (final Point point : line.points) {
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", atX(point.x), atY(point.y)));
      if (point.starved) {
        text(atX(point.x), atY(point.y) + 6, "middle", "×", "font-size=\"20\" fill=\"" + line.look.colour + "\"");
      } else if (!line.broken) {
        dot(line.look, atX(point.x), atY(point.y));
      }
    }
    if (rows.isEmpty()) {
      add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
          path, line.look.colour, line.broken ? " stroke-dasharray=\"6 4\"" : "");
    }
  }

  private void dot(final Look look, final double x, final double y) {
    if (look.equals(Look.LIMIT)) {
      add("<path d=\"M%.1f %.1fv14\" stroke=\"%s\" stroke-width=\"3\"/>", x, y - 7, look.colour);
    } else {
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" stroke=\"%s\" stroke-width=\"1.5\" fill=\"%s\"/>",
          x, y, look.colour, look.hollow ? "white" : look.colour);
    }
  }

  private void text(final double x, final double y, final String anchor, final String text, final String more) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>", x, y, anchor, more, escaped(text));
  }

  private void add(final String format, final Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private double[] xs() {
    return lines.stream().flatMap(line -> line.points.stream()).mapToDouble(Point::x).distinct().sorted().toArray();
  }

  private double[] ys() {
    return lines.stream().flatMap(line -> line.points.stream()).mapToDouble(Point::y).sorted().toArray();
  }

  private double atX(final double value) {
    return left + 10 + (right - left - 20) * share(value, xs(), rows.isEmpty() ? 1 : ROOM, x.logarithmic);
  }

  private double atY(final double value) {
    return rows.isEmpty() ? bottom - (bottom - top) * share(value, ys(), ROOM, true) : top + ROW * (value + 0.5);
  }

  /** How far along an axis that reaches from the least to the greatest of these, and a bit further. */
  private static double share(final double value, final double[] all, final double room, final boolean logarithmic) {
    final double least = all[0] / room;
    final double most = all[all.length - 1] * room;
    return least == most ? 0.5
        : logarithmic ? Math.log(value / least) / Math.log(most / least)
        : (value - least) / (most - least);
  }

  /** Powers of ten, and also twice and five times those if they are few. */
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

  /** Of the longest, roughly. */
  private static int width(final Stream<String> texts) {
    return (int) (LETTER * texts.mapToInt(String::length).max().orElse(0));
  }

  private static String escaped(final String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
