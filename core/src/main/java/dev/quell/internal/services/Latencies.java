package dev.quell.internal.services;

import dev.quell.Telemetry.Latency;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of one kind of times: since the core was made, and over the last minute. A few histograms count
 * them, each for some threads, so that these do not meet (K12). A ring has what those had counted when each of the last
 * quarters of a minute began, by core time; a reader subtracts.
 *
 * <p>Recording never waits: a histogram has a fixed range and never grows. The first time of a quarter copies all,
 * which takes as long as to read their counts. <b>Memory:</b> 37 KB for each of at most {@link #MOST_STRIPES} stripes
 * whose threads have recorded something, and for each of at most {@link #QUARTERS} quarters in which something was
 * recorded.
 */
final class Latencies extends Apart {
  /*
   * Invariants    LA-I1  the quarter in a slot of the ring only rises, and what the slot has was copied before a time
   *                      of that quarter was recorded: a thread reads the slot, then copies, then compares and sets;
   *                      one that records has found the slot filled, or has tried to fill it.
   * Edges         LA-E1  CAS(slot) -> get(slot): the copy
   *               LA-E2  CAS(stripe) -> get(stripe): the histogram
   * Tests         LA-I1, LA-E1  LatenciesStress.LA_I1_TurnVsTurnOfNextRound, LatenciesStress.LA_I1_RecordVsRecord,
   *                      LatenciesTest.shouldKeepANewerQuarterFromALateRecorder
   *               LA-E2  LatenciesStress.LA_I1_RecordVsRecord
   */

  static final int DIGITS = 2;
  static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);
  static final long QUARTER_MS = 15_000;
  static final int QUARTERS = 5;
  private static final int MOST_STRIPES = 16;

  /** What had been recorded when the quarter with this number began. */
  private record Copy(long quarter, Histogram before) {}

  private final CoreClock clock;
  private final int stripes = Stripes.count(MOST_STRIPES);
  private final AtomicReferenceArray<@Nullable AtomicHistogram> counted = new AtomicReferenceArray<>(stripes);
  private final AtomicReferenceArray<@Nullable Copy> ring = new AtomicReferenceArray<>(QUARTERS);
  private volatile long turnMs; // volatile: when to look at the ring again; after the copy of the present quarter
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  Latencies(final CoreClock clock) {
    this.clock = clock;
  }

  /** Records a time. A time of more than an hour counts as an hour, a negative one as none. */
  void record(final long nanos) {
    final long now = clock.coarseMillis();
    if (now >= turnMs) { // volatile: an earlier time only makes this thread look
      turn(now / QUARTER_MS);
    }
    own().recordValue(Math.max(0, Math.min(MAX_NANOS, nanos)));
  }

  private AtomicHistogram own() {
    final int stripe = Stripes.own(stripes);
    final AtomicHistogram seen = counted.get(stripe); // LA-E2 acquire
    if (seen != null) {
      return seen;
    }
    final AtomicHistogram fresh = new AtomicHistogram(MAX_NANOS, DIGITS);
    final AtomicHistogram witness = counted.compareAndExchange(stripe, null, fresh); // LA-E2 release
    return witness == null ? fresh : witness;
  }

  /** Begins this quarter, unless it or a newer one has begun in its slot. */
  void turn(final long quarter) {
    final int slot = (int) (quarter % QUARTERS);
    Copy seen = ring.get(slot); // LA-E1 acquire; LA-I1
    while (seen == null || seen.quarter < quarter) {
      ring.compareAndSet(slot, seen, new Copy(quarter, copy())); // LA-E1 release; LA-I1
      seen = ring.get(slot); // LA-E1 acquire; a late thread may have begun an older one
    }
    turnMs = (quarter + 1) * QUARTER_MS; // volatile: a late thread sets it back, and the next one forward again
  }

  private Histogram copy() {
    final Histogram copy = new Histogram(MAX_NANOS, DIGITS);
    for (int stripe = 0; stripe < stripes; stripe++) {
      final AtomicHistogram some = counted.get(stripe); // LA-E2 acquire
      if (some != null) {
        copy.add(some);
      }
    }
    return copy;
  }

  Latency sinceStart() {
    return latency(copy());
  }

  /** The times of the present quarter and the four before it: of the last 60 to 75 seconds. */
  Latency lastMinute() {
    final long now = clock.coarseMillis() / QUARTER_MS;
    Copy first = null; // of those quarters, the first in which something was recorded
    for (int slot = 0; slot < QUARTERS; slot++) {
      final Copy seen = ring.get(slot); // LA-E1 acquire
      if (seen != null && seen.quarter > now - QUARTERS && (first == null || seen.quarter < first.quarter)) {
        first = seen;
      }
    }
    if (first == null) {
      return latency(new Histogram(MAX_NANOS, DIGITS));
    }
    final Histogram times = copy(); // after the first copy was found: it has all that one has
    times.subtract(first.before);
    return latency(times);
  }

  /** The quarter in this slot of the ring; for tests of one that is filled. */
  @SuppressWarnings("NullAway") // it is filled
  long quarterAt(final int slot) {
    return ring.get(slot).quarter; // LA-E1 acquire
  }

  private static Latency latency(final Histogram times) {
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
