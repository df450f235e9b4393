package dev.quell.stress.cluster;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What a soak has done and checked, in a few lines. */
final class Summary {
  private final Counts counts;
  private final List<Long> catchUps;
  private final int lives;
  private final PrintStream out;

  /** @param catchUps of each round, in milliseconds */
  Summary(final Counts counts, final List<Long> catchUps, final int lives, final PrintStream out) {
    this.counts = counts;
    this.catchUps = catchUps;
    this.lives = lives;
    this.out = out;
  }

  void print() {
    line("faults", "%s", counts.list("fault "));
    line("skipped", "%s", counts.list("skipped "));
    line("lives", "%d processes; they told: %s", lives, counts.list("events "));
    line(
        "work", "%d operations, %d killed; %d cursors, %d killed", counts.of("operations"),
        counts.of("operations killed"), counts.of("cursors"), counts.of("cursors killed"));
    line("kills", "%d; by shape: %s", counts.of("kills"), counts.list("shape "));
    line("reports", "members when kills returned: %s", counts.list("at return "));
    line(
        "C1", "%d answers; %d times something had begun before the call and ended after it", counts.of("C1 checked"),
        counts.of("C1 owed"));
    line(
        "C2", "%d times something was old at the call; from healing to the last kill (ms): %s", counts.of("C2 owed"),
        percentiles());
    line("", "a kill that came late spared what had begun at most %d ms before its call", counts.of("spared, ms"));
    line("C3", "%d operations that died are no younger than their kill", counts.of("C3 checked"));
    line("C4", "%d times the counts of a kill on a member", counts.of("C4 checked"));
    line(
        "C5", "at most %d entries and %d bytes in a log; at most %d MiB of heap of a member",
        counts.of("entries in a log"), counts.of("bytes in a log"), counts.of("MiB of heap of a member"));
    line("C8", "%d times the roles at a kill", counts.of("C8 checked"));
    line(
        "time", "longest kill %d ms, longest stall of the machine %d ms", counts.of("longest kill, ms"),
        counts.of("longest stall of the machine, ms"));
  }

  private String percentiles() {
    if (catchUps.isEmpty()) {
      return "none";
    }
    final List<Long> sorted = catchUps.stream().sorted().toList();
    final long over = sorted.stream().filter(time -> time > 1_000).count();
    return String.format(
        Locale.ROOT, "median %d, most %d, in %d rounds, of which %d over 1,000", sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() - 1), sorted.size(), over);
  }

  @SuppressWarnings("AnnotateFormatMethod") // a library for one private method
  private void line(final String what, final String format, final Object... arguments) {
    out.printf(Locale.ROOT, "  %-8s %s%n", what, String.format(Locale.ROOT, format, arguments));
  }
}
