package dev.quell.internal.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntBagTest {
  private final IntBag bag = new IntBag();

  private Place add(final int element) {
    final Place place = new Place();
    bag.add(element, place);
    return place;
  }

  private Set<Integer> elements() {
    final Set<Integer> found = new TreeSet<>();
    for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
      for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
        assertTrue(found.add(chunk.at(Long.numberOfTrailingZeros(taken))));
      }
    }
    return found;
  }

  private int chunks() {
    int count = 0;
    for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
      count++;
    }
    return count;
  }

  @Test
  void shouldShowWhatWasAddedAndNotRemoved() {
    final Deque<Place> places = new ArrayDeque<>();
    for (int i = 0; i < 1_000; i++) {
      places.addLast(add(i));
    }
    for (int i = 0; i < 990; i++) {
      bag.remove(places.removeFirst());
    }
    assertEquals(IntStream.range(990, 1_000).boxed().collect(Collectors.toCollection(TreeSet::new)), elements());
  }

  @Test
  void shouldKeepOneChunkWhenEverythingIsGone() {
    final Deque<Place> places = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      places.addLast(add(i));
    }
    places.forEach(bag::remove);
    assertEquals(1, chunks());
  }

  /** Found in review: each pair left an empty chunk behind. */
  @Test
  void shouldNotGrowWhenPairsComeAndGoInStackOrder() {
    for (int i = 0; i < 3; i++) {
      add(i);
    }
    for (int i = 0; i < 10_000; i++) {
      final Place first = add(10);
      final Place second = add(11);
      bag.remove(second);
      bag.remove(first);
    }
    assertTrue(chunks() <= 3, () -> "chunks: " + chunks());
  }
}
