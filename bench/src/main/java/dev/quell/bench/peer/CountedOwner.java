package dev.quell.bench.peer;

import dev.quell.Owner;

/** An owner that only knows how many sessions it has. */
final class CountedOwner extends PeerOwner {
  private int sessions; // guarded by the bin of the uid

  CountedOwner(final Owner told) {
    super(told);
  }

  void add() {
    sessions++;
  }

  boolean removeAndIsEmpty() {
    return --sessions == 0;
  }
}
