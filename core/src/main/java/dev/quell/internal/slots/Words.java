package dev.quell.internal.slots;

import java.lang.invoke.VarHandle;

/** Access to one operation word, wherever it lives: in a segment, or in an array of its operation's own. */
public final class Words {
  private Words() {}

  /**
   * The poll's load. Array and index may be of two runs when another thread polls just as the user begins the next one:
   * arrays are as long as powers of two, so the mask keeps any index in any of them.
   */
  public static long getOpaqueWithin(final long[] words, final int index) {
    // opaque: a poll orders nothing, it only has to see the kill soon
    return (long) Segment.LONGS.getOpaque(words, index & words.length - 1);
  }

  public static long getOpaque(final long[] words, final int index) {
    return (long) Segment.LONGS.getOpaque(words, index); // callers: each says why that is enough
  }

  public static long getAcquire(final long[] words, final int index) {
    return (long) Segment.LONGS.getAcquire(words, index); // callers: each says what it looks for
  }

  /** Whether the word is still this one, so that what was read since it was read belongs to it (Segment I2). */
  public static boolean isStill(final long[] words, final int index, final long word) {
    VarHandle.loadLoadFence(); // Segment E3 load side
    return (long) Segment.LONGS.getOpaque(words, index) == word; // Segment I2
  }

  /** For who has just changed something else and must see what is here after that. */
  public static long getVolatile(final long[] words, final int index) {
    // callers: each names the step before it that this comes after
    return (long) Segment.LONGS.getVolatile(words, index);
  }

  /** Every change of an operation word that runs goes through here. */
  public static boolean cas(final long[] words, final int index, final long expected, final long next) {
    return Segment.LONGS.compareAndSet(words, index, expected, next); // callers: each names what it decides
  }
}
