package dev.quell.internal.waits;

import static dev.quell.explorer.Explorer.fault;
import static dev.quell.explorer.Explorer.finds;
import static dev.quell.explorer.Explorer.mutant;
import static dev.quell.explorer.Explorer.passes;

import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.explorer.Scenario;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.HostTasks;
import dev.quell.internal.services.Services;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Waits of a running operation, on the whole core: a kill ends each at once, and nothing that comes later (K9). */
class WaitsFrayTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final KillCause CAUSE = new KillCause(11601, "", "", 1);
  private static final String ASLEEP = "slept on";
  private static final String STRAY = "interrupted after the call";

  @Test
  void shouldWakeAllThatPark() throws IOException {
    passes(Parks.class);
  }

  @Test
  void shouldInterruptOneThatBlocks() throws IOException {
    passes(Blocks.class);
  }

  @Test
  void shouldFindOneThatDoesNotLookForTheKill() throws IOException {
    finds(ASLEEP, Blocks.class, mutant("K9-no-look-after-joining"));
  }

  @Test
  void shouldFindOneThatLooksBeforeItJoins() throws IOException {
    finds(ASLEEP, Blocks.class, mutant("K9-looks-before-joining"));
  }

  @Test
  void shouldFindOneThatTakesTheOthersOffTheList() throws IOException {
    finds(
        ASLEEP,
        Parks.class,
        fault(
            "internal/waits/WaitList.java",
            List.of("      if (HEAD.compareAndSet(this, seen, without)) {"),
            List.of("      if (HEAD.compareAndSet(this, seen, null)) {")));
  }

  @Test
  void shouldWakeOneThatIsSignalled() throws IOException {
    passes(Signalled.class);
  }

  @Test
  void shouldFindOneThatLooksAtTheConditionBeforeItJoins() throws IOException {
    finds(
        ASLEEP,
        Signalled.class,
        fault(
            "internal/operation/OperationWaits.java",
            List.of("    RunWaits.join(run, parked);", "    try {"),
            List.of(
                "    if (condition.getAsBoolean()) { return true; }",
                "    RunWaits.join(run, parked);",
                "    LockSupport.parkNanos(operation, nanos);",
                "    try {")));
  }

  @Test
  void shouldNotInterruptAfterTheCall() throws IOException {
    passes(Interrupted.class);
  }

  @Test
  void shouldFindAnInterruptThatNobodyHasClaimed() throws IOException {
    finds(STRAY, Interrupted.class, mutant("K9-interrupt-without-claim"));
  }

  @Test
  void shouldFindACallThatDoesNotWaitForTheInterrupt() throws IOException {
    finds(STRAY, Interrupted.class, mutant("K9-disarm-does-not-wait"));
  }

  @Test
  void shouldInterruptTheOuterCall() throws IOException {
    passes(Nested.class);
  }

  @Test
  void shouldFindAnInnerCallThatTakesTheOthersInterrupt() throws IOException {
    finds(
        "the outer call was not interrupted",
        Nested.class,
        fault(
            "internal/waits/BlockingCall.java",
            List.of("      if (call.hasInterrupted()) {"),
            List.of("      if (call == null) {")));
  }

  @Test
  void shouldCallOnceThoughTheExecutorRuns() throws IOException {
    passes(CalledBack.class);
  }

  @Test
  void shouldFindACallbackThatIsCalledAgain() throws IOException {
    finds(
        "called 2",
        CalledBack.class,
        fault(
            "internal/waits/KillCallback.java",
            List.of("    if (!called.compareAndSet(false, true)) {", "      return;", "    }"),
            List.of("    if (called.get()) {", "      return;", "    }", "    called.set(true);")));
  }

  @Test
  void shouldCompleteTheReport() throws IOException {
    passes(Reported.class);
  }

  @Test
  void shouldFindAReportThatLooksBeforeItJoins() throws IOException {
    finds(
        "not completed",
        Reported.class,
        fault(
            "internal/claim/KillRecord.java",
            List.of(
                "    join(notice);",
                "    if ((long) PENDING.getVolatile(this) <= 0) {"),
            List.of(
                "    final long seen = (long) PENDING.getVolatile(this);",
                "    join(notice);",
                "    if (seen <= 0) {")));
  }

  /** A session of its own, in which one operation runs. The core is made before the first schedule, for all. */
  abstract static class OneOperation implements Scenario {
    static final KillCore CORE = KillCore.builder().hostRunsAgent().nanoClock(() -> 0).build();
    private static final UUID ID = new UUID(0, 1);

    private final Session session = CORE.session(ID, Owner.of("ann", "app"));
    final Operation operation = session.begin("x");

    @Override
    public final void run() throws InterruptedException {
      meet();
      operation.close();
      session.end();
    }

    abstract void meet() throws InterruptedException;

    final KillReport kill() {
      return CORE.kill(KillPattern.session(ID));
    }

    /** Waits until it is killed, and no longer. */
    final void untilKilled(final Waiting waiting) {
      final long start = System.nanoTime();
      try {
        waiting.await();
      } catch (final OperationKilledException e) {
        // as it should be
      } catch (final Exception e) {
        throw new AssertionError(e);
      }
      if (System.nanoTime() - start >= LONG.toNanos()) {
        throw new AssertionError(ASLEEP);
      }
    }
  }

  @FunctionalInterface
  interface Waiting {
    void await() throws Exception;
  }

  /** One sleeps, one waits for a moment and gives up, and a kill comes. */
  static final class Parks extends OneOperation {
    @Override
    void meet() throws InterruptedException {
      final Thread sleeper = new Thread(() -> untilKilled(() -> operation.sleep(LONG)));
      final Thread other = new Thread(() -> untilKilled(() -> operation.await(() -> false, Duration.ofNanos(1))));
      sleeper.start();
      other.start();
      kill();
      sleeper.join();
      other.join();
    }
  }

  /** A thread blocks in a call of the host's, which a kill interrupts. */
  static final class Blocks extends OneOperation {
    @Override
    void meet() throws InterruptedException {
      final Thread thread =
          new Thread(() -> untilKilled(() -> operation.interruptibly(() -> {
            Thread.sleep(LONG.toMillis());
            return null;
          })));
      thread.start();
      kill();
      thread.join();
    }
  }

  /** One waits for a condition, which becomes true. */
  static final class Signalled extends OneOperation {
    @Override
    void meet() throws InterruptedException {
      final AtomicBoolean condition = new AtomicBoolean();
      final Thread waiter = new Thread(() -> untilKilled(() -> operation.await(condition::get, LONG)));
      waiter.start();
      condition.set(true);
      operation.signal();
      waiter.join();
    }
  }

  /** A kill interrupts a blocking call, which ends just then. */
  static final class Interrupted implements Scenario {
    @Override
    public void run() throws InterruptedException {
      final BlockingCall call = new BlockingCall();
      final Thread killer = new Thread(() -> call.killed(CAUSE));
      killer.start();
      final boolean told = call.leave();
      if (Thread.interrupted()) {
        throw new AssertionError(STRAY);
      }
      try {
        killer.join();
      } catch (final InterruptedException e) {
        throw new AssertionError(STRAY + (told ? " again" : ""), e);
      }
    }
  }

  /** Kills interrupt a blocking call and the one around it, while the inner one ends. */
  static final class Nested implements Scenario {
    @Override
    public void run() throws InterruptedException {
      final BlockingCall outer = new BlockingCall();
      final BlockingCall inner = new BlockingCall();
      final Thread killer = new Thread(() -> outer.killed(CAUSE));
      final Thread other = new Thread(() -> inner.killed(CAUSE));
      killer.start();
      other.start();
      inner.leave();
      boolean interrupted;
      try {
        killer.join();
        interrupted = Thread.interrupted();
      } catch (final InterruptedException e) {
        interrupted = true;
      }
      if (!interrupted || !outer.leave()) {
        throw new AssertionError("the outer call was not interrupted");
      }
      killer.join();
      other.join();
    }
  }

  /** An executor that runs the callback on another thread, and throws too. */
  static final class CalledBack implements Scenario {
    private final Services services = new Services(new CoreClock(() -> 0, 0), () -> 7, error -> {});
    private final HostTasks own = HostTasks.withoutExecutor(services, "callbacks");
    private final ConcurrentLinkedQueue<Thread> started = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public void run() throws InterruptedException {
      new KillCallback(new Claims(services, own), cause -> calls.incrementAndGet(), this::runAndReject).killed(CAUSE);
      own.close();
      for (final Thread thread : started) {
        thread.join();
      }
      if (calls.get() != 1) {
        throw new AssertionError("called " + calls);
      }
    }

    private void runAndReject(final Runnable task) {
      final Thread thread = new Thread(task);
      started.add(thread);
      thread.start();
      throw new RejectedExecutionException();
    }
  }

  /** One asks to be told when the victim has stopped, which it does just then. The agent hands that over. */
  static final class Reported extends OneOperation {
    private static final int CYCLES = 20;

    @Override
    void meet() throws InterruptedException {
      final AtomicInteger told = new AtomicInteger();
      final Thread victim = new Thread(operation::close);
      final KillReport report = kill();
      victim.start();
      report.whenStopped().thenRun(told::incrementAndGet);
      victim.join();
      for (int cycle = 0; told.get() == 0 && cycle < CYCLES; cycle++) {
        work();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      if (told.get() != 1) {
        throw new AssertionError("not completed, but told " + told);
      }
    }

    private static void work() {
      try {
        CORE.agent().doWork();
      } catch (final Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
