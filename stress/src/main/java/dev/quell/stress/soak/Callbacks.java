package dev.quell.stress.soak;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** All callbacks of a round, and the executor that the host has for some of them. */
final class Callbacks {
  private static final String POOL = "soak-callbacks";

  private final ConcurrentLinkedQueue<CallbackBook> all = new ConcurrentLinkedQueue<>();
  private final ExecutorService pool =
      Executors.newSingleThreadExecutor(task -> {
        final Thread thread = new Thread(task, POOL);
        thread.setDaemon(true);
        return thread;
      });

  Executor pool() {
    return pool;
  }

  static boolean isPool(final Thread thread) {
    return thread.getName().equals(POOL);
  }

  /** One that is certain to be for the run that it names. */
  void add(final CallbackBook callback) {
    all.add(callback);
  }

  /** Who was killed was told once, and nobody else (K9). The core's own threads may still be calling. */
  void check(final Await await) {
    await.until(() -> all.stream().allMatch(CallbackBook::isDone));
    all.forEach(CallbackBook::check);
    pool.shutdown();
  }

  /** Waits with patience. */
  @FunctionalInterface
  interface Await {
    boolean until(BooleanSupplier event);
  }
}
