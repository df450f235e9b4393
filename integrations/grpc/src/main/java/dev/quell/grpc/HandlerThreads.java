package dev.quell.grpc;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where handlers are told of a kill unless the host says otherwise: a few daemon threads of the process, which go when
 * they are idle.
 */
final class HandlerThreads {
  private static final int MOST = 16;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static final ThreadPoolExecutor SHARED = shared();

  private HandlerThreads() {}

  private static ThreadPoolExecutor shared() {
    final ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              final Thread thread = new Thread(task, "quell-grpc-cancel-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
