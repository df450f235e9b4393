package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FigureTest {
  private final Results results = Sample.results();

  private Spread of(final Figure figure) {
    return figure.in(results, 1_000_000).orElseThrow();
  }

  @Test
  void shouldSubtractWithTheSpreadsOfBoth() {
    final Figure figure = Figure.of("FindBeginEndBenchmark.coreColdDependent - FindBeginEndBenchmark.orderAlone");
    assertEquals(new Spread(300, 300 - Math.hypot(10, 1), 300 + Math.hypot(5, 1)), of(figure));
  }

  @Test
  void shouldAddTimesAFactor() {
    final Figure figure = Figure.of("90 * LimitsBenchmark.sequentialLineOfWords + 10 * LimitsBenchmark.casTwice");
    assertEquals(new Spread(280, 276, 282), of(figure));
  }

  @Test
  void shouldCountSessions() {
    assertEquals(250_000, of(Figure.of("sessions * 0.125 * LimitsBenchmark.sequentialLineOfWords")).median());
  }

  @Test
  void shouldKeepTheLeastLeast() {
    assertEquals(new Spread(-13.1, -14.2, -12.0), of(Figure.of("- BeginEndBenchmark.handle")));
  }

  @Test
  void shouldBeEmptyIfAnyPartIsMissing() {
    assertTrue(Figure.of("BeginEndBenchmark.handle - BeginEndBenchmark.gone").in(results, 1).isEmpty());
  }
}
