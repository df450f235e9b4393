package dev.quell.cluster.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoomTest {
  private static final long HEAP = 64L << 20;
  private static final int FRAME = Frames.MAX_MESSAGE + 1;

  @Test
  void shouldHoldOneMessageForEachOfAFewReceiversInASmallHeap() {
    final Room room = new Room(HEAP);
    assertEquals(FRAME, room.mostOfAReceiver());
    for (int receiver = 0; receiver < 4; receiver++) {
      assertTrue(room.take(FRAME));
    }
    assertFalse(room.take(1));
    room.giveBack(FRAME);
    assertTrue(room.take(1));
    assertEquals(3L * FRAME + 1, room.queued());
  }

  @Test
  void shouldGrowWithTheHeap() {
    assertEquals(64L << 20, new Room(8L << 30).mostOfAReceiver());
    assertTrue(new Room(1L << 30).take(128 << 20));
  }

  @Test
  void shouldHaveFewReadLargeMessagesAtOnce() throws InterruptedException {
    final Room room = new Room(HEAP);
    assertTrue(room.enter(FRAME));
    assertTrue(room.enter(FRAME));
    assertFalse(room.enter(1_000), "a small message waits for nobody, and leaves nothing");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> room.enter(FRAME));
    room.leave();
    assertTrue(room.enter(FRAME));
  }

  /** One that comes in slowly, or never, keeps the others out for a second only. */
  @Test
  void shouldLetALargeMessageInAfterAWhileWhateverTheOthersDo() throws InterruptedException {
    final Room room = new Room(1);
    assertTrue(room.enter(FRAME));
    assertFalse(room.enter(FRAME));
  }
}
