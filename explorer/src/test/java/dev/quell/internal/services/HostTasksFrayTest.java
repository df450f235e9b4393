package dev.quell.internal.services;

import static dev.quell.explorer.Explorer.fault;
import static dev.quell.explorer.Explorer.finds;
import static dev.quell.explorer.Explorer.mutant;
import static dev.quell.explorer.Explorer.passes;

import dev.quell.explorer.Scenario;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The threads of the core's own, which close resources and call the host: each task runs once, whatever fails. */
class HostTasksFrayTest {
  private static final String FILE = "internal/services/HostTasks.java";
  private static final String NOT_ONCE = "not run once";

  @Test
  void shouldRunEachOnceWhileTheCoreCloses() throws IOException {
    passes(Closes.class);
  }

  @Test
  void shouldFindOneThatLooksForTheAgentFirst() throws IOException {
    finds(NOT_ONCE, Closes.class, mutant("K7-closer-looks-before-it-queues"));
  }

  @Test
  void shouldRunEachOnceWhileTheAgentGoes() throws IOException {
    passes(Goes.class);
  }

  @Test
  void shouldFindAnAgentThatLooksBeforeItSaysThatItGoes() throws IOException {
    finds(
        NOT_ONCE,
        Goes.class,
        fault(FILE, List.of("    agentIsGone = true;", "    doWork();"), List.of("doWork();", "agentIsGone = true;")));
  }

  @Test
  void shouldRunEachOnceWhenAThreadCannotBeStarted() throws IOException {
    passes(OutOfThreads.class);
  }

  @Test
  void shouldFindAThreadThatDoesNotLookAgain() throws IOException {
    finds(
        NOT_ONCE,
        OutOfThreads.class,
        fault(FILE, List.of("    if (agentIsGone) {", "      doWork();", "    }"), List.of("")));
  }

  @Test
  void shouldRunEachOnceWhenTheExecutorRejects() throws IOException {
    passes(Rejects.class);
    passes(RejectsTheAgent.class);
  }

  @Test
  void shouldFindATaskThatIsRejectedAndForgotten() throws IOException {
    finds(NOT_ONCE, RejectsTheAgent.class, fault(FILE,
        List.of("        services.report(e);", "        queue.add(task);"), List.of("services.report(e);")));
  }

  @Test
  void shouldRunTheOthersWhenATaskBlocks() throws IOException {
    passes(Blocks.class);
  }

  @Test
  void shouldFindAnAgentThatWaitsForTheBusyThread() throws IOException {
    finds(
        NOT_ONCE,
        Blocks.class,
        fault(
            FILE,
            List.of("    return running == 0 || stuck && running < MOST_THREADS ? startThread(now) : 0;"),
            List.of("    return running == 0 ? startThread(now) : 0;")));
  }

  /** Two threads queue a task each. What else goes on is the subclass's. */
  abstract static class Queued implements Scenario {
    private static final int SAFE = Integer.MAX_VALUE;
    private final ConcurrentLinkedQueue<Throwable> reported = new ConcurrentLinkedQueue<>();
    final Services services = new Services(new CoreClock(() -> System.nanoTime(), 0), () -> 7, reported::add);
    final AtomicInteger first = new AtomicInteger();
    final AtomicInteger second = new AtomicInteger();
    private final ConcurrentLinkedQueue<Thread> own = new ConcurrentLinkedQueue<>();
    private final AtomicInteger starts = new AtomicInteger();
    private final int failing;
    private final HostTasks tasks;

    Queued(final int failing, final Executor executor, final boolean mayBlock) {
      this.failing = failing;
      tasks = new HostTasks(services, executor, mayBlock, this::newThread);
    }

    Queued() {
      this(SAFE, null, true);
    }

    private Thread newThread(final Runnable task) {
      if (starts.incrementAndGet() == failing) {
        throw new IllegalStateException("unable to create a native thread");
      }
      final Thread thread = new Thread(task);
      own.add(thread);
      return thread;
    }

    @Override
    public final void run() throws InterruptedException {
      final Thread killer = new Thread(() -> tasks.later(this::runFirst));
      final Thread other = new Thread(() -> tasks.later(this::runSecond));
      killer.start();
      other.start();
      agent(tasks);
      killer.join();
      other.join();
      afterwards(tasks);
      for (Thread thread = own.poll(); thread != null; thread = own.poll()) { // one that ends may start another
        thread.join();
      }
      if (first.get() != 1 || second.get() != 1) {
        throw new AssertionError(NOT_ONCE + ": " + first + " and " + second + " " + reported);
      }
    }

    void runFirst() {
      first.incrementAndGet();
    }

    void runSecond() {
      second.incrementAndGet();
    }

    /** What the agent does meanwhile. */
    abstract void agent(HostTasks all);

    /** What the agent does when both are queued. */
    void afterwards(final HostTasks all) {}
  }

  static final class Closes extends Queued {
    @Override
    void agent(final HostTasks all) {
      all.doWork();
      all.close();
    }
  }

  static final class Goes extends Queued {
    Goes() {
      super(0, Runnable::run, false);
    }

    @Override
    void agent(final HostTasks all) {
      all.leaveToOthers();
    }
  }

  static final class OutOfThreads extends Queued {
    OutOfThreads() {
      super(2, null, true);
    }

    @Override
    void agent(final HostTasks all) {
      all.leaveToOthers();
    }
  }

  /** An executor that rejects the first task that it gets. */
  private static Executor rejecting() {
    final AtomicInteger given = new AtomicInteger();
    return task -> {
      if (given.incrementAndGet() == 1) {
        throw new RejectedExecutionException();
      }
      task.run();
    };
  }

  /** It is called on threads of the core's own. */
  static final class Rejects extends Queued {
    Rejects() {
      super(0, rejecting(), true);
    }

    @Override
    void agent(final HostTasks all) {
      all.doWork();
      all.close();
    }
  }

  /** It is called on the agent's thread. */
  static final class RejectsTheAgent extends Queued {
    RejectsTheAgent() {
      super(0, rejecting(), false);
    }

    @Override
    void agent(final HostTasks all) {
      all.doWork();
      all.close();
    }
  }

  /** The first task ends when the second has run. */
  static final class Blocks extends Queued {
    private static final int CYCLES = 100;
    private final CountDownLatch done = new CountDownLatch(1);

    @Override
    void runFirst() {
      try {
        done.await();
      } catch (final InterruptedException e) {
        throw new AssertionError(e);
      }
      first.incrementAndGet();
    }

    @Override
    void runSecond() {
      second.incrementAndGet();
      done.countDown();
    }

    @Override
    void agent(final HostTasks all) {
      all.doWork();
    }

    @Override
    void afterwards(final HostTasks all) {
      for (int cycle = 0; first.get() + second.get() < 2; cycle++) {
        if (cycle > CYCLES) {
          throw new AssertionError(NOT_ONCE + ": one blocks all");
        }
        all.doWork();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }
}
