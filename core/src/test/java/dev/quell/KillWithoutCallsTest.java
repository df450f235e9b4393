package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kill on a thread that must not block leaves to an executor what may block. */
class KillWithoutCallsTest {
  private static final KillRequest ALL = KillRequest.of();

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Queue<Runnable> handedOver = new ArrayDeque<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    virtual.close();
  }

  private Operation victim(final int session) {
    return virtual.session(session, ANN).begin("victim " + session);
  }

  @Test
  void shouldClaimBeforeItReturnsAndCallOnlyOnTheExecutor() {
    final List<Operation> victims = List.of(victim(1), victim(2));
    victims.forEach(victim -> victim.onKill(cause -> seen.add("callback")));
    core.addListener(report -> seen.add("listener"));

    final KillReport report = core.kill(ALL, handedOver::add);

    assertEquals(2, report.operationsKilled());
    assertTrue(victims.stream().allMatch(Operation::isKilled));
    assertEquals(List.of(), seen);
    assertEquals(1, handedOver.size());
    handedOver.remove().run();
    assertEquals(List.of("callback", "callback", "listener"), seen);
  }

  @Test
  void shouldHaveWokenWhatWaitsWhenItReturns() throws Exception {
    final Operation waits = victim(1);
    final CountDownLatch waiting = new CountDownLatch(1);
    final CompletableFuture<Throwable> woken = new CompletableFuture<>();
    final Thread waiter = new Thread(() -> woken.complete(assertThrows(OperationKilledException.class, () -> {
      waits.await(() -> {
        waiting.countDown();
        return false;
      }, Duration.ofDays(1));
    })));
    waiter.start();
    waiting.await();

    core.kill(ALL, handedOver::add);

    woken.get(); // nothing that was handed over has run
    assertEquals(0, handedOver.size());
    waiter.join();
  }

  @Test
  void shouldInterruptBeforeItCalls() throws Exception {
    final Operation blocks = victim(1);
    final CountDownLatch blocked = new CountDownLatch(1);
    final Thread worker = new Thread(() -> {
      try {
        blocks.interruptibly(() -> {
          blocked.countDown();
          new CountDownLatch(1).await();
          return null;
        });
      } catch (final Exception e) {
        blocks.close();
      }
    }) {
      @Override
      public void interrupt() {
        seen.add("interrupt");
        super.interrupt();
      }
    };
    victim(2).onKill(cause -> seen.add("callback"));
    worker.start();
    blocked.await();

    core.kill(ALL, handedOver::add);

    assertEquals(List.of(), seen);
    handedOver.remove().run();
    assertEquals(List.of("interrupt", "callback"), seen);
    worker.join();
  }

  @Test
  void shouldLeaveTheExecutorAloneIfThereIsNothingToCall() {
    victim(1);

    assertEquals(1, core.kill(ALL, handedOver::add).operationsKilled());
    assertEquals(0, core.kill(ALL, handedOver::add).operationsKilled());

    assertEquals(0, handedOver.size());
  }

  @Test
  void shouldTellOfAKillWithoutVictims() {
    core.addListener(report -> seen.add(report.operationsKilled() + " killed"));

    core.kill(ALL, handedOver::add);

    handedOver.remove().run();
    assertEquals(List.of("0 killed"), seen);
  }

  @Test
  void shouldCallOnAThreadOfItsOwnWhatTheExecutorRefuses() throws Exception {
    final CompletableFuture<Thread> caller = new CompletableFuture<>();
    final List<Throwable> errors = new ArrayList<>();
    final RejectedExecutionException full = new RejectedExecutionException("full");
    final Executor refuses = task -> {
      throw full;
    };
    try (KillCore own = KillCore.builder().errorHandler(errors::add).build()) {
      own.startSession(ANN).begin("victim").onKill(cause -> caller.complete(Thread.currentThread()));

      final KillReport report = own.kill(ALL, refuses);

      assertEquals(1, report.operationsKilled());
      assertNotSame(Thread.currentThread(), caller.get());
    }
    assertEquals(List.of(full), errors);
  }

  @Test
  void shouldRefuseWhatIsMissingAndAClosedCore() {
    final Operation victim = victim(1);
    assertThrows(NullPointerException.class, () -> core.kill((KillRequest) null, handedOver::add));
    assertThrows(NullPointerException.class, () -> core.kill(ALL, null));
    assertFalse(victim.isKilled());
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.kill(ALL, handedOver::add));
  }
}
