package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of mutants, a row as soon as it is known, and what it comes to. */
final class Report {
  private static final int MOST_DETAIL = 80;

  private final PrintStream out;
  private final long started = System.nanoTime();
  private final List<String> survivors = new ArrayList<>();
  private final Map<String, Integer> caughtByGuarantee = new TreeMap<>();
  private int caught;
  private int explained;

  Report(final PrintStream out) {
    this.out = out;
  }

  void start(final int mutants) {
    out.printf("%d mutants; JDK %s, %s, %d processors%n%n", mutants, System.getProperty("java.version"),
        System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors());
  }

  /** The core as it is has passed. */
  void sound(final List<Verdict> verdicts) {
    final long samples = verdicts.stream().mapToLong(Verdict::samples).sum();
    out.printf("The core as it is: %d tests, %,d samples, nothing found.%n%n", verdicts.size(), samples);
    out.println("| mutant | what is broken | caught by | samples tried | forbidden | seen |");
    out.println("|---|---|---|---:|---:|---|");
  }

  void add(final Mutant mutant, final List<Verdict> verdicts) {
    final Verdict last = verdicts.get(verdicts.size() - 1);
    if (last.caught()) {
      caught++;
      caughtByGuarantee.merge(mutant.guarantee(), 1, Integer::sum);
      row(mutant, last.test(), last.samples(), last.bad(), last.detail());
      return;
    }
    final long samples = verdicts.stream().mapToLong(Verdict::samples).sum();
    if (mutant.mustBeCaught()) {
      survivors.add(mutant.name());
      row(mutant, "**survived** " + mutant.tests(), samples, 0, "");
    } else {
      explained++;
      row(mutant, "survives: " + mutant.survives(), samples, 0, "");
    }
  }

  private void row(final Mutant mutant, final String by, final long samples, final long bad, final String detail) {
    final String seen = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) + "..." : detail;
    out.printf("| %s | %s | %s | %,d | %,d | %s |%n",
        mutant.name(), mutant.says(), by, samples, bad, seen.replace("|", "\\|"));
    out.flush();
  }

  /** True if there is no survivor without a reason. */
  boolean finish() {
    out.printf("%n%d caught %s, %d survive for the reason given, %d survived; %d s%n",
        caught, caughtByGuarantee, explained, survivors.size(), (System.nanoTime() - started) / 1_000_000_000);
    if (!survivors.isEmpty()) {
      out.println("Survivors: each is a test that is missing or an access that is not needed: " + survivors);
    }
    return survivors.isEmpty();
  }
}
