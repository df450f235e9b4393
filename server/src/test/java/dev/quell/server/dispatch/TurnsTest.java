package dev.quell.server.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final KillCore core = KillCore.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Turns turns = new Turns(1);
  private final Turns.Turn first = turns.turn();
  private final Turns.Turn second = turns.turn();

  @AfterEach
  void close() {
    threads.shutdownNow();
    core.close();
  }

  /** Takes part on a thread of its own; done when it has its place. */
  private CompletableFuture<Void> taking(final Turns.Turn turn, final Operation operation) {
    return CompletableFuture.runAsync(() -> turn.next(operation), threads);
  }

  private void awaitWaiting() {
    while (!turns.isAwaited()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldTakeAPlaceThatIsFree() {
    first.next(core.begin("first"));
    assertEquals(0, turns.free());
  }

  @Test
  void shouldKeepThePlaceWhileNobodyWaits() {
    final Operation operation = core.begin("first");
    first.next(operation);
    first.next(operation);
    assertEquals(0, turns.free());
  }

  @Test
  void shouldGiveThePlaceBackAtTheEnd() {
    first.next(core.begin("first"));
    first.end();
    assertEquals(1, turns.free());
  }

  /** It would keep the place that comes to it, with nobody to give it back. */
  @Test
  void shouldNotWaitIfItCannotBeToldOfAKill() {
    first.next(core.begin("first"));
    final Operation ended = core.begin("second");
    ended.close();
    assertThrows(IllegalStateException.class, () -> second.next(ended));
    assertEquals(0, turns.waiting());
    first.end();
    assertEquals(1, turns.free());
  }

  @Test
  void shouldGiveNothingBackThatItDoesNotHave() {
    first.end();
    assertEquals(1, turns.free());
  }

  @Test
  void shouldGiveThePlaceToOneThatWaits() throws Exception {
    final Operation operation = core.begin("first");
    first.next(operation);
    final CompletableFuture<Void> waiting = taking(second, core.begin("second"));
    awaitWaiting();
    final CompletableFuture<Void> again = taking(first, operation);
    waiting.get();
    second.end();
    again.get();
    assertEquals(0, turns.free());
  }

  @Test
  void shouldWakeOneThatIsKilledWhileItWaits() {
    first.next(core.begin("first"));
    final Operation operation = core.begin("second");
    final CompletableFuture<Void> waiting = taking(second, operation);
    awaitWaiting();
    operation.kill(KillCode.INTERRUPTED, "", "");
    final ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
    assertEquals(OperationKilledException.class, e.getCause().getClass());
  }

  /** Or hundreds would be woken in front of the reply. */
  @Test
  void shouldLetThoseThatAreKilledGoInTurnsAfterTheReply() throws Exception {
    first.next(core.begin("first"));
    final List<Turns.Turn> killed = List.of(turns.turn(), turns.turn(), turns.turn());
    final List<Operation> operations = List.of(core.begin("a"), core.begin("b"), core.begin("c"));
    final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      final Turns.Turn turn = killed.get(i);
      final Operation operation = operations.get(i);
      final CompletableFuture<Thread> thread = new CompletableFuture<>();
      waiting.add(CompletableFuture.runAsync(() -> {
        thread.complete(Thread.currentThread());
        turn.next(operation);
      }, threads));
      while (LockSupport.getBlocker(thread.get()) != turns) {
        Thread.onSpinWait();
      }
    }
    AfterReply.INSTANCE.around(() -> {
      operations.forEach(each -> each.kill(KillCode.INTERRUPTED, "", ""));
      assertEquals(3, turns.waiting());
    });
    for (int i = 0; i < 3; i++) {
      assertThrows(ExecutionException.class, waiting.get(i)::get);
      assertEquals(2 - i, waiting.stream().filter(each -> !each.isDone()).count());
      killed.get(i).end();
    }
    first.end();
    assertEquals(1, turns.free());
  }

  @Test
  void shouldLoseNoPlaceToOneThatIsKilledWhileItWaits() {
    for (int round = 0; round < 1_000; round++) {
      first.next(core.begin("first"));
      final Operation operation = core.begin("second");
      final CompletableFuture<Void> waiting = taking(second, operation);
      final CompletableFuture<Void> kill =
          CompletableFuture.runAsync(() -> operation.kill(KillCode.INTERRUPTED, "", ""), threads);
      first.end(); // in a race with the kill: the second gets the place, or dies, or both
      kill.join();
      waiting.exceptionally(e -> null).join();
      second.end();
      assertEquals(1, turns.free(), "round " + round);
    }
  }
}
