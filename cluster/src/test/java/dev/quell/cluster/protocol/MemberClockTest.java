package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemberClockTest {
  private static final long MILLI = 1_000_000;
  private static final long WALL = 1_800_000_000_000L;

  private final MemberClock clock = new MemberClock(at(0, 0));

  private static Now at(final long steadyMillis, final long wallMillis) {
    return new Now(0, 77 + steadyMillis * MILLI, WALL + wallMillis);
  }

  private Reading read(final long steadyMillis, final long wallMillis) {
    return clock.read(at(steadyMillis, wallMillis));
  }

  @Test
  void shouldCountAPauseThatOnlyTheWallClockShows() {
    read(100, 100);
    assertEquals(new Reading(110 * MILLI, 60_110 * MILLI), read(110, 60_110));
  }

  @Test
  void shouldCountEachPause() {
    read(10, 1_010);
    assertEquals(new Reading(20 * MILLI, 3_020 * MILLI), read(20, 3_020));
  }

  @Test
  void shouldNeverGoBackWhenTheWallClockIsSetBack() {
    final Reading before = read(1_000, 61_000);
    final Reading after = read(1_001, -3_600_000);
    assertTrue(after.steady() >= before.steady() && after.waking() >= before.waking(), before + " " + after);
    assertEquals(after.waking() - before.waking(), after.steady() - before.steady());
  }

  @Test
  void shouldNotMissAPauseAfterTheWallClockWasSetBack() {
    read(10, -5_000);
    assertEquals(new Reading(20 * MILLI, 320 * MILLI), read(20, -4_690));
  }

  @Test
  void shouldTakeTwoReadingsOfACoarseWallClockForNoPause() {
    read(10, 9);
    assertEquals(new Reading(12 * MILLI, 12 * MILLI), read(12, 13));
  }

  @Test
  void shouldNotGoBackWithTheMonotonicClock() {
    read(10, 10);
    assertEquals(10 * MILLI, read(9, 10).steady());
  }
}
