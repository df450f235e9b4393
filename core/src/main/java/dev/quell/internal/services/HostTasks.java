package dev.quell.internal.services;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs code of the host that a kill must not wait for: it closes the resources of cursors that were killed, expired or
 * ended with their session, and calls what the agent or an ending operation may not call. It never uses the killing
 * thread, unless the core is closed and no other thread can be started.
 *
 * <p>{@link #later} only queues. In each duty cycle the background agent hands the queue to daemon threads: one as a
 * rule. Another starts whenever none of them has finished a task for {@link #STUCK_MS}. So a task that blocks delays
 * the others by some milliseconds, not for ever. They run the tasks, or give them to the host's executor if there is
 * one. If the host runs the agent, that gives them to the executor itself.
 */
public final class HostTasks {
  /*
   * Invariants    HT-I1  a queued task is run. The agent sees to it or, once that has gone, the close of the core or
   *                      the thread that queued it.
   * Edges         HT-E1  later adds to the queue, then reads agentIsGone; close sets agentIsGone, then reads the queue:
   *                      one sees the other
   * Tests         HT-I1  HostTasksStress.HT_E1_LaterVsLeave,
   *                      CursorClosingTest.shouldCloseEachOnceWhenTheCoreIsClosedRightAfterAKill,
   *                      HostTasksTest.shouldCloseAsSoonAsThereIsAThreadToBeHad,
   *                      HostTasksTest.shouldCloseByItselfWithoutAThreadWhenTheAgentHasGone
   *               HT-E1  HostTasksStress.HT_E1_LaterVsLeave
   */

  private static final int STUCK_MS = 10;
  private static final int MOST_THREADS = 256;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Services services;
  private final ThreadFactory factory;
  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  /** The threads of its own that run or are about to: maybe too many, never too few. */
  private final AtomicInteger threads = new AtomicInteger();
  /** Rises with every task that one of them has run: shows the agent whether they are stuck. */
  private final AtomicInteger progress = new AtomicInteger();
  private final @Nullable Executor executor; // the host's; null for threads of its own
  private final boolean executorMayBlock;
  private volatile boolean agentIsGone; // HT-E1

  // For the agent. Once it has gone any thread may write them: then they do not matter.
  private int seenProgress;
  private long seenAtMillis;

  /** @param factory makes the threads */
  HostTasks(
      final Services services,
      final @Nullable Executor executor,
      final boolean executorMayBlock,
      final ThreadFactory factory) {
    this.services = services;
    this.executor = executor;
    this.executorMayBlock = executorMayBlock;
    this.factory = factory;
  }

  /** With threads of its own, which have this name. */
  public static HostTasks withoutExecutor(final Services services, final String name) {
    return new HostTasks(services, null, true, task -> newThread(name, task));
  }

  /**
   * With the host's executor.
   *
   * @param executorMayBlock whether a thread of its own, which has this name, calls the executor; else the agent does
   */
  public static HostTasks withExecutor(
      final Services services, final Executor executor, final boolean executorMayBlock, final String name) {
    return new HostTasks(services, executor, executorMayBlock, task -> newThread(name, task));
  }

  private static Thread newThread(final String name, final Runnable task) {
    final Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Queues the task. It catches what it throws. */
  public void later(final Runnable task) {
    queue.add(task); // HT-E1
    if (agentIsGone && doWork() == 0 && threads.get() == 0) { // HT-E1; HT-I1: else close sees the task
      runOne(); // HT-I1: no other thread may look at the queue again
    }
  }

  /** Hands over what is queued. Part of the agent's duty cycle, as long as there is an agent. */
  public int doWork() {
    if (queue.isEmpty()) { // HT-E1
      return 0;
    }
    return executor != null && !executorMayBlock ? handOver(executor) : startThreadIfNeeded();
  }

  private int handOver(final Executor host) {
    int count = 0;
    // atomic: one thread takes each
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      try {
        host.execute(task);
      } catch (final Throwable e) { // rejected: its own threads do it (K7)
        services.report(e);
        queue.add(task); // HT-I1
        return startThreadIfNeeded();
      }
      count++;
    }
    return count;
  }

  private int startThreadIfNeeded() {
    final int running = threads.get(); // atomic: an estimate
    final long now = services.clock.exactMillis();
    final int done = progress.get(); // atomic: a hint
    if (running == 0 || done != seenProgress) {
      seenProgress = done;
      seenAtMillis = now;
    }
    final boolean stuck = now - seenAtMillis >= STUCK_MS || agentIsGone; // HT-I1: no agent will look again
    return running == 0 || stuck && running < MOST_THREADS ? startThread(now) : 0;
  }

  private int startThread(final long now) {
    seenAtMillis = now;
    threads.incrementAndGet(); // HT-I1: before it runs
    try {
      factory.newThread(this::drainAndLeave).start();
      return 1;
    } catch (final Throwable e) { // the process is out of threads: the next look tries again
      threads.decrementAndGet(); // HT-I1: else it would count as a thread that works
      services.report(e);
    }
    return 0;
  }

  private void drainAndLeave() {
    try {
      drain();
    } finally {
      threads.decrementAndGet(); // HT-I1: after its last look at the queue
    }
    if (agentIsGone) { // HT-I1: a task queued since that look may have found MOST_THREADS
      doWork();
    }
  }

  private void drain() {
    while (runOne()) {
      Thread.interrupted(); // what a task has left must not meet the next
      progress.incrementAndGet(); // atomic: a hint
    }
  }

  private boolean runOne() {
    final Runnable task = queue.poll(); // atomic: one thread takes each
    if (task != null) {
      runOrHandOver(task);
    }
    return task != null;
  }

  private void runOrHandOver(final Runnable task) {
    if (executor != null && executorMayBlock) {
      try {
        executor.execute(task);
        return;
      } catch (final Throwable e) { // rejected: this thread does it (K7)
        services.report(e);
      }
    }
    task.run();
  }

  /**
   * Runs what is queued when the core closes. Does the part of the agent, which has gone, until all is done or
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
    agentIsGone = true; // HT-E1
    doWork(); // HT-E1; HT-I1: for a task queued just before
  }
}
