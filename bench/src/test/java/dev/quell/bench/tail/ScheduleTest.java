package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @Test
  void shouldFillTheTime() {
    assertEquals(30, Schedule.during(7, 1_000, TimeUnit.MILLISECONDS.toNanos(30)).count());
    assertEquals(1, Schedule.during(7, 1, TimeUnit.MILLISECONDS.toNanos(30)).count());
  }

  @Test
  void shouldNotDriftIfTheRateDoesNotDivideASecond() {
    final Schedule schedule = Schedule.during(7, 3, HOUR);
    assertEquals(7, schedule.at(0));
    assertEquals(7 + 333_333_333, schedule.at(1));
    assertEquals(7 + HOUR, schedule.at(3 * 3_600));
    assertEquals(7 + HOUR, schedule.endNanos());
  }

  @Test
  void shouldGiveAsMuchTimeAgainToCatchUp() {
    assertEquals(7 + 2 * HOUR, Schedule.during(7, 3, HOUR).lastNanos());
  }
}
