package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.operation.HostOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** K10: a kill claims all, then wakes all that block, then calls what the host registered. */
class KillStepsTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final int VICTIMS = 20;

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final List<BlockedThread> blocked = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    virtual.close();
    for (final BlockedThread thread : blocked) {
      thread.join();
    }
  }

  /** A thread that blocks in an operation until the kill interrupts it; the killing thread then does something. */
  private static final class BlockedThread extends Thread {
    private final Operation operation;
    private final Runnable whenWoken;
    private final CountDownLatch inTheCall = new CountDownLatch(1);

    BlockedThread(final Operation operation, final Runnable whenWoken) {
      this.operation = operation;
      this.whenWoken = whenWoken;
    }

    @Override
    public void run() {
      try {
        operation.interruptibly(
            () -> {
              inTheCall.countDown();
              new CountDownLatch(1).await();
              return null;
            });
      } catch (final Exception e) {
        operation.close();
      }
    }

    @Override
    public void interrupt() {
      whenWoken.run();
      super.interrupt();
    }
  }

  /** Blocks a thread in the operation; the kill runs {@code whenWoken} as it wakes the thread. */
  private void block(final Operation operation, final Runnable whenWoken) throws InterruptedException {
    final BlockedThread thread = new BlockedThread(operation, whenWoken);
    blocked.add(thread);
    thread.setDaemon(true);
    thread.start();
    thread.inTheCall.await();
  }

  @Test
  void shouldClaimAllBeforeItWakesAny() throws InterruptedException {
    final List<Operation> victims = new ArrayList<>();
    final List<Boolean> allClaimed = new CopyOnWriteArrayList<>();
    for (int i = 0; i < VICTIMS; i++) {
      final Operation victim = virtual.session(i, ANN).begin("blocks");
      victims.add(victim);
      block(victim, () -> allClaimed.add(victims.stream().filter(Operation::isRunning).allMatch(Operation::isKilled)));
    }
    core.kill();
    assertEquals(VICTIMS, allClaimed.size());
    assertTrue(allClaimed.stream().allMatch(all -> all), "woken while another was not claimed");
  }

  @Test
  void shouldCallAfterTheLastWake() throws InterruptedException {
    final AtomicInteger woken = new AtomicInteger();
    final List<Integer> wokenAtCall = new CopyOnWriteArrayList<>();
    for (int i = 0; i < VICTIMS; i++) {
      final Operation victim = virtual.session(i, ANN).begin("blocks");
      victim.onKill(cause -> wokenAtCall.add(woken.get()));
      block(victim, woken::incrementAndGet);
    }
    core.kill();
    assertEquals(VICTIMS, wokenAtCall.size());
    assertTrue(wokenAtCall.stream().allMatch(count -> count == VICTIMS), "called before the last wake");
  }

  @Test
  void shouldLeaveTheCallsOfAnEndingVictimToTheKiller() throws InterruptedException {
    final Session session = virtual.session(1, ANN);
    final Operation first = session.begin("woken first"); // claimed first, as the session's first operation
    final Operation ending = session.begin("ends in between");
    final AtomicReference<Thread> called = new AtomicReference<>();
    final AtomicReference<Thread> calledTooEarly = new AtomicReference<>();
    ending.onKill(cause -> called.set(Thread.currentThread()));
    block(
        first,
        () -> {
          ending.close();
          calledTooEarly.set(called.get());
        });
    core.kill();
    assertSame(null, calledTooEarly.get());
    assertSame(Thread.currentThread(), called.get());
  }

  @Test
  void shouldLeaveALateCallbackToTheKiller() throws InterruptedException {
    final Session session = virtual.session(1, ANN);
    final Operation first = session.begin("woken first");
    final Operation other = session.begin("gets callbacks in between");
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger callsTooEarly = new AtomicInteger();
    block(
        first,
        () -> {
          other.onKill(cause -> calls.incrementAndGet()); // finds the run killed
          other.onKill(cause -> calls.incrementAndGet()); // finds the list fired
          callsTooEarly.set(calls.get());
        });
    core.kill();
    assertEquals(0, callsTooEarly.get());
    assertEquals(2, calls.get());
  }

  @Test
  void shouldLeaveTheCallbackOfAChildThatIsBornKilledToTheKiller() throws InterruptedException {
    final Session session = virtual.session(1, ANN);
    final Operation parent = session.begin("woken first");
    final List<Thread> called = new CopyOnWriteArrayList<>();
    final AtomicInteger callsTooEarly = new AtomicInteger();
    block(
        parent,
        () -> {
          final Operation child = parent.child("born killed");
          final Operation grandchild = child.child("born killed, too");
          child.onKill(cause -> called.add(Thread.currentThread()));
          grandchild.onKill(cause -> called.add(Thread.currentThread()));
          callsTooEarly.set(called.size());
        });
    core.kill();
    assertEquals(0, callsTooEarly.get());
    assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), called);
  }

  @Test
  void shouldLeaveTheCallsToAKillThatItHelps() {
    final Session session = virtual.session(1, ANN);
    final Operation victim = session.begin("x");
    final AtomicInteger calls = new AtomicInteger();
    victim.onKill(cause -> calls.incrementAndGet());
    final ClaimBatch standsStill = new ClaimBatch(core.core.claims, 50, "", "");
    standsStill.claim(((HostOperation) victim).present());
    assertEquals(0, core.kill().operationsKilled());
    assertEquals(0, calls.get());
    standsStill.finish();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldLeaveTheCallsOfAVictimThatEndsBeforeTheWakesToTheKiller() {
    final Operation victim = virtual.session(1, ANN).begin("x");
    final AtomicInteger calls = new AtomicInteger();
    victim.onKill(cause -> calls.incrementAndGet());
    final ClaimBatch standsStill = new ClaimBatch(core.core.claims, 50, "", "");
    standsStill.claim(((HostOperation) victim).present());
    victim.close();
    assertEquals(0, calls.get());
    standsStill.finish();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldCallAtOnceForAChildThatIsBornAfterTheKill() {
    final Operation parent = virtual.session(1, ANN).begin("parent");
    core.kill();
    final AtomicInteger calls = new AtomicInteger();
    parent.child("born killed").child("born killed, too").onKill(cause -> calls.incrementAndGet());
    assertEquals(1, calls.get());
  }

  @Test
  void shouldWakeTheOthersWhileACallbackBlocks() {
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch blocks = new CountDownLatch(1);
    final Operation blocking = virtual.session(1, ANN).begin("its callback blocks");
    blocking.onKill(
        cause -> {
          blocks.countDown();
          Worker.until(() -> release.getCount() == 0);
        });
    final Operation sleeping = virtual.session(2, ANN).begin("sleeps");
    final Worker sleeper =
        Worker.start(() -> assertThrows(OperationKilledException.class, () -> sleeping.sleep(LONG)));
    sleeper.untilBlocked();
    final Worker killer = Worker.start(core::kill);
    Worker.until(() -> blocks.getCount() == 0);
    sleeper.join();
    release.countDown();
    killer.join();
  }

  @Test
  void shouldKillWhileACallbackOfAnotherKillBlocks() {
    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch blocks = new CountDownLatch(1);
    final Session session = virtual.session(1, ANN);
    session.begin("its callback blocks").onKill(
        cause -> {
          blocks.countDown();
          Worker.until(() -> release.getCount() == 0);
        });
    final Worker killer = Worker.start(core::kill);
    Worker.until(() -> blocks.getCount() == 0);
    final Operation next = session.begin("next");
    core.kill();
    assertTrue(next.isKilled());
    release.countDown();
    killer.join();
  }

  @Test
  void shouldNotCallOnTheAgentForADeadline() {
    final Operation operation = virtual.session(1, ANN).begin("has a deadline").deadline(Duration.ofMillis(5));
    final AtomicReference<Thread> called = new AtomicReference<>();
    operation.onKill(cause -> called.set(Thread.currentThread()));
    virtual.advance(Duration.ofMillis(50));
    Worker.until(
        () -> {
          virtual.cycle();
          return called.get() != null;
        });
    assertNotSame(Thread.currentThread(), called.get());
  }

  // ---- executors

  @Test
  void shouldCallOnTheExecutor() {
    final List<Runnable> executed = new ArrayList<>();
    final AtomicInteger calls = new AtomicInteger();
    virtual.session(1, ANN).begin("x").onKill(cause -> calls.incrementAndGet(), executed::add);
    core.kill();
    assertEquals(0, calls.get());
    executed.forEach(Runnable::run);
    assertEquals(1, calls.get());
  }

  @Test
  void shouldCallOnceThoughTheExecutorRunsTheTaskTwice() {
    final AtomicInteger calls = new AtomicInteger();
    final Executor twice =
        task -> {
          task.run();
          task.run();
        };
    virtual.session(1, ANN).begin("x").onKill(cause -> calls.incrementAndGet(), twice);
    core.kill();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldCallOnTheExecutorOfTheBuilder() {
    final List<Runnable> executed = new ArrayList<>();
    try (VirtualCore other = new VirtualCore(builder -> builder.callbackExecutor(executed::add))) {
      other.session(1, ANN).begin("x").onKill(cause -> {});
      other.core.kill();
    }
    assertEquals(1, executed.size());
  }

  @Test
  void shouldReportAnExecutorThatRejectsAndCallOnAThreadOfTheCore() {
    final RejectedExecutionException rejection = new RejectedExecutionException("full");
    final AtomicReference<Thread> called = new AtomicReference<>();
    virtual.session(1, ANN).begin("x").onKill(
        cause -> called.set(Thread.currentThread()),
        task -> {
          throw rejection;
        });
    core.kill();
    Worker.until(
        () -> {
          virtual.cycle();
          return called.get() != null;
        });
    assertNotSame(Thread.currentThread(), called.get());
    assertEquals(List.of(rejection), virtual.errors);
  }

  @Test
  void shouldRefuseANullExecutor() {
    final Operation operation = virtual.session(1, ANN).begin("x");
    assertThrows(NullPointerException.class, () -> operation.onKill(cause -> {}, null));
    assertThrows(NullPointerException.class, () -> KillCore.builder().callbackExecutor(null));
  }

  @Test
  void shouldTellTheTimeOfTheClaimsFromTheRest() {
    virtual.session(1, ANN).begin("x").onKill(cause -> virtual.pass(Duration.ofSeconds(3)));
    final KillReport report = core.kill();
    assertEquals(Duration.ZERO, report.claimDuration());
    assertEquals(Duration.ofSeconds(3), report.duration());
  }
}
