package dev.quell.internal.live;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes the resources of cursors that were killed, expired or left behind by their session: never on the killing
 * thread.
 *
 * <p>The killer only queues. The background agent looks at the queue in each duty cycle and hands it to the host's
 * executor, or, without one, to daemon threads of its own: one as a rule, and another whenever those there are have
 * been busy with the same resource for {@link #STUCK_MS}. So a resource that blocks delays the others by some
 * milliseconds, not for ever.
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
  private volatile boolean agentIsGone;

  // For the agent; after it, for whoever comes: then they do not matter.
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
    if (agentIsGone) { // after the queue's CAS: either we see it, or the close sees the cursor
      doWork();
    }
  }

  /** Part of the agent's duty cycle, as long as there is an agent. */
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
    final boolean stuck = now - seenAtMillis >= STUCK_MS || agentIsGone; // nobody will look again
    return running == 0 || stuck && running < MOST_THREADS ? startThread(now) : 0;
  }

  private int startThread(final long now) {
    seenAtMillis = now;
    threads.incrementAndGet();
    final Thread thread = new Thread(this::drainAndLeave, "quell-cursor-closer");
    thread.setDaemon(true);
    thread.start();
    return 1;
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

  /**
   * Closes what is queued when the core ends. Does the agent's part of it, for it is gone, until all is closed, but not
   * for long; from then on whoever queues a cursor sees to it.
   */
  public void close() {
    final long deadline = System.nanoTime() + CLOSE_NANOS;
    do {
      doWork();
      LockSupport.parkNanos(POLL_NANOS);
    } while ((!queue.isEmpty() || threads.get() > 0) && System.nanoTime() < deadline);
    agentIsGone = true;
    doWork(); // for whoever queued one just before
  }
}
