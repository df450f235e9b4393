package dev.quell.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** A picture with lines, drawn by XChart and written as SVG. */
final class Picture {

  /** A point of a line, with its range. */
  record Point(double x, Spread y) {
    static Point of(final double x, final double y) {
      return new Point(x, Spread.ofOne(y));
    }
  }

  private static final int WIDTH = 760;
  private static final int HEIGHT = 440;
  private static final double ROOM = 1.35;
  private static final double LITTLE_ROOM = 1.05;
  private static final int WIDTH_OF_A_MARK = 7;
  private static final int WIDTH_OF_A_LEGEND = 76;
  private static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xEAEAEA);
  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{2,}");
  private static final Pattern BEFORE_SVG = Pattern.compile("^.*?(?=<svg )", Pattern.DOTALL);

  private final Axis x;
  private final Axis y;
  private final XYChart chart = new XYChart(WIDTH, HEIGHT);
  private final List<String> names = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private final List<Runnable> quell = new ArrayList<>();
  private int unnamed;

  Picture(final Axis x, final Axis y) {
    this.x = x;
    this.y = y;
    chart.setXAxisTitle(x.title());
    chart.setYAxisTitle(y.title());
    style(chart.getStyler());
  }

  private void style(final XYStyler styler) {
    final Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    styler.setBaseFont(font);
    styler.setAxisTitleFont(font.deriveFont(Font.BOLD, 14));
    styler.setAxisTickLabelsFont(font);
    styler.setLegendFont(font);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAxisTickMarksColor(GRID);
    styler.setAxisTickMarksStroke(new BasicStroke(1));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setMarkerSize(9);
    styler.setXAxisLogarithmic(x.logarithmic());
    styler.setYAxisLogarithmic(y.logarithmic());
    styler.setXAxisLogarithmicDecadeOnly(true);
    styler.setYAxisLogarithmicDecadeOnly(true);
    styler.setXAxisTickLabelsFormattingFunction(value -> x.labels().apply(value));
    styler.setYAxisTickLabelsFormattingFunction(value -> y.labels().apply(value));
  }

  /** A line through the medians, and a bar from the least to the greatest value at each point that has a range. */
  Picture line(final String name, final Look look, final List<Point> line) {
    names.add(name);
    draw(name, look, line);
    if (look.colour().equals(Look.QUELL.colour())) {
      quell.add(() -> drawUnnamed(look, line)); // again at the end, over the others
    }
    for (final Point point : line) {
      if (point.y.min() < point.y.max()) {
        final Point low = Point.of(point.x, point.y.min());
        drawUnnamed(look.bar(), List.of(low, Point.of(point.x, point.y.max())));
      }
    }
    return this;
  }

  /** Marks without a line. */
  Picture marks(final String name, final Look look, final List<Point> marks) {
    names.add(name);
    draw(name, look, marks).setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    return this;
  }

  /** Where there is room for it. */
  private void placeLegend() {
    final boolean fits = String.join("", names).length() + WIDTH_OF_A_MARK * names.size() <= WIDTH_OF_A_LEGEND;
    final XYStyler styler = chart.getStyler();
    styler.setLegendPosition(fits ? Styler.LegendPosition.OutsideS : Styler.LegendPosition.OutsideE);
    styler.setLegendLayout(fits ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
  }

  private void drawUnnamed(final Look look, final List<Point> line) {
    unnamed++;
    draw("unnamed " + unnamed, look, line).setShowInLegend(false);
  }

  private XYSeries draw(final String name, final Look look, final List<Point> line) {
    points.addAll(line);
    final double[] xs = line.stream().mapToDouble(Point::x).toArray();
    final double[] ys = line.stream().mapToDouble(point -> point.y.median()).toArray();
    final XYSeries series = chart.addSeries(name, xs, ys);
    series.setLineColor(look.colour());
    series.setLineStyle(look.stroke());
    series.setMarker(look.marker());
    series.setMarkerColor(look.colour());
    return series;
  }

  /** Only {@code <svg>}: as wide as the page lets it, and with a name for who cannot see it. */
  String svg(final String name) {
    fit();
    placeLegend();
    quell.forEach(Runnable::run);
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ChartEncoder.saveChart(chart, out, "svg");
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return shorter(out.toString(StandardCharsets.UTF_8), name);
  }

  private void fit() {
    final XYStyler styler = chart.getStyler();
    if (x.logarithmic()) {
      styler.setXAxisMin(points.stream().mapToDouble(Point::x).min().orElse(1) / ROOM);
      styler.setXAxisMax(points.stream().mapToDouble(Point::x).max().orElse(1) * ROOM);
    }
    final double least = points.stream().mapToDouble(point -> point.y.median()).min().orElse(1);
    final double most = points.stream().mapToDouble(point -> point.y.median()).max().orElse(1);
    if (!y.logarithmic()) {
      styler.setYAxisMin(0.0);
      styler.setYAxisMax(most * LITTLE_ROOM);
    } else if (decade(most * ROOM) - decade(least / ROOM) > 1) {
      styler.setYAxisMin(least / ROOM);
      styler.setYAxisMax(most * ROOM);
    } else { // two ticks at the least
      styler.setYAxisMin(Math.pow(10, decade(least)));
      styler.setYAxisMax(Math.pow(10, decade(most) + 1) * LITTLE_ROOM);
    }
  }

  /** The power of ten that is not greater. */
  private static double decade(final double value) {
    return Math.floor(Math.log10(value));
  }

  /** Fewer digits, names that are unique in a page, and no size but that of the page. */
  private static String shorter(final String svg, final String name) {
    return BEFORE_SVG
        .matcher(LONG_NUMBER.matcher(svg).replaceAll(Picture::rounded))
        .replaceFirst("")
        .replaceAll("\\bclip(?=\\d)", name + "-clip")
        .replaceFirst(" height=\"\\d+px\"", "")
        .replaceFirst(" width=\"\\d+px\"", " role=\"img\" aria-label=\"" + name + "\"");
  }

  private static String rounded(final MatchResult number) {
    final String text = String.format(Locale.ROOT, "%.1f", Double.parseDouble(number.group()));
    return Matcher.quoteReplacement(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
  }
}
