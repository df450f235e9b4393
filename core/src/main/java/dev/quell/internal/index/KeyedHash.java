package dev.quell.internal.index;

import dev.quell.internal.services.Apart;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hash functions drawn at random for one index, so that keys chosen by a client collide no more often than random keys.
 *
 * <p>{@link #of(long, long)} is Thorup's pair-multiply-shift over four 32-bit words (M. Thorup, "High Speed Hashing for
 * Integers and Strings", arXiv:1504.06804, section 3.5): strongly universal, so any two different keys share all 32
 * bits with probability 2<sup>-32</sup> over the choice of the function, in two multiplications. {@link #of(String)}
 * evaluates a polynomial with a random point modulo 2<sup>61</sup>-1 (section 5 there): two strings of n chars collide
 * with probability at most n / 2<sup>61</sup>. Neither function keeps its secret from a client that can
 * <em>measure</em> collisions.
 */
public final class KeyedHash extends Apart {
  private static final long LOW_32 = 0xffff_ffffL;
  private static final long PRIME = (1L << 61) - 1;

  private final long a0;
  private final long a1;
  private final long a2;
  private final long a3;
  private final long b;
  private final long point;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param random what the functions are drawn from: a secure source, except in tests */
  public KeyedHash(final LongSupplier random) {
    final SplittableRandom stream = new SplittableRandom(random.getAsLong());
    a0 = random.getAsLong();
    a1 = random.getAsLong();
    a2 = random.getAsLong();
    a3 = random.getAsLong();
    b = random.getAsLong();
    point = stream.nextLong(1L << 32, PRIME);
  }

  /** 32 hash bits of a 128-bit key. */
  public int of(final long high, final long low) {
    final long sum =
        (a0 + (high & LOW_32)) * (a1 + (high >>> 32)) + (a2 + (low & LOW_32)) * (a3 + (low >>> 32)) + b;
    return (int) (sum >>> 32);
  }

  /** 61 hash bits of a string. */
  public long of(final String string) {
    long hash = string.length() + 1L;
    for (int i = 0; i < string.length(); i++) {
      hash = modulo(Math.multiplyHigh(hash, point), hash * point) + string.charAt(i);
    }
    return hash;
  }

  /** (high * 2^64 + low) mod 2^61-1, up to one multiple of it. */
  private static long modulo(final long high, final long low) {
    final long folded = (low & PRIME) + (low >>> 61 | high << 3);
    return folded >= PRIME ? folded - PRIME : folded;
  }
}
