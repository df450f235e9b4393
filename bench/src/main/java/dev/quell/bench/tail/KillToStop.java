package dev.quell.bench.tail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Kills a victim at the times of a schedule; what counts is the time <em>from when the kill was meant to be called</em>
 * until the victim has stopped. Two threads run it.
 */
final class KillToStop {
  /** Before a kill the killer spins for so long, as a sleep ends some time too late. */
  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

  private final Schedule schedule;
  private final Victim victim;
  private final LongConsumer stops;

  /** Rounds that the victim has begun, and whose kill has returned: one that has not may still hit the next round. */
  private volatile long begun;

  private volatile long returned;

  /** How many there will be: fewer than planned if they take too long. */
  private volatile long rounds;

  KillToStop(final Schedule schedule, final Victim victim, final LongConsumer stops) {
    this.schedule = schedule;
    this.victim = victim;
    this.stops = stops;
    this.rounds = schedule.count();
  }

  void beVictim() {
    try {
      for (long round = 0; round < rounds; round++) {
        victim.begin(round);
        begun = round + 1;
        victim.awaitStop();
        stops.accept(System.nanoTime() - schedule.at(round));
        victim.end();
        while (returned <= round) {
          Thread.yield();
        }
      }
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
    final long now = System.nanoTime();
    for (long round = rounds; round < schedule.count(); round++) {
      stops.accept(now - schedule.at(round)); // at the least
    }
  }

  void beKiller() {
    for (long round = 0; round < rounds; round++) {
      sleepUntil(schedule.at(round));
      while (begun <= round) {
        Thread.yield(); // the scheduler may have put the victim behind us on this very processor
      }
      if (System.nanoTime() - schedule.lastNanos() >= 0) {
        rounds = round + 1;
      }
      victim.stop(round);
      returned = round + 1;
    }
  }

  private static void sleepUntil(final long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  Schedule schedule() {
    return schedule;
  }

  /** How many kills were never called. */
  long missed() {
    return schedule.count() - rounds;
  }
}
