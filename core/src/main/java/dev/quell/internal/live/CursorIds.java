package dev.quell.internal.live;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Unpredictable positive longs without a lock: SHA-256 of a secret and a counter. (The JDK's secure generators lock, which K5
 * forbids where cursors are opened.)
 */
final class CursorIds {
  private static final int SECRET_BYTES = 32;

  private final byte[] secret = new byte[SECRET_BYTES];
  private final MessageDigest sha256;
  private final AtomicLong count = new AtomicLong();

  CursorIds() {
    new SecureRandom().nextBytes(secret);
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The next id; zero or more, and different from the others but for a chance of one in 2<sup>63</sup>. */
  long next() {
    final ByteBuffer block = ByteBuffer.allocate(SECRET_BYTES + Long.BYTES);
    block.put(secret).putLong(count.getAndIncrement());
    try {
      final MessageDigest digest = (MessageDigest) sha256.clone();
      digest.update(block.array());
      final byte[] hash = new byte[32];
      digest.digest(hash, 0, hash.length);
      return ByteBuffer.wrap(hash).getLong() >>> 1;
    } catch (final CloneNotSupportedException | DigestException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned and fits 32 bytes", e);
    }
  }
}
