package dev.quell.cluster.jgroups;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jgroups.util.ThreadFactory;

/** Makes the threads of one engine, daemons with a name that tells whose they are, and waits for their end. */
final class Threads implements ThreadFactory {
  private final String member;
  private final Set<Thread> living = ConcurrentHashMap.newKeySet();

  Threads(final String member) {
    this.member = member;
  }

  @Override
  public Thread newThread(final Runnable task) {
    return newThread(task, "work");
  }

  @Override
  public Thread newThread(final Runnable task, final String name) {
    final Thread thread =
        new Thread(
            () -> {
              living.add(Thread.currentThread());
              try {
                task.run();
              } finally {
                living.remove(Thread.currentThread());
              }
            },
            "quell-cluster-" + member + " " + name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void renameThread(final String base, final Thread thread) {}

  @Override
  public void setPattern(final String pattern) {}

  @Override
  public void setIncludeClusterName(final boolean include) {}

  @Override
  public void setClusterName(final String name) {}

  @Override
  public void setAddress(final String address) {}

  @Override
  public boolean useVirtualThreads() {
    return false;
  }

  /** Waits until all have ended, but for the caller and no longer than a second or so. */
  void awaitEnd() {
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    for (final Thread thread : living) {
      final long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (thread != Thread.currentThread() && left > 0) {
        try {
          thread.interrupt();
          thread.join(left);
        } catch (final InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
