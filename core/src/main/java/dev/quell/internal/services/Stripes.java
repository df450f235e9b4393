package dev.quell.internal.services;

/**
 * Spreads threads over the parts of something, so that they seldom write the same line (K12). Two that meet in a part
 * are slower, not wrong.
 */
public final class Stripes {
  private static final int PER_PROCESSOR = 4;

  private Stripes() {}

  /** How many parts there should be, at most {@code most}: a power of two, as that is. */
  public static int count(final int most) {
    return Math.min(most, Integer.highestOneBit(PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
  }

  /** The part of this thread. */
  public static int own(final int count) {
    return (int) Thread.currentThread().getId() & count - 1;
  }
}
