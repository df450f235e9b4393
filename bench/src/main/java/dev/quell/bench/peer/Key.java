package dev.quell.bench.peer;

/** A UUID to look up. A session is its own key, which saves an object for each. */
class Key {
  final long high;
  final long low;

  Key(final long high, final long low) {
    this.high = high;
    this.low = low;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Key that && high == that.high && low == that.low;
  }

  @Override
  public final int hashCode() {
    return Long.hashCode(high ^ low);
  }
}
