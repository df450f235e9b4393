package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.command.CommandException;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private static final byte[] SALT = new byte[Credential.SALT_LENGTH];
  private static final Credential CREDENTIAL = Credential.derive("pencil", SALT, 100);

  /** The examples of RFC 4013, section 3, and a space of another kind. */
  @ParameterizedTest
  @CsvSource({
    "I\u00adX, IX",
    "user, user",
    "USER, USER",
    "\u00aa, a",
    "\u2168, IX",
    "a\u00a0b, a b",
  })
  void shouldPrepare(final String typed, final String prepared) {
    assertEquals(prepared, Passwords.prepare(typed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0007", "\u06271", "\ud800", "a\u0000b", "\u00ad"})
  void shouldRefuseWhatTheStandardForbids(final String password) {
    assertEquals(
        "Password has characters that SASLprep (RFC 4013) does not allow, or none that it keeps",
        assertThrows(CommandException.class, () -> Passwords.prepare(password)).getMessage());
  }

  @Test
  void shouldRefuseAnEmptyPassword() {
    assertEquals(
        "Password cannot be empty",
        assertThrows(CommandException.class, () -> Passwords.prepare("")).getMessage());
  }

  @Test
  void shouldRefuseAPasswordThatIsTooLong() {
    assertEquals(
        "Password has 4097 characters, more than 4096",
        assertThrows(CommandException.class, () -> Passwords.prepare("x".repeat(4_097))).getMessage());
  }

  @Test
  void shouldUseAnotherSaltEachTime() {
    final Passwords passwords = new Passwords(1);
    assertFalse(Arrays.equals(passwords.derive("x").salt, passwords.derive("x").salt));
  }

  @Test
  void shouldKeepACredential() {
    final Credential kept = Credential.fromBson(CREDENTIAL.toBson());
    assertEquals(100, kept.iterations);
    assertArrayEquals(SALT, kept.salt);
    assertArrayEquals(CREDENTIAL.storedKey, kept.storedKey);
    assertArrayEquals(CREDENTIAL.serverKey, kept.serverKey);
  }

  @Test
  void shouldNotShowWhatIsKept() {
    assertEquals("Credential[100 iterations]", CREDENTIAL.toString());
  }

  @Test
  void shouldRefuseADamagedIterationCount() {
    final BsonDocument damaged = CREDENTIAL.toBson().append("iterationCount", new BsonInt32(0));
    assertThrows(IllegalArgumentException.class, () -> Credential.fromBson(damaged));
  }

  @ParameterizedTest
  @ValueSource(strings = {"salt", "storedKey", "serverKey"})
  void shouldRefuseADamagedKey(final String field) {
    final BsonDocument damaged = CREDENTIAL.toBson().append(field, new BsonString("AAAA"));
    assertThrows(IllegalArgumentException.class, () -> Credential.fromBson(damaged));
  }
}
