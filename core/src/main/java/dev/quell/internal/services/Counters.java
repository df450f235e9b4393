package dev.quell.internal.services;

import dev.quell.Telemetry;
import dev.quell.Telemetry.Latency;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * What the core counts: rare events, and what kills do. A begin, a poll and the end of a run that was not killed count
 * nothing.
 *
 * <p>Recording never waits: it uses adders, and histograms of a fixed range that never grow.
 */
public final class Counters {
  private static final int DIGITS = 2;
  private static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);

  public final LongAdder sessionsOpened = new LongAdder();
  public final LongAdder sessionsEnded = new LongAdder();
  public final LongAdder sessionsExpired = new LongAdder();
  public final LongAdder sessionsRefused = new LongAdder();
  public final LongAdder cursorsOpened = new LongAdder();
  public final LongAdder cursorsKilled = new LongAdder();
  public final LongAdder cursorsExpired = new LongAdder();
  public final LongAdder cursorsClosed = new LongAdder();
  public final LongAdder kills = new LongAdder();
  public final LongAdder operationsKilled = new LongAdder();
  public final LongAdder hostErrors = new LongAdder();

  private final AtomicHistogram killDuration = new AtomicHistogram(MAX_NANOS, DIGITS);
  private final AtomicHistogram killToStop = new AtomicHistogram(MAX_NANOS, DIGITS);

  public void recordKill(final long nanos) {
    killDuration.recordValue(clamp(nanos));
  }

  /** Records the time from the call of a kill to the end of one of its victims. */
  public void recordStop(final long nanos) {
    killToStop.recordValue(clamp(nanos));
  }

  /** All counters now; {@code sessions} is counted elsewhere. */
  public Telemetry snapshot(final long sessions) {
    return new Telemetry(
        sessions,
        sessionsOpened.sum(),
        sessionsEnded.sum(),
        sessionsExpired.sum(),
        sessionsRefused.sum(),
        cursorsOpened.sum(),
        cursorsClosed.sum(),
        cursorsKilled.sum(),
        cursorsExpired.sum(),
        kills.sum(),
        operationsKilled.sum(),
        hostErrors.sum(),
        latency(killDuration.copy()),
        latency(killToStop.copy()));
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

  private static long clamp(final long nanos) {
    return Math.max(0, Math.min(MAX_NANOS, nanos));
  }
}
