package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The table of mutants, a row as soon as it is known, and what it comes to. */
final class Report {
  private static final int MOST_DETAIL = 80;

  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean allTests;
  private final long started = System.nanoTime();
  private long nextProgress = started + PROGRESS_NANOS;
  private final List<String> survivors = new ArrayList<>();
  private final List<String> onlyNoticed = new ArrayList<>(); // by an exception or hang that is not expected
  private final List<String> refuted = new ArrayList<>(); // caught, though the table says why that cannot be
  private final List<String> idle = new ArrayList<>(); // tests that their row names in vain
  private final Map<String, Integer> caughtByGuarantee = new TreeMap<>();
  private final Map<Finding, Integer> caughtByFinding = new TreeMap<>();
  private int explained;

  /**
   * @param err where it says how far it is, so that the table can be kept without that
   * @param allTests whether all tests of a mutant are run, and each is to catch it
   */
  Report(final PrintStream out, final PrintStream err, final boolean allTests) {
    this.out = out;
    this.err = err;
    this.allTests = allTests;
  }

  void start(final int mutants) {
    out.printf("%d mutants; JDK %s, %s, %d processors%n%n", mutants, System.getProperty("java.version"),
        System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors());
  }

  /** So many tests look at the core as it is next, which nothing comes of until all have. */
  void progress(final int tests, final long millis) {
    if (tests * TimeUnit.MILLISECONDS.toNanos(millis) > PROGRESS_NANOS) {
      err.printf("%5d s  the core as it is: %d tests%n", seconds(), tests);
    }
  }

  /** This one is tried next; says so if nothing was said for a while. */
  void progress(final Mutant mutant, final int number, final int of) {
    if (System.nanoTime() - nextProgress >= 0) {
      nextProgress = System.nanoTime() + PROGRESS_NANOS;
      err.printf("%5d s  %s: %d of %d%n", seconds(), mutant.name(), number, of);
    }
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
  }

  /** The core as it is has passed. */
  void sound(final List<Verdict> verdicts) {
    final long samples = verdicts.stream().mapToLong(Verdict::samples).sum();
    out.printf("The core as it is: %d tests, %,d samples, nothing found.%n%n", verdicts.size(), samples);
    out.println("| mutant | what is broken | caught by | samples tried | forbidden | seen |");
    out.println("|---|---|---|---:|---:|---|");
  }

  void add(final Mutant mutant, final List<Verdict> verdicts) {
    final List<Verdict> catches = verdicts.stream().filter(each -> each.finding().isCatch(mutant.expects())).toList();
    final List<Verdict> noticed = verdicts.stream().filter(Verdict::isNoticed).toList();
    if (!mutant.mustBeCaught()) {
      explain(mutant, verdicts, noticed);
    } else if (!catches.isEmpty()) {
      caughtByGuarantee.merge(mutant.guarantee(), 1, Integer::sum);
      caughtByFinding.merge(catches.get(0).finding(), 1, Integer::sum);
      catches.forEach(each -> row(mutant, by(each), each));
    } else if (noticed.isEmpty()) {
      survivors.add(mutant.name());
      row(mutant, "**survived** " + mutant.tests(), samples(verdicts), 0, "");
    } else { // for a reason that is not the test's: the table has to say that there is no better one
      onlyNoticed.add(mutant.name());
      row(mutant, "**not caught**, noticed only by " + by(noticed.get(0)), noticed.get(0));
    }
    if (allTests && mutant.mustBeCaught()) {
      verdicts.stream().filter(each -> !catches.contains(each))
          .forEach(each -> idle.add(mutant.name() + ": " + by(each)));
    }
  }

  private void explain(final Mutant mutant, final List<Verdict> verdicts, final List<Verdict> noticed) {
    if (noticed.isEmpty()) {
      explained++;
      row(mutant, "survives: " + mutant.survives(), samples(verdicts), 0, "");
    } else {
      refuted.add(mutant.name());
      row(mutant, "**caught** by " + by(noticed.get(0)) + ", though it survives, for this reason: " + mutant.survives(),
          noticed.get(0));
    }
  }

  private static long samples(final List<Verdict> verdicts) {
    return verdicts.stream().mapToLong(Verdict::samples).sum();
  }

  private static String by(final Verdict verdict) {
    return (verdict.test() + " " + verdict.finding().remark()).strip();
  }

  private void row(final Mutant mutant, final String by, final Verdict verdict) {
    row(mutant, by, verdict.samples(), verdict.bad(), verdict.detail());
  }

  private void row(final Mutant mutant, final String by, final long samples, final long bad, final String detail) {
    final String seen = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) + "..." : detail;
    out.printf("| %s | %s | %s | %,d | %,d | %s |%n",
        mutant.name(), mutant.says(), by, samples, bad, seen.replace("|", "\\|"));
    out.flush();
  }

  /** True if nothing survived without a reason, and no reason or claim of the table turned out to be false. */
  boolean finish() {
    final int caught = caughtByFinding.values().stream().mapToInt(Integer::intValue).sum();
    final String remarks = caughtByFinding.entrySet().stream()
        .filter(each -> each.getKey() != Finding.FORBIDDEN)
        .map(each -> ", " + each.getValue() + " of them " + each.getKey().remark())
        .collect(Collectors.joining());
    final String guarantees = caughtByGuarantee.isEmpty() ? "" : " " + caughtByGuarantee;
    final String noticed = onlyNoticed.isEmpty() ? "" : ", " + onlyNoticed.size() + " not caught but noticed";
    out.printf("%n%d caught%s%s, %d survive for the reason given%s, %d survived; %d s%n", caught, guarantees, remarks,
        explained, noticed, survivors.size(), seconds());
    list("Survivors: each is a test that is missing or an access that is not needed: ", survivors);
    list("Noticed only by an exception or a hang that the row does not expect: ", onlyNoticed);
    list("Caught, though the table says why that cannot be: ", refuted);
    list("Tests that did not catch the mutant whose row names them: ", idle);
    return survivors.isEmpty() && onlyNoticed.isEmpty() && refuted.isEmpty() && idle.isEmpty();
  }

  private void list(final String heading, final List<String> names) {
    if (!names.isEmpty()) {
      out.println(heading + names);
    }
  }
}
