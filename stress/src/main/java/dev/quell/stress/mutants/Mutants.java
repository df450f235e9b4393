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
 * <p>{@code java -cp quell-stress.jar dev.quell.stress.mutants.Mutants [--quick] [--list] [--millis N] [part of a
 * name]...}: all mutants, or those named; {@code --quick} is one for each guarantee and a few more, for CI. First the
 * same tests look at the core as it is, and must find nothing. The exit status is 1 if a mutant survived that should
 * not have, 2 if the run itself failed.
 */
public final class Mutants {
  private static final long CAUGHT_MILLIS = 20_000;
  private static final long SOUND_MILLIS = 500;
  /** What a trial that must survive is given: there is nothing to wait for. */
  private static final long SURVIVOR_MILLIS = 5_000;

  private final List<Mutant> mutants;
  private final long millis;
  private final Fork fork;
  private final Report report = new Report(System.out);

  private Mutants(final List<Mutant> mutants, final long millis, final Fork fork) {
    this.mutants = mutants;
    this.millis = millis;
    this.fork = fork;
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
    final List<Verdict> verdicts = fork.run(null, SOUND_MILLIS, List.copyOf(tests));
    for (final Verdict verdict : verdicts) {
      if (verdict.caught()) {
        throw new IllegalStateException("the core as it is does not pass " + verdict.test() + ": " + verdict.detail());
      }
    }
    report.sound(verdicts);
  }

  private List<Verdict> trial(final Mutant mutant) throws IOException, InterruptedException {
    final Path classes = fork.directoryFor(mutant);
    Workshop.make(mutant, classes);
    return fork.run(classes, mutant.mustBeCaught() ? millis : SURVIVOR_MILLIS, mutant.tests());
  }

  private static List<Mutant> select(final boolean quick, final List<String> parts) {
    final List<Mutant> all = MutantTable.all().stream().filter(mutant -> !quick || mutant.quick()).toList();
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

  public static void main(final String[] args) throws Exception {
    final List<String> words = new ArrayList<>(Arrays.asList(args));
    if (words.remove("--list")) {
      list();
      return;
    }
    final boolean quick = words.remove("--quick");
    long millis = CAUGHT_MILLIS;
    final int option = words.indexOf("--millis");
    if (option >= 0) {
      millis = Long.parseLong(words.get(option + 1));
      words.subList(option, option + 2).clear();
    }
    int exit;
    try (Fork fork = new Fork()) {
      exit = new Mutants(select(quick, words), millis, fork).run() ? 0 : 1;
    } catch (final IllegalStateException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      exit = 2;
    }
    System.exit(exit);
  }
}
