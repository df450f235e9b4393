package dev.quell.bench.tail;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Runs operations at the times of a schedule, on one thread, and takes the time of each step <em>from when the
 * operation was meant to start</em>: one that is held up counts for all that should have started meanwhile.
 */
final class OpenLoop implements Runnable {
  private final LongSupplier clock;
  private final Schedule schedule;
  private final Steps steps;
  private final LongConsumer begun;
  private final LongConsumer polled;
  private final LongConsumer ended;
  private long missed;
  private long killed;

  /** One operation. */
  interface Steps {
    void begin();

    boolean isKilled();

    void end();
  }

  OpenLoop(
      final LongSupplier clock,
      final Schedule schedule,
      final Steps steps,
      final LongConsumer begun,
      final LongConsumer polled,
      final LongConsumer ended) {
    this.clock = clock;
    this.schedule = schedule;
    this.steps = steps;
    this.begun = begun;
    this.polled = polled;
    this.ended = ended;
  }

  @Override
  public void run() {
    for (long i = 0; i < schedule.count(); i++) {
      final long intended = schedule.at(i);
      long now = clock.getAsLong();
      while (now - intended < 0) {
        Thread.onSpinWait();
        now = clock.getAsLong();
      }
      if (now - schedule.lastNanos() >= 0) {
        giveUp(i, now);
        return;
      }
      steps.begin();
      begun.accept(clock.getAsLong() - intended);
      killed += steps.isKilled() ? 1 : 0;
      polled.accept(clock.getAsLong() - intended);
      steps.end();
      ended.accept(clock.getAsLong() - intended);
    }
  }

  /** Those that were not even begun have waited until now, at the least. */
  private void giveUp(final long from, final long now) {
    missed = schedule.count() - from;
    for (long i = from; i < schedule.count(); i++) {
      final long waited = now - schedule.at(i);
      begun.accept(waited);
      polled.accept(waited);
      ended.accept(waited);
    }
  }

  Schedule schedule() {
    return schedule;
  }

  /** How many were never begun. */
  long missed() {
    return missed;
  }

  /** How many saw that they were killed. */
  long killed() {
    return killed;
  }
}
