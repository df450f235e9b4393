package dev.quell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UidTest {
  private static byte[] counting() {
    final byte[] bytes = new byte[Uid.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0xF0 + i); // crosses zero, so that signs and order show
    }
    return bytes;
  }

  /** SHA-256 of {@code user@db}, worked out with {@code sha256sum} and {@code base64}. */
  @ParameterizedTest
  @CsvSource({
    "username, admin, hobAqu900H1RX9+3UKSg6zEaoyg2IU0ukeytvJ2Vgbo=",
    "simple, admin, MWJtOQY7uZVfHyhZkuoFkhBmLDg3oTKGA1B+Dp9UzjU="})
  void shouldDigestUserAtDb(final String user, final String db, final String base64) {
    assertEquals(base64, Uid.ofUser(user, db).toString());
    assertEquals(Uid.ofUser(user, db), Uid.ofUser(new UserName(user, db)));
  }

  @Test
  void shouldDigestNothingWhereNobodyAuthenticates() {
    assertEquals("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Uid.UNAUTHENTICATED.toString());
  }

  @Test
  void shouldDigestUtf8() throws Exception {
    final byte[] utf8 = "J\u00FCrgen \uD83D\uDE00@\u6570\u636E".getBytes(StandardCharsets.UTF_8);
    final byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8);
    assertArrayEquals(digest, Uid.ofUser("J\u00FCrgen \uD83D\uDE00", "\u6570\u636E").toBytes());
  }

  @Test
  void shouldShareOneIdentityWhereTheTextIsTheSame() {
    assertEquals(Uid.ofUser("a@b", "c"), Uid.ofUser("a", "b@c"));
  }

  @Test
  void shouldReturnTheBytesItWasGiven() {
    final Uid uid = Uid.of(counting());
    assertArrayEquals(counting(), uid.toBytes());
    assertEquals(uid, Uid.of(uid.toBytes()));
  }

  @Test
  void shouldNotShareItsBytes() {
    final byte[] given = counting();
    final Uid uid = Uid.of(given);
    Arrays.fill(given, (byte) 0);
    Arrays.fill(uid.toBytes(), (byte) 0);
    assertArrayEquals(counting(), uid.toBytes());
    assertNotSame(uid.toBytes(), uid.toBytes());
  }

  @Test
  void shouldReadItsPartsBigEndian() {
    final Uid uid = Uid.of(counting());
    assertEquals(0xF0F1F2F3F4F5F6F7L, uid.part(0));
    assertEquals(0xF8F9FAFBFCFDFEFFL, uid.part(1));
    assertEquals(0x0001020304050607L, uid.part(2));
    assertEquals(0x08090A0B0C0D0E0FL, uid.part(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void shouldRefuseAPartThatIsNone(final int i) {
    final Uid uid = Uid.UNAUTHENTICATED;
    assertEquals(
        "i is " + i + ": expected 0 to 3",
        assertThrows(IllegalArgumentException.class, () -> uid.part(i)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void shouldRefuseAnyOtherLength(final int length) {
    assertEquals(
        "sha256 has " + length + " bytes: expected 32",
        assertThrows(IllegalArgumentException.class, () -> Uid.of(new byte[length])).getMessage());
  }

  @Test
  void shouldDifferIfAnyByteDoes() {
    final Uid uid = Uid.of(counting());
    for (int i = 0; i < Uid.LENGTH; i++) {
      final byte[] bytes = counting();
      bytes[i] ^= 1;
      assertNotEquals(uid, Uid.of(bytes));
      assertNotEquals(0, uid.compareTo(Uid.of(bytes)));
    }
    assertEquals(uid.hashCode(), Uid.of(counting()).hashCode());
  }

  @Test
  void shouldOrderAsUnsignedBytes() {
    for (int i = 0; i < Uid.LENGTH; i++) {
      final byte[] low = new byte[Uid.LENGTH];
      final byte[] high = new byte[Uid.LENGTH];
      low[i] = 0x7F;
      high[i] = (byte) 0x80;
      assertTrue(Uid.of(low).compareTo(Uid.of(high)) < 0);
      assertTrue(Uid.of(high).compareTo(Uid.of(low)) > 0);
    }
    assertEquals(0, Uid.of(counting()).compareTo(Uid.of(counting())));
  }

  @Test
  void shouldRefuseNullAndWhatIsNoName() {
    assertThrows(NullPointerException.class, () -> Uid.of(null));
    assertThrows(NullPointerException.class, () -> Uid.ofUser(null));
    assertThrows(NullPointerException.class, () -> Uid.ofUser(null, "db"));
    assertThrows(NullPointerException.class, () -> Uid.ofUser("u", null));
    assertThrows(IllegalArgumentException.class, () -> Uid.ofUser("", ""));
    assertThrows(IllegalArgumentException.class, () -> Uid.ofUser("u" + (char) 0xD800, "db"));
  }
}
