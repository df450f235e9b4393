package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 ns", "5.054, 5.05 ns", "12.34, 12.3 ns", "-48.8, -48.8 ns", "999.4, 999 ns", "999.6, 1.00 µs",
    "3410.4, 3.41 µs", "31695, 31.7 µs", "991283, 991 µs", "1182000, 1.18 ms", "2e9, 2.00 s"})
  void shouldWriteNanosecondsInWhatSuitsThem(final double nanos, final String text) {
    assertEquals(text, Unit.NANOS.text(nanos));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5 ns", "1, 1 ns", "100, 100 ns", "1500, 1.5 µs", "20000, 20 µs"})
  void shouldWriteTicksWithoutZerosAtTheEnd(final double nanos, final String text) {
    assertEquals(text, Unit.NANOS.tick(nanos));
  }
}
