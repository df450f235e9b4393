package dev.quell.jdbc;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where statements are cancelled unless the host says otherwise: a few daemon threads of the process, which go when
 * they are idle. They are few because in most drivers each cancel opens a connection to the database: a kill of
 * thousands must not storm it.
 *
 * <p><b>Limit:</b> all adapters of the process share them. A database that does not answer may block all of them, until
 * its driver gives up; the cancels of other databases wait meanwhile. A host with several databases gives each adapter
 * its own {@link KillableJdbcBuilder#executor}, and sets the driver's timeouts for connecting and reading.
 */
final class CancelThreads {
  private static final int MOST = 16;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static final ThreadPoolExecutor SHARED = shared();

  private CancelThreads() {}

  private static ThreadPoolExecutor shared() {
    final ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              final Thread thread = new Thread(task, "quell-jdbc-cancel-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
