package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MarksTest {
  private static final long TICK = 10;
  private static final long RANGE = 10_000_000;

  private final Marks marks = new Marks(TICK, RANGE);

  private void markUpTo(final long end) {
    for (long time = 0; time <= end; time += TICK) {
      marks.add(new Reading(time, time), 1_000_000 + time);
    }
  }

  private Marks.Mark within(final long time) {
    return marks.lastWithin(new Bound(Long.MIN_VALUE, Long.MAX_VALUE, time));
  }

  @Test
  void shouldFindTheLastMarkThatIsNotLater() {
    markUpTo(1_000);
    assertEquals(new Marks.Mark(500, 1_000_500), within(509));
    assertEquals(new Marks.Mark(510, 1_000_510), within(510));
  }

  @Test
  void shouldFindNothingBeforeTheFirst() {
    markUpTo(1_000);
    assertNull(within(-1));
  }

  @Test
  void shouldKeepOldMarksFurtherApartAndNeverGiveALaterOne() {
    markUpTo(2_000_000);
    for (final long time : new long[] {1_999_995, 1_950_000, 1_200_003, 123_456}) {
      final Marks.Mark mark = within(time);
      assertTrue(mark != null && mark.steady() <= time && time - mark.steady() <= 1_000 * TICK, time + ": " + mark);
    }
  }

  @Test
  void shouldGoByTheReadingThatTheCallerHadHeardWhereverThatIsLater() {
    markUpTo(1_000);
    assertEquals(new Marks.Mark(800, 1_000_800), marks.lastWithin(new Bound(800, 0, 300)));
  }

  @Test
  void shouldTakeTheLesserOfTheTwoEstimates() {
    markUpTo(1_000);
    assertEquals(new Marks.Mark(300, 1_000_300), marks.lastWithin(new Bound(0, 700, 300)));
    assertEquals(new Marks.Mark(300, 1_000_300), marks.lastWithin(new Bound(0, 300, 700)));
  }
}
