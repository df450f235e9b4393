package dev.quell.bench.deadline;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The JDK's pool with one thread: a heap under a lock. What is taken back leaves it at once, or it would pile up. */
final class PoolTimers implements Timers {
  private final ScheduledThreadPoolExecutor pool;

  PoolTimers(final ThreadFactory threads) {
    pool = new ScheduledThreadPoolExecutor(1, threads);
    pool.setRemoveOnCancelPolicy(true);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is given back to disarm
  public Object arm(final long nanosFromNow, final Runnable task) {
    return pool.schedule(task, nanosFromNow, TimeUnit.NANOSECONDS);
  }

  @Override
  public void disarm(final Object armed) {
    ((Future<?>) armed).cancel(false);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
