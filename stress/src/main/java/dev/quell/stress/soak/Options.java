package dev.quell.stress.soak;

import dev.quell.stress.AtLeastOne;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the command lines of {@link Soak} and {@link Freezer} say. */
final class Options {
  @Option(names = "--seed", paramLabel = "N", description = "what all choices follow from", defaultValue = "1")
  private long seed;

  @Option(names = "--seconds", paramLabel = "N", description = "how long to work", defaultValue = "60",
      converter = AtLeastOne.class)
  private long seconds;

  long seed() {
    return seed;
  }

  Duration duration() {
    return Duration.ofSeconds(seconds);
  }
}
