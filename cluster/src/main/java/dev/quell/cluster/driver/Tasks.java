package dev.quell.cluster.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Daemon threads for what may block: kills on the own core, which call code of the host, walks, and listeners. As many
 * as block at once, up to a limit; beyond it tasks wait, and nothing is refused.
 */
public final class Tasks implements Executor {
  private static final int MAX_THREADS = 256;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Thread> living = ConcurrentHashMap.newKeySet();
  private final Consumer<Throwable> errors;
  private final ThreadPoolExecutor pool;
  private volatile boolean closed;

  /**
   * Makes them; there is no thread before the first task.
   *
   * @param name in front of the threads' names
   * @param errors told of what a task throws
   */
  public Tasks(final String name, final Consumer<Throwable> errors) {
    this.errors = errors;
    pool = new ThreadPoolExecutor(
        0, MAX_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
        task -> {
          final Thread thread = new Thread(
              () -> {
                living.add(Thread.currentThread());
                try {
                  task.run();
                } finally {
                  living.remove(Thread.currentThread());
                }
              },
              name + " task " + numbers.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Runs a task soon, on a thread of its own. After the close it runs no more. */
  @Override
  public void execute(final Runnable task) {
    try {
      pool.execute(() -> runAll(task));
    } catch (final RejectedExecutionException e) {
      if (!closed) {
        waiting.add(task);
        takeUp();
      }
    }
  }

  /**
   * Runs a task soon, for what must not be lost: if all threads are at work, and after the close, it is refused.
   *
   * @param task runs on a thread of its own
   * @throws RejectedExecutionException if no thread takes the task
   */
  void executeOrRefuse(final Runnable task) {
    pool.execute(() -> runAll(task));
  }

  /** A thread may have become free before the task was in the queue. */
  private void takeUp() {
    if (pool.getActiveCount() < MAX_THREADS) {
      final Runnable next = waiting.poll();
      if (next != null) {
        execute(next);
      }
    }
  }

  private void runAll(final Runnable first) {
    Runnable next = first;
    while (next != null) {
      try {
        next.run();
      } catch (final RuntimeException | Error e) {
        errors.accept(e);
      }
      next = closed ? null : waiting.poll();
    }
  }

  /**
   * An executor for tasks that must run one after another, in order.
   *
   * @return a new one, which uses a thread only while it has tasks
   */
  public Executor serial() {
    final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    final AtomicInteger pending = new AtomicInteger();
    return task -> {
      queue.add(task);
      if (pending.getAndIncrement() == 0) { // atomic: one thread at a time drains
        execute(() -> drain(queue, pending));
      }
    };
  }

  private void drain(final Queue<Runnable> queue, final AtomicInteger pending) {
    do {
      final Runnable next = queue.poll();
      try {
        if (next != null) {
          next.run();
        }
      } catch (final RuntimeException | Error e) {
        errors.accept(e);
      }
    } while (pending.decrementAndGet() != 0); // atomic: see serial
  }

  /** Ends idle threads at once, and waits a little for those that are at work. */
  public void close() {
    closed = true;
    pool.shutdown();
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    final List<Thread> left = new ArrayList<>(living);
    left.remove(Thread.currentThread());
    try {
      for (final Thread thread : left) {
        final long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis > 0) {
          thread.join(millis);
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
