package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int PER_SECOND = 1_000;

  private long now;
  private final List<Long> begun = new ArrayList<>();
  private final List<Long> polled = new ArrayList<>();
  private final List<Long> ended = new ArrayList<>();

  /** Every look at the clock takes a microsecond. */
  private long look() {
    return now += 1_000;
  }

  /** One operation every millisecond, of which the one with this number takes so long in its poll. */
  private OpenLoop run(final int operations, final int slow, final long nanos) {
    final OpenLoop loop =
        new OpenLoop(
            this::look,
            new Schedule(0, PER_SECOND, operations),
            new OpenLoop.Steps() {
              private int number;

              @Override
              public void begin() {
                // takes no time
              }

              @Override
              public boolean isKilled() {
                now += number == slow ? nanos : 0;
                return number == slow;
              }

              @Override
              public void end() {
                number++;
              }
            },
            time -> begun.add(time / MILLI),
            time -> polled.add(time / MILLI),
            time -> ended.add(time / MILLI));
    loop.run();
    return loop;
  }

  @Test
  void shouldCountTheDelayOfAllThatShouldHaveStartedMeanwhile() {
    final OpenLoop loop = run(6, 1, 7 * MILLI / 2);
    assertEquals(List.of(0L, 0L, 2L, 1L, 0L, 0L), begun);
    assertEquals(List.of(0L, 3L, 2L, 1L, 0L, 0L), polled);
    assertEquals(polled, ended);
    assertEquals(0, loop.missed());
    assertEquals(1, loop.killed());
  }

  @Test
  void shouldCountWhatItNeverBegan() {
    final OpenLoop loop = run(4, 0, 10 * MILLI);
    assertEquals(List.of(0L, 9L, 8L, 7L), begun);
    assertEquals(List.of(10L, 9L, 8L, 7L), polled);
    assertEquals(List.of(10L, 9L, 8L, 7L), ended);
    assertEquals(3, loop.missed());
  }
}
