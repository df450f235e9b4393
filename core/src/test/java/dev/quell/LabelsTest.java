package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Labels.Label;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private static final Labels TWO = Labels.of("app", "billing", "client", "10.0.0.7");

  private static String[] pairs(final int count) {
    return IntStream.range(0, count).boxed().flatMap(i -> Stream.of("key" + i, "value")).toArray(String[]::new);
  }

  // ---- what they hold

  @Test
  void shouldHoldKeysInTheirOrder() {
    assertEquals(List.of(new Label("app", "billing"), new Label("client", "10.0.0.7")), TWO.toList());
    assertEquals(TWO.toList(), Labels.of("client", "10.0.0.7", "app", "billing").toList());
  }

  @Test
  void shouldBeEqualInWhateverOrderTheyWereGiven() {
    final Labels other = Labels.of("client", "10.0.0.7", "app", "billing");
    assertEquals(TWO, other);
    assertEquals(TWO.hashCode(), other.hashCode());
    assertEquals(0, TWO.compareTo(other));
    assertNotEquals(TWO, Labels.of("app", "billing"));
    assertNotEquals(TWO, Labels.of("app", "billing", "client", "10.0.0.8"));
    assertNotEquals(TWO, null);
  }

  @Test
  void shouldKnowTheValueOfAKey() {
    assertEquals(Optional.of("billing"), TWO.get("app"));
    assertEquals(Optional.empty(), TWO.get("user"));
  }

  @Test
  void shouldKnowHowManyThereAre() {
    assertEquals(2, TWO.size());
    assertFalse(TWO.isEmpty());
    assertEquals(0, Labels.none().size());
    assertTrue(Labels.none().isEmpty());
  }

  @Test
  void shouldBeNoneWithoutKeys() {
    assertSame(Labels.none(), Labels.of());
    assertSame(Labels.none(), Labels.copyOf(Map.of()));
    assertEquals("{}", Labels.none().toString());
  }

  @Test
  void shouldIncludeOthersWithTheSameValues() {
    assertTrue(TWO.containsAll(TWO));
    assertTrue(TWO.containsAll(Labels.of("client", "10.0.0.7")));
    assertTrue(TWO.containsAll(Labels.none()));
    assertFalse(TWO.containsAll(Labels.of("client", "10.0.0.8")));
    assertFalse(TWO.containsAll(TWO.with("user", "ann")));
    assertFalse(Labels.none().containsAll(TWO));
  }

  @Test
  void shouldTakeAFurtherLabelOrAnotherValue() {
    assertEquals(TWO, Labels.of("app", "billing").with("client", "10.0.0.7"));
    assertEquals(TWO, Labels.of("app", "other", "client", "10.0.0.7").with("app", "billing"));
  }

  @Test
  void shouldBeMadeFromAMapAndBecomeOne() {
    final Map<String, String> map = new HashMap<>(Map.of("client", "10.0.0.7", "app", "billing"));
    final Labels copy = Labels.copyOf(map);
    map.clear();
    assertEquals(TWO, copy);
    assertEquals(Map.of("client", "10.0.0.7", "app", "billing"), copy.toMap());
    assertEquals(List.of("app", "client"), List.copyOf(copy.toMap().keySet()));
  }

  @Test
  void shouldHaveAnOrderThatIsConsistentWithEquals() {
    final List<Labels> sorted =
        List.of(Labels.none(), Labels.of("a", "1"), Labels.of("a", "1", "b", "1"), Labels.of("a", "2"), TWO);
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = 0; j < sorted.size(); j++) {
        assertEquals(Integer.signum(i - j), Integer.signum(sorted.get(i).compareTo(sorted.get(j))));
      }
    }
  }

  @Test
  void shouldSayWhatTheyHold() {
    assertEquals("{app=billing, client=10.0.0.7}", TWO.toString());
  }

  // ---- what they refuse

  @Test
  void shouldTakeEightLabelsAndRefuseNine() {
    assertEquals(8, Labels.of(pairs(8)).size());
    assertRefuses("labels are 9: expected at most 8", pairs(9));
    final Labels eight = Labels.of(pairs(8));
    assertEquals(8, eight.with("key7", "other").size());
    assertThrows(IllegalArgumentException.class, () -> eight.with("key8", "value"));
    assertThrows(IllegalArgumentException.class, () -> Labels.copyOf(
        IntStream.range(0, 9).boxed().collect(HashMap::new, (map, i) -> map.put("key" + i, ""), Map::putAll)));
  }

  @Test
  void shouldRefuseAKeyWithoutAValue() {
    assertRefuses("keysAndValues has 3 elements: expected a value for each key", "a", "1", "b");
  }

  @Test
  void shouldRefuseAKeyThatIsGivenTwice() {
    assertRefuses("key a is given twice: expected each key once", "a", "1", "b", "1", "a", "2");
    assertRefuses("key a is given twice: expected each key once", "a", "1", "a", "1");
  }

  @Test
  void shouldRefuseAnEmptyKeyButTakeAnEmptyValue() {
    assertRefuses("key is empty: expected the key of a label", "", "1");
    assertEquals(Optional.of(""), Labels.of("a", "").get("a"));
  }

  @Test
  void shouldTakeTheLongestTextsAndRefuseLongerOnes() {
    assertEquals(1, Labels.of("k".repeat(64), "v".repeat(256)).size());
    assertRefuses("key has 65 characters: expected at most 64", "k".repeat(65), "v");
    assertRefuses("value has 257 characters: expected at most 256", "k", "v".repeat(257));
  }

  @Test
  void shouldRefuseATextWithoutAUtf8Form() {
    assertThrows(IllegalArgumentException.class, () -> Labels.of("a", "x\ud800"));
    assertThrows(IllegalArgumentException.class, () -> Labels.of("\udc00a", "x"));
    assertEquals(1, Labels.of("a", "\ud83d\ude00").size());
  }

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> Labels.of((String[]) null));
    assertThrows(NullPointerException.class, () -> Labels.of(null, "1"));
    assertThrows(NullPointerException.class, () -> Labels.of("a", null));
    assertThrows(NullPointerException.class, () -> Labels.copyOf(null));
    assertThrows(NullPointerException.class, () -> TWO.with(null, "1"));
    assertThrows(NullPointerException.class, () -> TWO.get(null));
  }

  private static void assertRefuses(final String message, final String... keysAndValues) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> Labels.of(keysAndValues)).getMessage());
  }
}
