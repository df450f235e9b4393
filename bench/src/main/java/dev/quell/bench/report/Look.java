package dev.quell.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a line of a picture looks. The colours are those of Okabe and Ito, which the colour-blind can tell apart, and
 * each goes with a mark of its own; Quell is blue and thick, limits are grey and broken.
 */
record Look(Color colour, float width, float[] dashes, Marker marker) {
  private static final float THICK = 3.2f;
  private static final float THIN = 1.8f;
  private static final float[] WHOLE = null;
  private static final float[] BROKEN = {7, 5};

  private static final Color BLUE = new Color(0x0072B2);
  private static final Color VERMILION = new Color(0xD55E00);
  private static final Color GREEN = new Color(0x009E73);
  private static final Color ORANGE = new Color(0xE69F00);
  private static final Color PURPLE = new Color(0xCC79A7);
  private static final Color SKY = new Color(0x56B4E9);
  private static final Color BROWN = new Color(0x8C510A);
  private static final Color BLACK = new Color(0x222222);
  private static final Color GREY = new Color(0x8A8A8A);

  static final Look QUELL = new Look(BLUE, THICK, WHOLE, SeriesMarkers.CIRCLE);
  static final Look LIMIT = new Look(GREY, THIN, BROKEN, SeriesMarkers.NONE);

  private static final List<Look> OTHERS =
      List.of(
          new Look(VERMILION, THIN, WHOLE, SeriesMarkers.SQUARE),
          new Look(GREEN, THIN, WHOLE, SeriesMarkers.TRIANGLE_UP),
          new Look(ORANGE, THIN, WHOLE, SeriesMarkers.DIAMOND),
          new Look(PURPLE, THIN, WHOLE, SeriesMarkers.TRIANGLE_DOWN),
          new Look(SKY, THIN, WHOLE, SeriesMarkers.SQUARE),
          new Look(BROWN, THIN, WHOLE, SeriesMarkers.DIAMOND),
          new Look(BLACK, THIN, WHOLE, SeriesMarkers.TRIANGLE_UP));

  /** The same subject looks the same in every picture. */
  private static final Map<String, Look> SUBJECTS =
      Map.of(
          "indexedSync", OTHERS.get(0),
          "indexed", OTHERS.get(1),
          "rwLock", OTHERS.get(2),
          "cqengine", OTHERS.get(3),
          "scan", OTHERS.get(4),
          "scanPartitioned", OTHERS.get(5),
          "scanMutex", OTHERS.get(6));

  /** Of a subject, or the n-th one if its name is new. */
  static Look of(final String subject, final int n) {
    return subject.equals(Standing.QUELL) ? QUELL : SUBJECTS.getOrDefault(subject, OTHERS.get(n % OTHERS.size()));
  }

  /** Of the n-th line of a picture in which all is Quell. */
  static Look ofQuell(final int n) {
    return n == 0 ? QUELL : OTHERS.get((n - 1) % OTHERS.size());
  }

  /** Thin, for the bar that shows a range. */
  Look bar() {
    return new Look(colour, 1.4f, WHOLE, SeriesMarkers.NONE);
  }

  Look unmarked() {
    return new Look(colour, width, dashes, SeriesMarkers.NONE);
  }

  BasicStroke stroke() {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
