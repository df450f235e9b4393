package dev.quell.stress.soak;

import dev.quell.KillRequest;
import java.time.Duration;

/**
 * What a kill spares in the sessions that match.
 *
 * @param operations whether it hits operations
 * @param cursors whether it hits cursors
 * @param runningForMillis how long an operation must have run; zero for any
 */
record Narrow(boolean operations, boolean cursors, long runningForMillis) {
  static final Narrow NOT = new Narrow(true, true, 0);
  private static final int LONGEST_MS = 30;

  static Narrow draw(final Dice dice) {
    return switch (dice.below(12)) {
      case 0 -> new Narrow(true, false, 0);
      case 1 -> new Narrow(false, true, 0);
      case 2 -> new Narrow(true, false, 1 + dice.below(LONGEST_MS));
      default -> NOT;
    };
  }

  KillRequest apply(final KillRequest request) {
    if (!operations) {
      return request.cursorsOnly();
    }
    if (runningForMillis > 0) {
      return request.runningFor(Duration.ofMillis(runningForMillis));
    }
    return cursors ? request : request.operationsOnly();
  }

  @Override
  public String toString() {
    return (cursors ? "" : " operations only") + (operations ? "" : " cursors only")
        + (runningForMillis == 0 ? "" : " running for " + runningForMillis + " ms");
  }
}
