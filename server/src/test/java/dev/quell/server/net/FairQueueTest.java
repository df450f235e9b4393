package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private record Task(String user, int number) implements Runnable {
    @Override
    public void run() {}
  }

  private final FairQueue queue = new FairQueue(task -> ((Task) task).user());

  private Task add(final String user, final int number) {
    final Task task = new Task(user, number);
    assertTrue(queue.offer(task));
    return task;
  }

  private String taken() {
    final StringBuilder taken = new StringBuilder();
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      taken.append(((Task) task).user()).append(((Task) task).number()).append(' ');
    }
    return taken.toString().strip();
  }

  @Test
  void shouldGiveThoseOfOneUserInTheirOrder() {
    for (int i = 0; i < 5; i++) {
      add("a", i);
    }
    assertEquals("a0 a1 a2 a3 a4", taken());
  }

  @Test
  void shouldLetUsersTakeTurns() {
    for (int i = 0; i < 3; i++) {
      add("a", i);
    }
    add("b", 0);
    add("c", 0);
    add("b", 1);
    assertEquals("a0 b0 c0 a1 b1 a2", taken());
  }

  @Test
  void shouldTakeOutOfTheMiddle() {
    add("a", 0);
    final Task middle = add("a", 1);
    add("a", 2);
    final Task only = add("b", 0);
    assertTrue(queue.remove(middle));
    assertFalse(queue.remove(middle));
    assertTrue(queue.remove(only));
    assertEquals(2, queue.size());
    assertEquals("a0 a2", taken());
    assertEquals(0, queue.size());
  }

  @Test
  void shouldHaveNothingOfAUserWhoHasNothing() {
    queue.remove(add("a", 0));
    assertNull(queue.poll());
    assertNull(queue.peek());
    add("b", 0);
    add("a", 1);
    assertEquals("b0 a1", taken());
  }

  @Test
  void shouldWakeOneThatWaits() throws Exception {
    final CompletableFuture<Runnable> waiting = CompletableFuture.supplyAsync(() -> {
      try {
        return queue.take();
      } catch (final InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    assertSame(add("a", 0), waiting.get(60, TimeUnit.SECONDS));
    assertNull(queue.poll(1, TimeUnit.NANOSECONDS));
  }

  @Test
  void shouldDrain() {
    add("a", 0);
    add("b", 1);
    add("a", 1);
    final List<Runnable> drained = new ArrayList<>();
    assertEquals(2, queue.drainTo(drained, 2));
    assertEquals(1, queue.drainTo(drained));
    assertEquals(3, drained.size());
    assertFalse(queue.iterator().hasNext());
  }
}
