package dev.quell.stress.soak;

import java.time.Duration;

/** What the command line says. */
record Options(long seed, Duration duration) {
  static Options parse(final String[] args) {
    long seed = 1;
    long seconds = 60;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " has no value");
      }
      switch (args[i]) {
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        case "--seconds" -> seconds = Long.parseLong(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i] + ": expected --seed N --seconds N");
      }
    }
    return new Options(seed, Duration.ofSeconds(seconds));
  }
}
