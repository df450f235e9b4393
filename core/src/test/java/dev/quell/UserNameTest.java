package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {
  private static final String LONGEST = "n".repeat(10_000);

  @Test
  void shouldReadAsUserAtDb() {
    assertEquals("username@admin", new UserName("username", "admin").toString());
  }

  @Test
  void shouldCompareByValueAndCase() {
    assertEquals(new UserName("a", "db"), new UserName("a", "db"));
    assertEquals(new UserName("a", "db").hashCode(), new UserName("a", "db").hashCode());
    assertNotEquals(new UserName("a", "db"), new UserName("A", "db"));
    assertNotEquals(new UserName("a", "db"), new UserName("db", "a"));
  }

  @Test
  void shouldTellApartNamesThatReadAlike() {
    assertNotEquals(new UserName("a@b", "c"), new UserName("a", "b@c"));
  }

  @Test
  void shouldOrderByDbThenUser() {
    assertTrue(new UserName("z", "a").compareTo(new UserName("a", "b")) < 0);
    assertTrue(new UserName("a", "a").compareTo(new UserName("b", "a")) < 0);
    assertEquals(0, new UserName("a", "a").compareTo(new UserName("a", "a")));
  }

  @Test
  void shouldRefuseNull() {
    assertEquals("user", assertThrows(NullPointerException.class, () -> new UserName(null, "db")).getMessage());
    assertEquals("db", assertThrows(NullPointerException.class, () -> new UserName("u", null)).getMessage());
  }

  @Test
  void shouldRefuseBothEmptyButNotOne() {
    assertThrows(IllegalArgumentException.class, () -> new UserName("", ""));
    assertEquals("@db", new UserName("", "db").toString());
    assertEquals("u@", new UserName("u", "").toString());
  }

  @Test
  void shouldTakeTheLongestNameAndRefuseOneMore() {
    assertEquals(20_001, new UserName(LONGEST, LONGEST).toString().length());
    assertEquals(
        "user has 10001 characters: expected at most 10000",
        assertThrows(IllegalArgumentException.class, () -> new UserName(LONGEST + "n", "db")).getMessage());
    assertEquals(
        "db has 10001 characters: expected at most 10000",
        assertThrows(IllegalArgumentException.class, () -> new UserName("u", LONGEST + "n")).getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0xD800, 0xDBFF, 0xDC00, 0xDFFF})
  void shouldRefuseAnUnpairedSurrogateAnywhere(final int surrogate) {
    final String lone = String.valueOf((char) surrogate);
    for (final String name : new String[] {lone, lone + "x", "x" + lone, "x" + lone + "x", "\uD83D\uDE00" + lone}) {
      assertThrows(IllegalArgumentException.class, () -> new UserName(name, "db"));
      assertThrows(IllegalArgumentException.class, () -> new UserName("u", name));
    }
  }

  @Test
  void shouldRefuseSurrogatesInTheWrongOrder() {
    final String wrongOrder = "ab" + (char) 0xDE00 + (char) 0xD83D;
    final IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new UserName(wrongOrder, "db"));
    assertTrue(e.getMessage().startsWith("user has an unpaired surrogate 0xde00 at index 2"), e.getMessage());
  }

  @Test
  void shouldTakePairedSurrogates() {
    assertEquals("\uD83D\uDE00\uD83D\uDE00@db", new UserName("\uD83D\uDE00\uD83D\uDE00", "db").toString());
  }
}
