package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RatesTest {
  private static final long HOUR = 3_600_000_000_000L;

  private final Rates rates = new Rates(0.001);

  @Test
  void shouldRoundToTheSafeSide() {
    assertTrue(rates.atMost(HOUR) > HOUR / 0.999 && rates.atMost(HOUR) < HOUR / 0.998);
    assertTrue(rates.atLeast(HOUR) < HOUR / 1.001 && rates.atLeast(HOUR) > HOUR / 1.002);
    assertTrue(rates.shownAtMost(HOUR) > HOUR * 1.001 && rates.shownAtMost(HOUR) < HOUR * 1.002);
    assertTrue(rates.shownAtLeast(HOUR) < HOUR * 0.999 && rates.shownAtLeast(HOUR) > HOUR * 0.998);
  }

  @Test
  void shouldGiveNothingForNothingOrLess() {
    for (final long none : new long[] {0, -1, -HOUR}) {
      assertEquals(0, rates.atMost(none));
      assertEquals(0, rates.atLeast(none));
      assertEquals(0, rates.shownAtMost(none));
      assertEquals(0, rates.shownAtLeast(none));
    }
  }
}
