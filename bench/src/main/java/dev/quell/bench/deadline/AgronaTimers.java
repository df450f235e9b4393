package dev.quell.bench.deadline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;

/** Agrona's wheel, which is for one thread, behind a lock, and polled every millisecond. */
final class AgronaTimers implements Timers {
  private static final int SLOTS = 1 << 16;
  private static final int MOST_AT_ONCE = 8_192;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final DeadlineTimerWheel wheel =
      new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), TICK_NANOS, SLOTS);
  private final Long2ObjectHashMap<Runnable> tasks = new Long2ObjectHashMap<>();
  private volatile boolean closed;

  AgronaTimers(final ThreadFactory threads) {
    threads.newThread(this::work).start();
  }

  @Override
  public Object arm(final long nanosFromNow, final Runnable task) {
    final long deadline = System.nanoTime() + nanosFromNow;
    lock.lock();
    try {
      final long id = wheel.scheduleTimer(deadline);
      tasks.put(id, task);
      return id;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void disarm(final Object armed) {
    lock.lock();
    try {
      wheel.cancelTimer((Long) armed);
      tasks.remove((Long) armed);
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    final List<Runnable> due = new ArrayList<>();
    while (!closed) {
      if (poll(due)) {
        LockSupport.parkNanos(PERIOD_NANOS);
      }
      due.forEach(Runnable::run);
      due.clear();
    }
  }

  /** Takes what is due; true if nothing more is. */
  private boolean poll(final List<Runnable> due) {
    final long now = System.nanoTime();
    lock.lock();
    try {
      while (due.size() < MOST_AT_ONCE) {
        final int expired =
            wheel.poll(now, (unit, at, id) -> due.add(tasks.remove(id)), MOST_AT_ONCE);
        if (expired == 0 && wheel.currentTickTime() > now) {
          return due.isEmpty();
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
