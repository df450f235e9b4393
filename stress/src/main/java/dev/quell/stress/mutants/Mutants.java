package dev.quell.stress.mutants;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/**
 * Makes mutants of the core, shows each to the tests that are to catch it, and prints who caught whom.
 *
 * <p>{@code java -cp quell-stress.jar dev.quell.stress.mutants.Mutants [--quick] [--list] [--all-tests] [--against
 * TEST,...] [--millis N] [part of a name]...}: all mutants, or those named. First the same tests look at the core as it
 * is, and must find nothing. Then each mutant is shown to its tests until one catches it; with {@code --all-tests} to
 * all of them, each in a JVM of its own, and each must; with {@code --against} to these tests instead, to find a row
 * for one that is new. {@code --quick}, for CI, is one mutant for each guarantee and a few more, each shown to the
 * first of its tests, which is to catch it at once. The exit status is 1 if a mutant was not caught that should be, was
 * caught that cannot be, or, with {@code --all-tests}, a test caught nothing; 2 if the run itself failed,
 * or if the command names a mutant or test that is not there. Standard error says now and then how far a long run is.
 */
public final class Mutants {
  private static final long SOUND_MILLIS = 500;
  /** What a trial that must survive is given: there is nothing to wait for. */
  private static final long SURVIVOR_MILLIS = 5_000;

  private final List<Mutant> mutants;
  private final boolean allTests;
  private final long millis;
  private final Fork fork;
  private final Report report;

  Mutants(final List<Mutant> mutants, final boolean allTests, final long millis, final Fork fork) {
    this.mutants = mutants;
    this.allTests = allTests;
    this.millis = millis;
    this.fork = fork;
    this.report = new Report(System.out, System.err, allTests);
  }

  /** Whether all is as the table says. */
  boolean run() throws IOException, InterruptedException {
    report.start(mutants.size());
    checkTheCoreAsItIs();
    for (int i = 0; i < mutants.size(); i++) {
      report.progress(mutants.get(i), i + 1, mutants.size());
      report.add(mutants.get(i), trial(mutants.get(i)));
    }
    return report.finish();
  }

  /** What catches a mutant has to be content with the core, or it proves nothing. */
  private void checkTheCoreAsItIs() throws IOException, InterruptedException {
    final Set<String> tests = new LinkedHashSet<>();
    mutants.forEach(mutant -> tests.addAll(mutant.tests()));
    report.progress(tests.size(), SOUND_MILLIS);
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

  public static void main(final String[] args) {
    System.exit(new CommandLine(new MutantsCommand()).execute(args));
  }
}
