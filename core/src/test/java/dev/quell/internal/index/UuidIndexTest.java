package dev.quell.internal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.lang.reflect.Field;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** K5 of opening: a rival that stopped after it had added its entry, and before it took its step, keeps nobody. */
class UuidIndexTest {
  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final Object OWNER = new Object();

  private final SessionSlots<Object, Object, Object> slots = new SessionSlots<>(64);
  private final KeyedHash hash = new KeyedHash(() -> 0);
  private final UuidIndex index = new UuidIndex(slots, 64, hash);
  private final int one = prepared();
  private final int other = prepared();

  private int prepared() {
    final int slot = slots.take();
    slots.segmentOf(slot).prepare(Segment.offset(slot), 0, 1, 0, OWNER);
    return slot;
  }

  private long handleOf(final int slot) {
    return Handle.of(slot, slots.segmentOf(slot).generation(Segment.offset(slot)));
  }

  /** What a thread has done that stopped in the middle of opening this slot's session. */
  private void beginToOpen(final int slot) {
    try {
      final Field table = UuidIndex.class.getDeclaredField("table");
      table.setAccessible(true);
      ((UuidTable) table.get(index)).add(hash.of(0, 1), slot);
    } catch (final ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private long open(final int slot) {
    return assertTimeoutPreemptively(ENOUGH, () -> index.open(slot, Handle.generation(handleOf(slot)), 0, 1, OWNER));
  }

  @Test
  void shouldOpenThoughARivalStandsStillBeforeItsStep() {
    final int first = Math.min(one, other);
    beginToOpen(first);
    assertEquals(Handle.NONE, open(Math.max(one, other)), "the rival goes first");
    assertEquals(handleOf(first), index.find(0, 1, OWNER), "and was opened");
  }

  @Test
  void shouldOpenThoughARivalThatComesAfterItStandsStill() {
    beginToOpen(Math.max(one, other));
    final int first = Math.min(one, other);
    assertEquals(handleOf(first), open(first), "the rival was given up");
  }

  @Test
  void shouldFindThoughTheOpenerStandsStill() {
    beginToOpen(one);
    assertEquals(handleOf(one), assertTimeoutPreemptively(ENOUGH, () -> index.findOrHelp(0, 1, OWNER)));
  }
}
