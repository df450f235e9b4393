package dev.quell.internal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UuidTableTest {
  private static final int LIMIT = 1_000;
  private static final int SLOTS = 8_192;
  private final UuidTable table = new UuidTable(LIMIT, SLOTS);

  private List<Integer> candidates(final int hash) {
    final List<Integer> slots = new ArrayList<>();
    for (long at = table.first(hash); at >= 0; at = table.after(at, hash)) {
      slots.add(UuidTable.slot(at));
    }
    return slots;
  }

  @Test
  void shouldYieldNothingWhenEmpty() {
    assertEquals(List.of(), candidates(17));
  }

  @Test
  void shouldYieldTheSlotsOfAHash() {
    table.add(17, 0);
    table.add(17, SLOTS - 1);
    table.add(18 << 16, 5);
    assertEquals(List.of(0, SLOTS - 1), candidates(17));
  }

  @Test
  void shouldNotYieldASlotAfterItsRemoval() {
    table.add(17, 3);
    table.add(17, 4);
    table.remove(17, 3);
    assertEquals(List.of(4), candidates(17));
  }

  @Test
  void shouldUseAPlaceAgain() {
    for (int slot = 0; slot < 100_000; slot++) {
      table.add(17, slot % SLOTS);
      table.remove(17, slot % SLOTS);
    }
    table.add(17, 1);
    assertEquals(List.of(1), candidates(17));
  }

  @Test
  void shouldHoldAsManySlotsOfOneHashAsThereMayBe() {
    for (int slot = 0; slot < LIMIT; slot++) {
      table.add(-1, slot);
    }
    assertEquals(LIMIT, candidates(-1).stream().distinct().count());
  }

  @Test
  void shouldFindASlotBehindAFullBucketThatHasEmptiedSince() {
    for (int slot = 0; slot < 40; slot++) {
      table.add(99, slot);
    }
    for (int slot = 0; slot < 39; slot++) {
      table.remove(99, slot);
    }
    assertEquals(List.of(39), candidates(99));
  }

  @Test
  void shouldAgreeWithAMapOverAnyHistory() {
    final SplittableRandom random = new SplittableRandom(1);
    final Map<Integer, Integer> hashOfSlot = new HashMap<>();
    for (int step = 0; step < 100_000; step++) {
      final int slot = random.nextInt(LIMIT);
      final Integer hash = hashOfSlot.remove(slot);
      if (hash != null) {
        table.remove(hash, slot);
      } else {
        final int fresh = random.nextInt(4) == 0 ? 7 : random.nextInt();
        table.add(fresh, slot);
        hashOfSlot.put(slot, fresh);
      }
    }
    assertFalse(hashOfSlot.isEmpty());
    hashOfSlot.forEach(
        (slot, hash) -> assertEquals(1, candidates(hash).stream().filter(slot::equals).count(), "slot " + slot));
    final List<Integer> ofSeven = hashOfSlot.keySet().stream().filter(slot -> hashOfSlot.get(slot) == 7).toList();
    assertTrue(candidates(7).containsAll(ofSeven));
  }
}
