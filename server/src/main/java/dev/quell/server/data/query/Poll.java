package dev.quell.server.data.query;

/**
 * The poll of whichever operation works on a query now: a query outlives the operation that made it, and each {@code
 * getMore} puts its own in. Used by one thread at a time.
 */
public final class Poll {
  private static final Runnable NONE = () -> {};

  private Runnable check = NONE;

  /** Polls by this from now on. */
  public void by(final Runnable newCheck) {
    check = newCheck;
  }

  /** Forgets the operation, so that an idle cursor keeps nothing of it. */
  public void rest() {
    check = NONE;
  }

  /** Throws if the operation at work was killed. */
  public void check() {
    check.run();
  }
}
