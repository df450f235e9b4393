package dev.quell.internal.services;

import dev.quell.Telemetry;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the core counts: rare events, and what kills do. A begin, a poll and the end of a run that was not killed count
 * nothing.
 *
 * <p>Recording never waits: it uses adders, and {@link Latencies}.
 */
public final class Counters extends Apart {
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

  private final Latencies killDuration;
  private final Latencies killToStop;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  Counters(final CoreClock clock) {
    killDuration = new Latencies(clock);
    killToStop = new Latencies(clock);
  }

  public void recordKill(final long nanos) {
    killDuration.record(nanos);
  }

  /** Records the time from the call of a kill to the end of one of its victims. */
  public void recordStop(final long nanos) {
    killToStop.record(nanos);
  }

  /** All counters now; what there is at the moment is counted elsewhere. */
  public Telemetry snapshot(
      final long sessions, final long operationsRunning, final long cursorsOpen, final long killsPending) {
    return new Telemetry(
        sessions,
        operationsRunning,
        cursorsOpen,
        killsPending,
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
        killDuration.sinceStart(),
        killDuration.lastMinute(),
        killToStop.sinceStart(),
        killToStop.lastMinute());
  }
}
