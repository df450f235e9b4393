package dev.quell.server.net;

import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.VirtualThreads;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The threads that commands run on, and two that read large messages. A connection hands in one command at a time and
 * the next when that has been answered, so no queue here is longer than there are connections: it needs no other bound.
 * What was killed while it waited is taken out. On reserved threads users take turns: one who floods them waits behind
 * one command of each other. Work goes in the order in which it came.
 */
final class Lanes {
  private static final int LEAST_CONTROL = 2;
  private static final int MOST_CONTROL = 4;
  private static final int FEW = 2;
  private static final int IDLE_SECONDS = 30;

  private final Map<Lane, Pool> pools = new EnumMap<>(Lane.class);
  /** For work, where each command has a virtual thread of its own; else null. */
  private final @Nullable ExecutorService virtual;
  private final ExecutorService reading;

  /** A command that waits for a thread. Each object is handed in once at a time. */
  interface Task extends Runnable {
    /** Whose it is. */
    Object user();

    /**
     * Called before it is queued.
     *
     * @param waits whether all threads are busy
     * @return false to leave it out
     */
    boolean offer(boolean waits);

    /** Whether nobody has taken it yet. */
    boolean isOffered();
  }

  /** Threads for one lane. Counts what it was given, so that it is known whether one more has to wait. */
  private static final class Pool extends ThreadPoolExecutor {
    private final AtomicInteger given = new AtomicInteger();

    Pool(final String prefix, final int threads, final Function<Runnable, Object> userOf) {
      super(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new FairQueue(userOf), factory(prefix));
      allowCoreThreadTimeOut(true);
    }

    void give(final Task task) {
      final boolean waits = given.incrementAndGet() > getCorePoolSize();
      boolean queued = false;
      try {
        if (task.offer(waits)) {
          execute(task);
          queued = true;
        }
      } finally {
        if (!queued) {
          remove(task); // it may be there though there was no memory for a thread
          given.decrementAndGet();
        }
      }
      if (queued && !task.isOffered()) { // by a thread of this pool; or by a kill, before it was in the queue
        takeOut(task);
      }
    }

    void takeOut(final Task task) {
      if (remove(task)) {
        given.decrementAndGet();
      }
    }

    @Override
    protected void afterExecute(final Runnable task, final @Nullable Throwable failure) {
      given.decrementAndGet();
    }
  }

  Lanes(final NetOptions options) {
    final int cores = Runtime.getRuntime().availableProcessors();
    final int reserved = Math.max(LEAST_CONTROL, Math.min(MOST_CONTROL, cores));
    final Function<Runnable, Object> inTurns = task -> ((Task) task).user();
    pools.put(Lane.CONTROL, new Pool("quell-control-", reserved, inTurns));
    pools.put(Lane.LISTING, new Pool("quell-list-", reserved, inTurns));
    pools.put(Lane.LONG_LISTING, new Pool("quell-long-list-", MOST_CONTROL, inTurns));
    pools.put(Lane.LONG_OPERATOR_LISTING, new Pool("quell-long-op-list-", MOST_CONTROL, inTurns));
    pools.put(Lane.ADMINISTRATION, new Pool("quell-admin-", FEW, inTurns));
    pools.put(Lane.PASSWORD, new Pool("quell-password-", 1, inTurns));
    if (options.virtualThreads() && VirtualThreads.available()) {
      virtual = VirtualThreads.executor().orElseThrow();
    } else {
      virtual = null;
      pools.put(Lane.WORK, new Pool("quell-work-", options.workers(), task -> Lane.WORK));
    }
    reading = new ThreadPoolExecutor(FEW, FEW, IDLE_SECONDS, TimeUnit.SECONDS,
        new FairQueue(task -> ((Reading) task).user), factory("quell-read-"));
  }

  private static ThreadFactory factory(final String prefix) {
    final AtomicInteger number = new AtomicInteger();
    return task -> {
      final Thread thread = new Thread(task, prefix + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Hands in a command.
   *
   * @throws RejectedExecutionException once it is shut down
   */
  void execute(final Lane lane, final Task task) {
    final Pool pool = pools.get(lane);
    if (pool != null) {
      pool.give(task);
    } else if (virtual != null && task.offer(false)) {
      virtual.execute(task);
    }
  }

  /** Takes out a command that waits; does nothing if it does not wait any more. */
  void remove(final Lane lane, final Task task) {
    final Pool pool = pools.get(lane);
    if (pool != null) {
      pool.takeOut(task);
    }
  }

  /**
   * Hands in a large message to be read. Users take turns.
   *
   * @param user whose it is
   * @throws RejectedExecutionException once it is shut down
   */
  void read(final Object user, final Runnable task) {
    reading.execute(new Reading(user, task));
  }

  /** A message that waits to be read. */
  private static final class Reading implements Runnable {
    private final Object user;
    private final Runnable task;

    Reading(final Object user, final Runnable task) {
      this.user = user;
      this.task = task;
    }

    @Override
    public void run() {
      task.run();
    }
  }

  private List<ExecutorService> all() {
    final List<ExecutorService> all = new ArrayList<>(pools.values());
    all.add(reading);
    if (virtual != null) {
      all.add(virtual);
    }
    return all;
  }

  /** Takes no more commands; those that were handed in go on. */
  void shutdown() {
    all().forEach(ExecutorService::shutdown);
  }

  /** Waits until all commands are done; false if the time passed first. */
  boolean await(final long millis) throws InterruptedException {
    final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean done = true;
    for (final ExecutorService each : all()) {
      done &= each.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    return done;
  }

  /** Drops what has not begun, and interrupts what has. */
  void interrupt() {
    all().forEach(ExecutorService::shutdownNow);
  }
}
