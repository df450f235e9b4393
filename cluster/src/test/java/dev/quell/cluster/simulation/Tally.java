package dev.quell.cluster.simulation;

import java.util.List;

/**
 * What one seed, or several, came to.
 *
 * @param kills that were called
 * @param answered answers that were complete
 * @param late entries that came late
 * @param gaps that a host was told of
 * @param listed members that have answered a question to the end
 * @param hit operations that kills of others have hit
 * @param violations what was wrong
 */
public record Tally(long kills, long answered, long late, long gaps, long listed, long hit, List<String> violations) {
  static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, List.of());

  /** Runs a seed: the same gives the same. */
  public static Tally of(final long seed) {
    final Checker checker = Simulation.run(seed);
    return new Tally(
        checker.kills, checker.answered(), checker.late(), checker.gaps(), checker.listed(), checker.hit,
        checker.violations().stream().map(each -> "seed " + seed + ": " + each).toList());
  }

  /** Both; the violations are only those of the other. */
  Tally plus(final Tally other) {
    return new Tally(
        kills + other.kills, answered + other.answered, late + other.late, gaps + other.gaps, listed + other.listed,
        hit + other.hit, other.violations);
  }
}
