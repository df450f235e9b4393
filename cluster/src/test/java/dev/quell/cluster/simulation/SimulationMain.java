package dev.quell.cluster.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A long run: {@code java -cp ... dev.quell.cluster.simulation.SimulationMain --seeds 1..1000000}. Prints what was
 * tried and each violation with its seed; the exit status is 1 if there was one. {@code --seeds 17..17} replays one.
 */
public final class SimulationMain {
  private static final int MOST_PRINTED = 20;
  private static final Pattern RANGE = Pattern.compile("(-?\\d+)\\.\\.(-?\\d+)");

  private SimulationMain() {}

  public static void main(final String[] args) {
    final Matcher range = RANGE.matcher(args.length == 2 && args[0].equals("--seeds") ? args[1] : "");
    if (!range.matches()) {
      System.err.println("usage: SimulationMain --seeds FROM..TO");
      System.exit(2);
    }
    final long from = Long.parseLong(range.group(1));
    final long to = Long.parseLong(range.group(2));
    final long start = System.nanoTime();
    long kills = 0;
    long answered = 0;
    long late = 0;
    long gaps = 0;
    long hit = 0;
    long bad = 0;
    final Map<String, Long> byGuarantee = new TreeMap<>();
    for (long seed = from; seed <= to; seed++) {
      final Checker books = Simulation.run(seed);
      kills += books.kills;
      answered += books.answered;
      late += books.late;
      gaps += books.gapsTold;
      hit += books.hit;
      if (!books.violations.isEmpty()) {
        bad++;
        books.violations.forEach(each -> byGuarantee.merge(each.substring(0, 2), 1L, Long::sum));
        if (from == to) {
          System.out.println(books.plan);
          books.violations.forEach(System.out::println);
        } else if (bad <= MOST_PRINTED) {
          System.out.println("seed " + seed + ": " + books.violations.get(0));
        }
      }
    }
    System.out.printf(
        "%d seeds, JDK %s: %,d kills, %,d complete answers, %,d applied late, %,d gaps, %,d operations hit; "
            + "%d seeds with violations %s; %d s%n",
        to - from + 1, System.getProperty("java.version"), kills, answered, late, gaps, hit, bad, byGuarantee,
        (System.nanoTime() - start) / 1_000_000_000);
    System.exit(bad == 0 ? 0 : 1);
  }
}
