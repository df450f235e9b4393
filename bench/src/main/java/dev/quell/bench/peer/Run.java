package dev.quell.bench.peer;

/**
 * One run in a {@link SetSession}. A kill may still hold it when it has ended, so it is never used again. Hashed by a
 * number that comes for free, as an identity hash would cost as much as all the rest.
 */
final class Run extends Killable {
  private final int hash;

  Run(final int hash) {
    this.hash = hash;
  }

  @Override
  public boolean equals(final Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
