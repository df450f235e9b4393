package dev.quell.bench.setup;

/** A benchmark that measured something else than it says must fail, assertions enabled or not. */
public final class Checks {
  private Checks() {}

  public static void equal(final String what, final long expected, final long actual) {
    if (expected != actual) {
      throw new IllegalStateException(what + ": expected " + expected + ", but is " + actual);
    }
  }

  public static void that(final boolean holds, final String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
