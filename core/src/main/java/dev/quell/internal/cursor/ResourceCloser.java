package dev.quell.internal.cursor;

import dev.quell.internal.services.Services;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Closes the resources of cursors that were killed, expired or ended with their session. It never uses the killing
 * thread, unless the core is closed and no other thread can be started.
 *
 * <p>The killer only queues. In each duty cycle the background agent hands the queue to the host's executor or, without
 * one, to daemon threads: one as a rule. Another starts whenever none of them has closed a resource for {@link
 * #STUCK_MS}. So a resource that blocks delays the others by some milliseconds, not for ever.
 */
public final class ResourceCloser {
  /*
   * Invariants    RC-I1  a queued task is run. The agent sees to it or, once that has gone, the close of the core or
   *                      the thread that queued it.
   * Edges         RC-E1  later adds to the queue, then reads agentIsGone; close sets agentIsGone, then reads the queue:
   *                      one sees the other
   * Tests         RC-I1  CloserStress.RC_E1_LaterVsLeave,
   *                      CursorClosingTest.shouldCloseEachOnceWhenTheCoreIsClosedRightAfterAKill,
   *                      ResourceCloserTest.shouldCloseAsSoonAsThereIsAThreadToBeHad,
   *                      ResourceCloserTest.shouldCloseByItselfWithoutAThreadWhenTheAgentHasGone
   *               RC-E1  CloserStress.RC_E1_LaterVsLeave
   */

  private static final int STUCK_MS = 10;
  private static final int MOST_THREADS = 256;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Services services;
  private final ThreadFactory factory;
  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  /** The closer's threads that run or are about to: maybe too many, never too few. */
  private final AtomicInteger threads = new AtomicInteger();
  /** Rises with every resource that one of them closes: shows the agent whether they are stuck. */
  private final AtomicInteger progress = new AtomicInteger();
  private final @Nullable Executor executor; // the host's; null for the closer's threads
  private volatile boolean agentIsGone; // RC-E1

  // For the agent. Once it has gone any thread may write them: then they do not matter.
  private int seenProgress;
  private long seenAtMillis;

  /** @param executor the host's; null for the closer's threads */
  public ResourceCloser(final Services services, final @Nullable Executor executor) {
    this(services, executor, ResourceCloser::newThread);
  }

  /** @param factory makes the closer's threads */
  ResourceCloser(final Services services, final @Nullable Executor executor, final ThreadFactory factory) {
    this.services = services;
    this.executor = executor;
    this.factory = factory;
  }

  private static Thread newThread(final Runnable task) {
    final Thread thread = new Thread(task, "quell-cursor-closer");
    thread.setDaemon(true);
    return thread;
  }

  void later(final Runnable close) {
    queue.add(close); // RC-E1
    if (agentIsGone && doWork() == 0 && threads.get() == 0) { // RC-E1; RC-I1: else close sees the task
      closeOne(); // RC-I1: no other thread may look at the queue again
    }
  }

  /** Hands over what is queued. Part of the agent's duty cycle, as long as there is an agent. */
  public int doWork() {
    if (queue.isEmpty()) { // RC-E1
      return 0;
    }
    return executor != null ? handOver(executor) : startThreadIfNeeded();
  }

  private int handOver(final Executor host) {
    int count = 0;
    // atomic: one thread takes each
    for (Runnable close = queue.poll(); close != null; close = queue.poll()) {
      try {
        host.execute(close);
      } catch (final Throwable e) { // rejected: the closer's threads do it (K7)
        services.report(e);
        queue.add(close); // RC-I1
        return startThreadIfNeeded();
      }
      count++;
    }
    return count;
  }

  private int startThreadIfNeeded() {
    final int running = threads.get(); // atomic: an estimate
    final long now = services.clock.exactMillis();
    final int closed = progress.get(); // atomic: a hint
    if (running == 0 || closed != seenProgress) {
      seenProgress = closed;
      seenAtMillis = now;
    }
    final boolean stuck = now - seenAtMillis >= STUCK_MS || agentIsGone; // RC-I1: no agent will look again
    return running == 0 || stuck && running < MOST_THREADS ? startThread(now) : 0;
  }

  private int startThread(final long now) {
    seenAtMillis = now;
    threads.incrementAndGet(); // RC-I1: before it runs
    try {
      factory.newThread(this::drainAndLeave).start();
      return 1;
    } catch (final Throwable e) { // the process is out of threads: the next look tries again
      threads.decrementAndGet(); // RC-I1: else it would count as a thread that works
      services.report(e);
    }
    return 0;
  }

  private void drainAndLeave() {
    try {
      drain();
    } finally {
      threads.decrementAndGet(); // RC-I1: after its last look at the queue
    }
    if (agentIsGone) { // RC-I1: a task queued since that look may have found MOST_THREADS
      doWork();
    }
  }

  private void drain() {
    while (closeOne()) {
      progress.incrementAndGet(); // atomic: a hint
    }
  }

  private boolean closeOne() {
    final Runnable close = queue.poll(); // atomic: one thread takes each
    if (close != null) {
      close.run();
    }
    return close != null;
  }

  /**
   * Closes what is queued when the core closes. Does the part of the agent, which has gone, until all is closed or
   * {@link #CLOSE_NANOS} have passed. From then on the thread that queues a task sees to it.
   */
  public void close() {
    final long deadline = System.nanoTime() + CLOSE_NANOS;
    do {
      doWork();
      LockSupport.parkNanos(POLL_NANOS);
    } while ((!queue.isEmpty() || threads.get() > 0) && System.nanoTime() < deadline); // atomic: an estimate
    leaveToOthers();
  }

  /** From now on the thread that queues a task sees to it. */
  void leaveToOthers() {
    agentIsGone = true; // RC-E1
    doWork(); // RC-E1; RC-I1: for a task queued just before
  }
}
