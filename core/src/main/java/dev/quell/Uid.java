package dev.quell;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an owner of sessions: the SHA-256 of the UTF-8 bytes of {@code user@db}, or of the empty string on a
 * server that does not authenticate. Together with a UUID it makes a logical session id, as in MongoDB. Immutable, so
 * safe to share between threads.
 *
 * <p>A uid from the network may be any 32 bytes, chosen to collide in a hash table. Uids are comparable so that
 * {@code java.util} tables stay logarithmic even then.
 */
public final class Uid implements Comparable<Uid> {
  /** The length of a uid in bytes. */
  public static final int LENGTH = 32;

  /**
   * The uid of every session on a server that does not authenticate: SHA-256 of the empty string. No user name has it,
   * because the text of a name always contains {@code @}.
   */
  public static final Uid UNAUTHENTICATED = ofText("");

  private final long part0;
  private final long part1;
  private final long part2;
  private final long part3;

  private Uid(final ByteBuffer digest) {
    part0 = digest.getLong();
    part1 = digest.getLong();
    part2 = digest.getLong();
    part3 = digest.getLong();
  }

  /**
   * The uid with these bytes, for instance as a client sent it. Any 32 bytes are a uid.
   *
   * @param sha256 exactly 32 bytes, copied
   * @return the uid
   * @throws IllegalArgumentException if {@code sha256} is not 32 bytes long
   */
  public static Uid of(final byte[] sha256) {
    Objects.requireNonNull(sha256, "sha256");
    if (sha256.length != LENGTH) {
      throw new IllegalArgumentException("sha256 has " + sha256.length + " bytes: expected " + LENGTH);
    }
    return new Uid(ByteBuffer.wrap(sha256));
  }

  /**
   * The uid of a user. Cost: one SHA-256 of the name, so keep the result; an {@link Owner} does.
   *
   * @param name the user's name
   * @return the SHA-256 of the UTF-8 bytes of {@code user@db}
   */
  public static Uid ofUser(final UserName name) {
    return ofText(Objects.requireNonNull(name, "name").toString());
  }

  /**
   * The uid of a user, as {@link #ofUser(UserName)} makes it.
   *
   * @param user the user
   * @param db its authentication database
   * @return the SHA-256 of the UTF-8 bytes of {@code user@db}
   * @throws IllegalArgumentException if they make no {@link UserName}: both empty, too long, or malformed UTF-16
   */
  public static Uid ofUser(final String user, final String db) {
    return ofUser(new UserName(user, db));
  }

  private static Uid ofText(final String text) {
    try {
      final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return new Uid(ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8))));
    } catch (final NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * The bytes of this uid.
   *
   * @return a new array of 32 bytes
   */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH).putLong(part0).putLong(part1).putLong(part2).putLong(part3).array();
  }

  /**
   * A quarter of this uid. Allocates nothing.
   *
   * @param i which eight bytes: 0 (bytes 0 to 7) to 3 (bytes 24 to 31)
   * @return those bytes as a big-endian number
   * @throws IllegalArgumentException if {@code i} is not from 0 to 3
   */
  public long part(final int i) {
    return switch (i) {
      case 0 -> part0;
      case 1 -> part1;
      case 2 -> part2;
      case 3 -> part3;
      default -> throw new IllegalArgumentException("i is " + i + ": expected 0 to 3");
    };
  }

  /**
   * Orders as unsigned bytes, first byte first. Consistent with equals.
   */
  @Override
  public int compareTo(final Uid other) {
    int order = Long.compareUnsigned(part0, other.part0);
    if (order == 0) {
      order = Long.compareUnsigned(part1, other.part1);
    }
    if (order == 0) {
      order = Long.compareUnsigned(part2, other.part2);
    }
    return order != 0 ? order : Long.compareUnsigned(part3, other.part3);
  }

  /** Two uids are equal if all 32 bytes are equal. Not constant-time: a uid is a name, not a secret. */
  @Override
  public boolean equals(final @Nullable Object other) {
    return this == other
        || other instanceof Uid that
            && part0 == that.part0 && part1 == that.part1 && part2 == that.part2 && part3 == that.part3;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(((part0 * 31 + part1) * 31 + part2) * 31 + part3);
  }

  /** Returns the 32 bytes in base64, as MongoDB writes the uid of a logical session id. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(toBytes());
  }
}
