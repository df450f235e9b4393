package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 ns", "5.054, 5.1 ns", "12.34, 12 ns", "-48.8, -49 ns", "994, 994 ns", "999.4, 1.0 µs", "3410.4, 3.4 µs",
    "31695, 32 µs", "991283, 990 µs", "1182000, 1.2 ms", "2e9, 2 s"})
  void shouldWriteTwoDigitsInWhatSuitsThem(final double nanos, final String text) {
    assertEquals(text, Unit.NANOS.text(nanos));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';',
      value = {"0.344; 0.34", "1.04; 1.0", "129; 129", "129.3; 130", "76123; 76,000", "1000000; 1,000,000"})
  void shouldRoundToTwoDigits(final double value, final String text) {
    assertEquals(text, Unit.rounded(value));
  }
}
