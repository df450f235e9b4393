package dev.quell.internal.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.AtomicHistogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final AtomicLong millis = new AtomicLong();
  private final CoreClock clock = new CoreClock(() -> TimeUnit.MILLISECONDS.toNanos(millis.get()), 0);
  private final Latencies latencies = new Latencies(clock);

  private void advance(final long by) {
    millis.addAndGet(by);
    clock.tick();
  }

  @Test
  void shouldKeepANewerQuarterFromALateRecorder() {
    latencies.turn(7 + Latencies.QUARTERS);
    latencies.turn(7);
    assertEquals(7 + Latencies.QUARTERS, latencies.quarterAt(7 % Latencies.QUARTERS));
  }

  @Test
  void shouldNotCountAgainWhatWasRecordedWhenALateRecorderTurns() {
    latencies.record(1_000);
    advance(Latencies.QUARTER_MS);
    latencies.record(2_000);
    latencies.turn(0); // sets the turn back
    latencies.record(3_000);
    latencies.record(4_000);
    assertEquals(4, latencies.lastMinute().count());
    advance(4 * Latencies.QUARTER_MS);
    assertEquals(3, latencies.lastMinute().count());
    assertEquals(2_000.0, latencies.lastMinute().min(), 20.0);
    advance(Latencies.QUARTER_MS);
    assertEquals(0, latencies.lastMinute().count());
    assertEquals(4, latencies.sinceStart().count());
  }

  @Test
  void shouldKeepNoMoreQuartersThanTheRingHas() {
    for (int i = 0; i < 100; i++) {
      latencies.record(1_000);
      advance(Latencies.QUARTER_MS);
    }
    assertEquals(Latencies.QUARTERS - 1, latencies.lastMinute().count()); // none in the present one
    assertEquals(100, latencies.sinceStart().count());
  }

  @Test
  void shouldForgetAfterALongPause() {
    latencies.record(1_000);
    advance(100 * Latencies.QUARTERS * Latencies.QUARTER_MS); // the same slot of the ring
    assertEquals(0, latencies.lastMinute().count());
  }

  @Test
  void shouldTakeATimeOutOfRangeAsTheNearestInRange() {
    latencies.record(-1);
    latencies.record(Long.MAX_VALUE);
    assertEquals(2, latencies.lastMinute().count());
    assertEquals(0, latencies.lastMinute().min());
    assertEquals(Latencies.MAX_NANOS, latencies.lastMinute().max(), Latencies.MAX_NANOS / 100.0);
  }

  @Test
  void shouldTakeTheMemoryThatItSays() {
    assertEquals(37, Math.round(new AtomicHistogram(Latencies.MAX_NANOS, Latencies.DIGITS)
        .getEstimatedFootprintInBytes() / 1_000.0));
  }
}
