package dev.quell.stress.mutants;

import dev.quell.cluster.simulation.Tally;
import dev.quell.stress.mutants.Trial.Verdict;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs seeds of the cluster's simulation in this JVM, until its checker objects. {@code Simulation@1..300} is such a
 * test.
 */
final class SimulationTrial {
  private static final Pattern NAME = Pattern.compile("Simulation@(\\d{1,9})\\.\\.(\\d{1,9})");

  private SimulationTrial() {}

  /** Whether it has the form of one. */
  static boolean isOne(final String test) {
    return test.startsWith("Simulation@");
  }

  /** Whether it has seeds. */
  static boolean isThere(final String test) {
    final Matcher name = NAME.matcher(test);
    return name.matches() && from(name) <= to(name);
  }

  private static long from(final Matcher name) {
    return Long.parseLong(name.group(1));
  }

  private static long to(final Matcher name) {
    return Long.parseLong(name.group(2));
  }

  /** Tries the seeds in turn: the samples of the verdict are those that it took. */
  static Verdict run(final String test) {
    final Matcher name = NAME.matcher(test);
    if (!name.matches()) {
      throw new IllegalArgumentException("there is no test " + test);
    }
    final long from = from(name);
    final long to = to(name);
    for (long seed = from; seed <= to; seed++) {
      final String objection;
      try {
        objection = Tally.of(seed).violations().stream().findFirst().orElse("");
      } catch (final RuntimeException e) {
        return new Verdict(test, Finding.EXCEPTION, seed - from + 1, 1, "seed " + seed + ": " + e);
      }
      if (!objection.isEmpty()) {
        return new Verdict(test, Finding.FORBIDDEN, seed - from + 1, 1, objection);
      }
    }
    return new Verdict(test, Finding.NOTHING, to - from + 1, 0, "");
  }
}
