package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource({
      "0, 0.00 ns", "5.054, 5.05 ns", "12.34, 12.3 ns", "-48.8, -48.8 ns", "'3410.4', '3,410 ns'", "9999, '9,999 ns'",
      "10000, 10.0 µs", "31695, 31.7 µs", "991283, 991 µs", "1182000, 1.18 ms"})
  void shouldWriteNanosecondsInWhatSuitsThem(final double nanos, final String text) {
    assertEquals(text, Unit.NANOS.text(nanos));
  }
}
