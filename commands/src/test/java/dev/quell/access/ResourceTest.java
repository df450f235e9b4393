package dev.quell.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceTest {
  /** {@code cluster}, or database and collection with a dot in between, {@code *} for every one. */
  private static Resource resource(final String text) {
    if (text.equals("cluster")) {
      return Resource.CLUSTER;
    }
    final int dot = text.indexOf('.');
    final String db = text.substring(0, dot);
    final String collection = text.substring(dot + 1);
    return new Resource(false, db.equals("*") ? "" : db, collection.equals("*") ? "" : collection);
  }

  @ParameterizedTest
  @CsvSource({
    "cluster,         cluster,         true",
    "cluster,         shop.*,          false",
    "cluster,         *.*,             false",
    "*.*,             cluster,         false",
    "*.*,             shop.*,          true",
    "*.*,             shop.carts,      true",
    "*.*,             shop.system.js,  false",
    "*.*,             shop.systematic, true",
    "shop.*,          shop.*,          true",
    "shop.*,          shop.carts,      true",
    "shop.*,          shop.system.js,  false",
    "shop.*,          other.carts,     false",
    "shop.*,          *.*,             false",
    "shop.carts,      shop.carts,      true",
    "shop.carts,      shop.orders,     false",
    "shop.carts,      shop.*,          false",
    "shop.system.js,  shop.system.js,  true",
    "*.carts,         shop.carts,      true",
    "*.carts,         shop.orders,     false",
    "*.system.js,     shop.system.js,  true",
  })
  void shouldCoverWhatLiesWithinIt(final String privilege, final String wanted, final boolean covered) {
    assertEquals(covered, resource(privilege).covers(resource(wanted)));
  }

  @Test
  void shouldBeInOrderOfDatabasesThenOfCollectionsAfterTheCluster() {
    final List<Resource> ordered =
        Stream.of("cluster", "*.*", "*.carts", "shop.*", "shop.carts", "shop.orders", "store.carts")
            .map(ResourceTest::resource)
            .toList();
    final List<Resource> shuffled = new ArrayList<>(ordered);
    Collections.reverse(shuffled);
    Collections.sort(shuffled);
    assertEquals(ordered, shuffled);
  }

  /** A bin of a hash table is searched by the order of its keys, if they have one. */
  @Test
  void shouldHaveAnOrderWhereHashesCollide() {
    final Resource one = Resource.collection("Aa", "carts");
    final Resource other = Resource.collection("BB", "carts");
    assertEquals(one.hashCode(), other.hashCode());
    assertTrue(one.compareTo(other) < 0);
  }

  @Test
  void shouldRefuseADatabaseOfTheCluster() {
    assertThrows(IllegalArgumentException.class, () -> new Resource(true, "shop", ""));
  }
}
