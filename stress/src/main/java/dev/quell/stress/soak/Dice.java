package dev.quell.stress.soak;

import java.util.List;
import java.util.SplittableRandom;

/** The random choices of one thread. */
final class Dice {
  private final SplittableRandom random;

  Dice(final long seed) {
    random = new SplittableRandom(seed);
  }

  int below(final int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(final int chances) {
    return random.nextInt(chances) == 0;
  }

  long nextLong() {
    return random.nextLong();
  }

  <T> T of(final List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
