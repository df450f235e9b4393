package dev.quell.internal.services;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Unpredictable ids without a lock: SHA-256 of a secret and a number that is used once. The JDK's secure generators
 * lock; K5 forbids that when a session or cursor opens.
 */
public final class RandomIds extends Apart {
  private static final int SECRET_BYTES = 32;

  private final byte[] secret = new byte[SECRET_BYTES];
  private final MessageDigest sha256;
  private final Ids numbers = new Ids();
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  public RandomIds() {
    new SecureRandom().nextBytes(secret);
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A cursor id: zero or more; it equals a given other one with probability 2<sup>-63</sup>. */
  public long nextLong() {
    return next().getLong() >>> 1;
  }

  /** A UUID of version 4. */
  public UUID nextUuid() {
    final ByteBuffer random = next();
    return new UUID(random.getLong() & ~0xF000L | 0x4000L, random.getLong() >>> 2 | Long.MIN_VALUE);
  }

  private ByteBuffer next() {
    final ByteBuffer block = ByteBuffer.allocate(SECRET_BYTES + Long.BYTES);
    block.put(secret).putLong(numbers.next());
    try {
      final MessageDigest digest = (MessageDigest) sha256.clone();
      return ByteBuffer.wrap(digest.digest(block.array()));
    } catch (final CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }
}
