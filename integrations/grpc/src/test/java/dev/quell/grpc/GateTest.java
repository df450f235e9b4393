package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void shouldActForAKillOnceAndWhileNothingIsInside() throws Exception {
    final int rounds = 5_000;
    final CyclicBarrier barrier = new CyclicBarrier(2);
    final Gate[] gate = {new Gate(false)};
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger acts = new AtomicInteger();
    final AtomicInteger meetings = new AtomicInteger();
    final Runnable act =
        () -> {
          meetings.addAndGet(inside.get());
          acts.incrementAndGet();
        };
    final Thread killer =
        new Thread(() -> {
          for (int round = 0; round < rounds; round++) {
            await(barrier);
            if (gate[0].kill()) {
              act.run();
            }
            await(barrier);
          }
        });
    killer.setDaemon(true);
    killer.start();
    for (int round = 0; round < rounds; round++) {
      gate[0] = new Gate(false);
      acts.set(0);
      await(barrier);
      while (!gate[0].isKilled() && gate[0].enter()) {
        inside.incrementAndGet();
        inside.decrementAndGet();
        if (gate[0].leave()) {
          act.run();
        }
      }
      await(barrier);
      assertEquals(1, acts.get(), "acts in round " + round);
      assertFalse(gate[0].enter());
    }
    killer.join();
    assertEquals(0, meetings.get(), "acts while something was inside");
  }

  @Test
  void shouldActForAKillWhenTheLastOneLeaves() {
    final Gate gate = new Gate(true);
    assertTrue(gate.enter());

    assertFalse(gate.kill());
    assertFalse(gate.leave());
    assertTrue(gate.leave()); // inside for the kill now
    assertFalse(gate.isOver());
    assertFalse(gate.leave());
    assertTrue(gate.isOver());
  }

  @Test
  void shouldNotActForAKillThatComesAfterTheLastOneWentIn() {
    final Gate gate = new Gate(false);
    assertTrue(gate.enterLast());

    assertFalse(gate.kill());
    assertFalse(gate.leave());
    assertFalse(gate.isKilled());
    assertTrue(gate.isOver());
  }

  private static void await(final CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (final Exception e) {
      throw new AssertionError(e);
    }
  }
}
