package dev.quell.internal.services;

import dev.quell.Telemetry.Latency;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of one kind of times: since the core was made, and over the last minute. The latter are in a ring of
 * histograms, one for each quarter of a minute of core time in which something was recorded; a reader merges those of
 * the present quarter and the four before it.
 *
 * <p>Recording never waits: histograms have a fixed range and never grow, and the first time of a quarter replaces an
 * older histogram by one compare-and-set. <b>Memory:</b> 37 KB for the times since the start and 37 KB for each of at
 * most {@link #QUARTERS} quarters, 222 KB in all; 37 KB while there was no time yet.
 */
final class Latencies {
  /*
   * Invariants    LA-I1  the quarter in a slot of the ring only rises: a newer histogram replaces an older one, by
   *                      compare-and-set. A recorder that is late by a minute and more records into the newer one.
   * Edges         LA-E1  CAS(slot) -> get(slot): the histogram's arrays
   * Tests         LA-I1, LA-E1  LatenciesStress.LA_I1_RecordVsRecordOfNextQuarter,
   *                      LatenciesStress.LA_I1_RecordVsRecord,
   *                      LatenciesTest.shouldKeepANewerQuarterFromALateRecorder
   */

  static final int DIGITS = 2;
  static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);
  static final long QUARTER_MS = 15_000;
  static final int QUARTERS = 5;

  private record Quarter(long number, AtomicHistogram times) {}

  private final CoreClock clock;
  private final AtomicHistogram all = new AtomicHistogram(MAX_NANOS, DIGITS);
  private final AtomicReferenceArray<@Nullable Quarter> ring = new AtomicReferenceArray<>(QUARTERS);

  Latencies(final CoreClock clock) {
    this.clock = clock;
  }

  /** Records a time. A time of more than an hour counts as an hour, a negative one as none. */
  void record(final long nanos) {
    final long clamped = Math.max(0, Math.min(MAX_NANOS, nanos));
    all.recordValue(clamped);
    quarter(clock.coarseMillis() / QUARTER_MS).recordValue(clamped);
  }

  /** The histogram of this quarter, or of a newer one in its slot. */
  AtomicHistogram quarter(final long number) {
    final int slot = (int) (number % QUARTERS);
    while (true) {
      final Quarter seen = ring.get(slot); // LA-E1 acquire; LA-I1
      if (seen != null && seen.number >= number) {
        return seen.times;
      }
      final Quarter fresh = new Quarter(number, new AtomicHistogram(MAX_NANOS, DIGITS));
      if (ring.compareAndSet(slot, seen, fresh)) { // LA-E1 release; LA-I1
        return fresh.times;
      } // else another thread has begun this quarter, or a newer one
    }
  }

  Latency sinceStart() {
    return latency(all.copy());
  }

  /** The times of the present quarter and the four before it: of the last 60 to 75 seconds. */
  Latency lastMinute() {
    final long now = clock.coarseMillis() / QUARTER_MS;
    final Histogram merged = new Histogram(MAX_NANOS, DIGITS);
    for (int slot = 0; slot < QUARTERS; slot++) {
      final Quarter seen = ring.get(slot); // LA-E1 acquire
      if (seen != null && seen.number > now - QUARTERS) {
        merged.add(seen.times);
      }
    }
    return latency(merged);
  }

  private static Latency latency(final AbstractHistogram times) {
    return new Latency(
        times.getTotalCount(),
        times.getTotalCount() == 0 ? 0 : times.getMinValue(),
        times.getMean(),
        times.getValueAtPercentile(50),
        times.getValueAtPercentile(90),
        times.getValueAtPercentile(99),
        times.getValueAtPercentile(99.9),
        times.getMaxValue());
  }
}
