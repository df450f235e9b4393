package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SortedArraySetTest {
  private static final String[] NONE = {};

  private static Set<String> setOf(final String... elements) {
    return SortedArraySet.copyOf(Arrays.asList(elements), NONE, "elements");
  }

  @Test
  void shouldSortAndDropDuplicates() {
    assertEquals(List.of("a", "b", "c"), new ArrayList<>(setOf("c", "a", "b", "a", "c", "c")));
    assertEquals(List.of("a", "b", "c"), setOf("c", "a", "b", "a").stream().toList());
  }

  @Test
  void shouldAgreeWithATreeSet() {
    final Random random = new Random(11601);
    for (int size = 0; size < 60; size++) {
      final List<Integer> given = random.ints(size, 0, 40).boxed().toList();
      final Set<Integer> expected = new TreeSet<>(given);
      final Set<Integer> actual = SortedArraySet.copyOf(given, new Integer[0], "given");
      assertEquals(new ArrayList<>(expected), new ArrayList<>(actual));
      assertEquals(expected, actual);
      assertEquals(actual, expected);
      assertEquals(expected.hashCode(), actual.hashCode());
      assertEquals(expected.size(), actual.size());
      for (int i = -1; i <= 40; i++) {
        assertEquals(expected.contains(i), actual.contains(i));
      }
    }
  }

  @Test
  @SuppressWarnings("CollectionIncompatibleType") // that is the question
  void shouldNotContainWhatItCannot() {
    assertFalse(setOf().contains("a"));
    assertFalse(setOf().contains(null));
    assertFalse(setOf("a").contains(null));
    assertFalse(setOf("a").contains(1));
  }

  @Test
  void shouldEqualOtherSetsOfTheSameElements() {
    assertEquals(setOf("b", "a"), setOf("a", "b"));
    assertEquals(setOf("b", "a"), Set.of("a", "b"));
    assertEquals(setOf(), Set.of());
    assertNotEquals(setOf("a"), setOf("b"));
    assertNotEquals(setOf("a"), setOf("a", "b"));
    assertNotEquals(setOf("a"), List.of("a"));
    assertNotEquals(setOf("a"), Set.of(1));
  }

  @Test
  void shouldRefuseChange() {
    final Set<String> set = setOf("a", "b");
    assertThrows(UnsupportedOperationException.class, () -> set.add("c"));
    assertThrows(UnsupportedOperationException.class, () -> set.remove("a"));
    assertThrows(UnsupportedOperationException.class, () -> set.removeIf(element -> true));
    assertThrows(UnsupportedOperationException.class, () -> set.retainAll(Set.of()));
    assertThrows(UnsupportedOperationException.class, set::clear);
    final Iterator<String> elements = set.iterator();
    elements.next();
    assertThrows(UnsupportedOperationException.class, elements::remove);
    set.toArray()[0] = "z";
    assertEquals(Set.of("a", "b"), set);
  }

  @Test
  void shouldNotFollowWhatItWasCopiedFrom() {
    final Collection<String> given = new HashSet<>(Set.of("a"));
    final Set<String> set = SortedArraySet.copyOf(given, NONE, "given");
    given.add("b");
    assertEquals(Set.of("a"), set);

    final String[] array = {"a"};
    final Set<String> ofArray = setOf(array);
    array[0] = "b";
    assertEquals(Set.of("a"), ofArray);
    assertEquals("b", array[0]);
  }

  @Test
  void shouldNotSortTheArrayItWasGiven() {
    final String[] array = {"b", "a"};
    assertTrue(setOf(array).contains("a"));
    assertEquals(List.of("b", "a"), List.of(array));
  }

  @Test
  void shouldComeWithoutASetAroundIt() {
    for (final List<String> given : List.of(List.<String>of(), List.of("a"), List.of("b", "a", "b"))) {
      final Object elements = SortedArraySet.elements(given, NONE, "given");
      final Set<String> expected = SortedArraySet.copyOf(given, NONE, "given");
      assertEquals(expected, SortedArraySet.of(elements, NONE));
      assertEquals(expected.size(), SortedArraySet.size(elements));
      assertTrue(SortedArraySet.equal(elements, SortedArraySet.elements(expected, NONE, "given")));
      assertFalse(SortedArraySet.equal(elements, SortedArraySet.elements(List.of("c"), NONE, "given")));
      assertFalse(SortedArraySet.equal(elements, SortedArraySet.elements(List.of("a", "c"), NONE, "given")));
    }
  }

  @Test
  void shouldNameTheNullElement() {
    assertEquals(
        "elements[1] is null: expected no null element",
        assertThrows(NullPointerException.class, () -> setOf("a", null, "b")).getMessage());
    assertEquals(
        "given",
        assertThrows(NullPointerException.class, () -> SortedArraySet.copyOf(null, NONE, "given")).getMessage());
    assertEquals(
        "given", assertThrows(NullPointerException.class, () -> SortedArraySet.asList(null, "given")).getMessage());
  }
}
