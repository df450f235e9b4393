package dev.quell.internal.bag;

/** Spreads a bag at once, which threads that meet in it do by chance. */
public final class Spreads {
  private Spreads() {}

  /** So many holders are enough, on this machine. */
  public static int enough() {
    return Spread.HIGH;
  }

  public static void spread(final Bag<?> bag) {
    bag.spread(new Spread());
    if (!bag.isSpread()) {
      throw new AssertionError("too few holders: " + bag.holders());
    }
  }
}
