package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes mutants of the core, shows each to the tests that are to catch it, and prints who caught whom.
 *
 * <p>{@code java -cp quell-stress.jar dev.quell.stress.mutants.Mutants [--quick] [--list] [--all-tests] [--against
 * TEST,...] [--millis N] [part of a name]...}: all mutants, or those named. First the same tests look at the core as it
 * is, and must find nothing. Then each mutant is shown to its tests until one catches it; with {@code --all-tests} to
 * all of them, each in a JVM of its own, and each must; with {@code --against} to these tests instead, to find a row
 * for one that is new. {@code --quick}, for CI, is one mutant for each guarantee and a few more, each shown to the
 * first of its tests, which is to catch it at once. The exit status is 1 if a mutant survived that should not have, was
 * caught that cannot be, or, with {@code --all-tests}, a test caught nothing; 2 if the run itself failed.
 */
public final class Mutants {
  private static final long CAUGHT_MILLIS = 20_000;
  private static final long SOUND_MILLIS = 500;
  /** What a trial that must survive is given: there is nothing to wait for. */
  private static final long SURVIVOR_MILLIS = 5_000;

  private final List<Mutant> mutants;
  private final boolean allTests;
  private final long millis;
  private final Fork fork;
  private final Report report;

  private Mutants(final List<Mutant> mutants, final boolean allTests, final long millis, final Fork fork) {
    this.mutants = mutants;
    this.allTests = allTests;
    this.millis = millis;
    this.fork = fork;
    this.report = new Report(System.out, allTests);
  }

  private boolean run() throws IOException, InterruptedException {
    report.start(mutants.size());
    checkTheCoreAsItIs();
    for (final Mutant mutant : mutants) {
      report.add(mutant, trial(mutant));
    }
    return report.finish();
  }

  /** What catches a mutant has to be content with the core, or it proves nothing. */
  private void checkTheCoreAsItIs() throws IOException, InterruptedException {
    final Set<String> tests = new LinkedHashSet<>();
    mutants.forEach(mutant -> tests.addAll(mutant.tests()));
    final List<Verdict> verdicts = fork.run(null, null, SOUND_MILLIS, List.copyOf(tests));
    for (final Verdict verdict : verdicts) {
      if (verdict.isNoticed()) {
        throw new IllegalStateException("the core as it is does not pass " + verdict.test() + ": " + verdict.detail());
      }
    }
    report.sound(verdicts);
  }

  private List<Verdict> trial(final Mutant mutant) throws IOException, InterruptedException {
    final Path classes = fork.directoryFor(mutant);
    Workshop.make(mutant, classes);
    final long most = mutant.mustBeCaught() ? millis : SURVIVOR_MILLIS;
    if (!allTests) {
      return fork.run(classes, mutant.expects(), most, mutant.tests());
    }
    final List<Verdict> verdicts = new ArrayList<>();
    for (final String test : mutant.tests()) { // a mutant may leave a JVM behind in which every test fails
      verdicts.addAll(fork.run(classes, mutant.expects(), most, List.of(test)));
    }
    return verdicts;
  }

  private static List<Mutant> select(final boolean quick, final List<String> parts) {
    final List<Mutant> all = MutantTable.all().stream()
        .filter(mutant -> !quick || mutant.quick())
        .map(mutant -> quick ? mutant.shownTo(mutant.tests().subList(0, 1)) : mutant)
        .toList();
    if (parts.isEmpty()) {
      return all;
    }
    final List<Mutant> named = all.stream().filter(mutant -> parts.stream().anyMatch(mutant.name()::contains)).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException("no mutant has a name like " + parts);
    }
    return named;
  }

  private static void list() {
    final Set<String> guarantees = new TreeSet<>();
    for (final Mutant mutant : MutantTable.all()) {
      System.out.println(mutant.name() + ": " + mutant.says());
      guarantees.add(mutant.guarantee());
    }
    System.out.println(MutantTable.all().size() + " mutants of " + guarantees);
  }

  /** Takes an option and its value from the words of the command; the value, or null. */
  private static String option(final List<String> words, final String name) {
    final int at = words.indexOf(name);
    if (at < 0) {
      return null;
    }
    final String value = words.get(at + 1);
    words.subList(at, at + 2).clear();
    return value;
  }

  public static void main(final String[] args) throws Exception {
    final List<String> words = new ArrayList<>(Arrays.asList(args));
    if (words.remove("--list")) {
      list();
      return;
    }
    final boolean quick = words.remove("--quick");
    final boolean allTests = words.remove("--all-tests");
    final String millis = option(words, "--millis");
    final String against = option(words, "--against");
    int exit;
    try (Fork fork = new Fork()) {
      List<Mutant> mutants = select(quick, words);
      if (against != null) {
        mutants = mutants.stream().map(mutant -> mutant.shownTo(List.of(against.split(",")))).toList();
      }
      final long most = millis == null ? CAUGHT_MILLIS : Long.parseLong(millis);
      exit = new Mutants(mutants, allTests, most, fork).run() ? 0 : 1;
    } catch (final IllegalStateException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      exit = 2;
    }
    System.exit(exit);
  }
}
