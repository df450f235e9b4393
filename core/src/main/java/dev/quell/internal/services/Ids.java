package dev.quell.internal.services;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Numbers from one on, each given out once. A thread takes them out of a block. So they are not in order for all
 * threads, and some are never used.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
public final class Ids extends Apart {
  private static final int BLOCK_BITS = 10;
  private static final long IN_BLOCK = (1L << BLOCK_BITS) - 1;
  private static final int MOST_STRIPES = 64;
  /** Stripes are so many longs apart: 128 bytes, two cache lines. */
  private static final int APART = 16;

  private final int stripes = Stripes.count(MOST_STRIPES);
  private final AtomicLong blocks = new AtomicLong();
  /** Of each stripe the next number; a multiple of the block if it has none. */
  private final AtomicLongArray next = new AtomicLongArray((stripes + 1) * APART);
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** A number that nobody else gets. */
  public long next() {
    final int at = (Stripes.own(stripes) + 1) * APART;
    while (true) {
      final long seen = next.get(at); // atomic: the CAS decides
      if ((seen & IN_BLOCK) == 0) {
        final long first = blocks.getAndIncrement() << BLOCK_BITS | 1; // atomic: one block for each that asks
        next.compareAndSet(at, seen, first); // atomic: or another thread of the stripe was faster: its block is used
      } else if (next.compareAndSet(at, seen, seen + 1)) { // atomic: each number once
        return seen;
      }
    }
  }
}
