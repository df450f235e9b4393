package dev.quell.server.net;

import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.VirtualThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that commands run on. A connection hands in one command at a time and the next when that has been
 * answered, so no queue here is longer than there are connections, counting those that have gone and left a command
 * behind: it needs no other bound, and a connection that floods the reserved threads waits behind one command of each
 * other.
 */
final class Lanes {
  private static final int LEAST_CONTROL = 2;
  private static final int MOST_CONTROL = 4;
  private static final int IDLE_SECONDS = 30;

  private final ExecutorService control;
  private final ExecutorService listing;
  private final ExecutorService work;

  Lanes(final NetOptions options) {
    final int cores = Runtime.getRuntime().availableProcessors();
    final int reserved = Math.max(LEAST_CONTROL, Math.min(MOST_CONTROL, cores));
    control = pool("quell-control-", reserved);
    listing = pool("quell-list-", reserved);
    work = options.virtualThreads() && VirtualThreads.available()
        ? VirtualThreads.executor().orElseThrow()
        : pool("quell-work-", options.workers());
  }

  private static ExecutorService pool(final String prefix, final int threads) {
    final AtomicInteger number = new AtomicInteger();
    final ThreadFactory factory = task -> {
      final Thread thread = new Thread(task, prefix + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
    final ThreadPoolExecutor pool = new ThreadPoolExecutor(
        threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Hands in a command.
   *
   * @throws RejectedExecutionException once it is shut down
   */
  void execute(final Lane lane, final Runnable command) {
    (switch (lane) {
      case CONTROL -> control;
      case LISTING -> listing;
      case WORK -> work;
    }).execute(command);
  }

  /** Takes no more commands; those that were handed in go on. */
  void shutdown() {
    control.shutdown();
    listing.shutdown();
    work.shutdown();
  }

  /** Waits until all commands are done; false if the time passed first. */
  boolean await(final long millis) throws InterruptedException {
    final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    return work.awaitTermination(millis, TimeUnit.MILLISECONDS)
        && listing.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)
        && control.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Drops what has not begun, and interrupts what has. */
  void interrupt() {
    control.shutdownNow();
    listing.shutdownNow();
    work.shutdownNow();
  }
}
