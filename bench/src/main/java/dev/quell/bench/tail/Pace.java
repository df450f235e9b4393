package dev.quell.bench.tail;

import java.util.concurrent.TimeUnit;

/**
 * At which rate things are to be done and for how long.
 *
 * @param perSecond the rate
 * @param warmUpSeconds before what is measured
 * @param seconds that are measured
 */
record Pace(double perSecond, double warmUpSeconds, double seconds) {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** From now to the first, for threads to start. */
  private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  Schedule warmUp() {
    return from(warmUpSeconds);
  }

  Schedule measured() {
    return from(seconds);
  }

  private Schedule from(final double seconds) {
    final long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    return Schedule.during(System.nanoTime() + HEAD_START_NANOS, perSecond, nanos);
  }

  /**
   * Runs the tasks to their end. If they still run at the schedule's last time {@code free} is called, which lets them
   * go on if something kept them from it.
   */
  void run(final Schedule schedule, final Runnable free, final Task... tasks) throws InterruptedException {
    for (final Task task : tasks) {
      task.start();
    }
    for (final Task task : tasks) {
      while (!task.awaitDone(INTERVAL_NANOS)) {
        if (System.nanoTime() - schedule.lastNanos() >= 0) {
          free.run();
        }
      }
    }
  }
}
