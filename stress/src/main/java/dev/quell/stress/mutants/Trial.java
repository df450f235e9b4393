package dev.quell.stress.mutants;

import java.util.List;

/**
 * Shows the core on the class path to some tests, until one of them objects. A JVM of its own for each mutant; prints
 * one line for each test.
 *
 * <p>{@code java -cp mutant:quell-stress.jar dev.quell.stress.mutants.Trial MILLIS EXPECTED TEST...}: how long a
 * jcstress test may go on without an objection, which {@link Finding} will do besides {@code FORBIDDEN}, and the tests,
 * by the names that {@link Mutant#tests} has.
 */
public final class Trial {
  private Trial() {}

  /**
   * What one test said.
   *
   * @param test its name
   * @param finding whether it objected, and how
   * @param samples how many states it has tried
   * @param bad in how many of them it saw what it forbids; 1 if it was noticed in another way
   * @param detail what that was
   */
  record Verdict(String test, Finding finding, long samples, long bad, String detail) {
    private static final String MARK = "@@";
    private static final String SEPARATOR = "\t";

    String toLine() {
      final String oneLine = detail.replaceAll("\\s+", " ");
      return String.join(SEPARATOR, MARK, test, finding.name(), "" + samples, "" + bad, oneLine);
    }

    /** The verdict on a line of output, or null if the line is none. */
    static Verdict parse(final String line) {
      final String[] part = line.split(SEPARATOR, 6);
      if (part.length != 6 || !part[0].equals(MARK)) {
        return null;
      }
      return new Verdict(
          part[1], Finding.valueOf(part[2]), Long.parseLong(part[3]), Long.parseLong(part[4]), part[5]);
    }

    boolean isNoticed() {
      return finding != Finding.NOTHING;
    }
  }

  /** Runs one test. */
  private static Verdict run(final String test, final long millis) throws Exception {
    if (SimulationTrial.isOne(test)) {
      return SimulationTrial.run(test);
    }
    return isJUnit(test) ? JUnitTrial.run(test) : StressTrial.run(test, millis);
  }

  static boolean isJUnit(final String test) {
    return test.indexOf('#') >= 0;
  }

  /** Whether there is such a test. */
  static boolean isThere(final String test) {
    if (SimulationTrial.isOne(test)) {
      return SimulationTrial.isThere(test);
    }
    return isJUnit(test) ? JUnitTrial.isThere(test) : StressTrial.isThere(test);
  }

  public static void main(final String[] args) throws Exception {
    final long millis = Long.parseLong(args[0]);
    final Finding expected = Finding.valueOf(args[1]);
    final boolean toTheEnd = Boolean.getBoolean("quell.mutants.all");
    for (final String test : List.of(args).subList(2, args.length)) {
      final Verdict verdict = run(test, millis);
      System.out.println(verdict.toLine());
      if (verdict.finding().isCatch(expected) && !toTheEnd) {
        break;
      }
    }
    System.exit(0); // threads of a mutant may hang
  }
}
