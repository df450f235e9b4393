package dev.quell.internal.live;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes the resources of cursors that were killed, expired or left behind by their session: never on the killing thread.
 *
 * <p>The killer only queues. The background agent looks at the queue in each duty cycle and hands it to the host's executor,
 * or, without one, to daemon threads of its own: one as a rule, and another whenever those there are have been busy with the
 * same resource for {@link #STUCK_MS}. So a resource that blocks delays the others by some milliseconds, not for ever.
 */
public final class CursorCloser {
  private static final int STUCK_MS = 10;
  private static final int MOST_THREADS = 256;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final LiveContext context;
  private final Queue<LiveCursor> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger threads = new AtomicInteger();
  /** Rises with every resource closed by a thread of ours: how the agent sees whether they are stuck. */
  private final AtomicInteger progress = new AtomicInteger();
  private volatile Executor executor;

  // Only for the agent.
  private int seenProgress;
  private long seenAtMillis;

  CursorCloser(final LiveContext context) {
    this.context = context;
  }

  /** The host's executor; null for our own threads. Before the core is handed out. */
  public void use(final Executor hostExecutor) {
    executor = hostExecutor;
  }

  void later(final LiveCursor cursor) {
    queue.add(cursor);
    if (context.isClosed()) { // nobody runs the agent any more
      startThread();
    }
  }

  /** Part of the agent's duty cycle. */
  public int doWork() {
    if (queue.isEmpty()) {
      return 0;
    }
    final Executor host = executor;
    return host != null ? handOver(host) : startThreadIfNeeded();
  }

  private int handOver(final Executor host) {
    int count = 0;
    for (LiveCursor cursor = queue.poll(); cursor != null; cursor = queue.poll()) {
      try {
        host.execute(cursor::closeResource);
      } catch (final Throwable e) { // rejected: ours to do after all (K7)
        context.report(e);
        queue.add(cursor);
        return startThreadIfNeeded();
      }
      count++;
    }
    return count;
  }

  private int startThreadIfNeeded() {
    final int running = threads.get();
    final long now = context.clock.exactMillis();
    if (running == 0 || progress.get() != seenProgress) {
      seenProgress = progress.get();
      seenAtMillis = now;
    }
    final boolean stuck = now - seenAtMillis >= STUCK_MS;
    if (running == 0 || stuck && running < MOST_THREADS) {
      seenAtMillis = now;
      startThread();
      return 1;
    }
    return 0;
  }

  private void startThread() {
    threads.incrementAndGet();
    final Thread thread = new Thread(this::drainAndLeave, "quell-cursor-closer");
    thread.setDaemon(true);
    thread.start();
  }

  private void drainAndLeave() {
    try {
      drain();
    } finally {
      threads.decrementAndGet();
    }
  }

  private void drain() {
    for (LiveCursor cursor = queue.poll(); cursor != null; cursor = queue.poll()) {
      cursor.closeResource();
      progress.incrementAndGet();
    }
  }

  /** Closes what is queued, on threads of our own; for the end of the core. Waits for them, but not for long. */
  public void close() {
    final long deadline = System.nanoTime() + CLOSE_NANOS;
    if (!queue.isEmpty()) {
      startThread();
    }
    while (threads.get() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
