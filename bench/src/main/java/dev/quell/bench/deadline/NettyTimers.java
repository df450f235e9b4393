package dev.quell.bench.deadline;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Netty's wheel, with so many slots that each has few of a million that are spread over minutes. */
final class NettyTimers implements Timers {
  private static final int SLOTS = 1 << 16;

  private final HashedWheelTimer timer;

  NettyTimers(final ThreadFactory threads) {
    timer = new HashedWheelTimer(threads, TICK_NANOS, TimeUnit.NANOSECONDS, SLOTS, false);
    timer.start();
  }

  @Override
  public Object arm(final long nanosFromNow, final Runnable task) {
    return timer.newTimeout(timeout -> task.run(), nanosFromNow, TimeUnit.NANOSECONDS);
  }

  @Override
  public void disarm(final Object armed) {
    ((Timeout) armed).cancel();
  }

  @Override
  public void close() {
    timer.stop();
  }
}
