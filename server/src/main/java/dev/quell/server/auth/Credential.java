package dev.quell.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What is kept of a password for SCRAM-SHA-256 (RFC 5802): enough to check a proof, not enough to log in elsewhere.
 * Immutable: the arrays are never written, and never leave the package.
 */
final class Credential {
  /** As MongoDB does it, unless set otherwise there. */
  static final int ITERATIONS = 15_000;
  /** MongoDB's: with the four bytes of the block number it fills half a block. */
  static final int SALT_LENGTH = 28;
  /** No more than a damaged file may claim. */
  private static final int MOST_ITERATIONS = 10_000_000;

  final int iterations;
  final byte[] salt;
  final byte[] storedKey;
  final byte[] serverKey;

  Credential(final int iterations, final byte[] salt, final byte[] storedKey, final byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /** Slow on purpose. The password is prepared already. */
  static Credential derive(final String password, final byte[] salt, final int iterations) {
    final byte[] salted = Hashes.pbkdf2(password, salt, iterations);
    try {
      final byte[] clientKey = Hashes.hmac(salted, ascii("Client Key"));
      return new Credential(
          iterations, salt.clone(), Hashes.sha256(clientKey), Hashes.hmac(salted, ascii("Server Key")));
    } finally {
      Arrays.fill(salted, (byte) 0);
    }
  }

  /** In the shape that MongoDB keeps it in. */
  BsonDocument toBson() {
    return new BsonDocument("iterationCount", new BsonInt32(iterations))
        .append("salt", base64(salt))
        .append("storedKey", base64(storedKey))
        .append("serverKey", base64(serverKey));
  }

  /** Throws a RuntimeException for anything that {@link #toBson} does not make. */
  static Credential fromBson(final BsonDocument kept) {
    final int iterations = kept.getInt32("iterationCount").getValue();
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException("iterationCount is " + iterations);
    }
    return new Credential(
        iterations, bytes(kept, "salt", SALT_LENGTH), bytes(kept, "storedKey", Hashes.LENGTH),
        bytes(kept, "serverKey", Hashes.LENGTH));
  }

  private static byte[] bytes(final BsonDocument kept, final String name, final int length) {
    final byte[] bytes = Base64.getDecoder().decode(kept.getString(name).getValue());
    if (bytes.length != length) {
      throw new IllegalArgumentException(name + " has " + bytes.length + " bytes, not " + length);
    }
    return bytes;
  }

  private static BsonString base64(final byte[] bytes) {
    return new BsonString(Base64.getEncoder().encodeToString(bytes));
  }

  private static byte[] ascii(final String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Keeps secrets out of logs. */
  @Override
  public String toString() {
    return "Credential[" + iterations + " iterations]";
  }
}
