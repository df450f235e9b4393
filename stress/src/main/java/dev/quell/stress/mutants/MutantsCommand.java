package dev.quell.stress.mutants;

import dev.quell.stress.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@link Mutants}. */
@Command(name = "Mutants", mixinStandardHelpOptions = true,
    description = "Shows mutants of the core to the tests that are to catch them. Exits with 1 if one was not caught"
        + " that must be, or the table is wrong otherwise, and with 2 if the run itself failed.")
final class MutantsCommand implements Callable<Integer> {
  private static final long CAUGHT_MILLIS = 20_000;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "parts of the names of mutants; all if left out")
  private List<String> parts = List.of();

  @Option(names = "--quick", description = "those for continuous integration, each shown to the first of its tests")
  private boolean quick;

  @Option(names = "--list", description = "says what they break, and runs nothing")
  private boolean list;

  @Option(names = "--all-tests", description = "each test of a row has to catch its mutant, not just one")
  private boolean allTests;

  @Option(names = "--against", paramLabel = "TEST", split = ",",
      description = "tests to show them to instead of those of their rows")
  private List<String> against = List.of();

  @Option(names = "--millis", paramLabel = "N", defaultValue = "" + CAUGHT_MILLIS, converter = Cli.AtLeastOne.class,
      description = "how long a jcstress test may look at a mutant that it must catch (default: ${DEFAULT-VALUE})")
  private long millis;

  @Override
  public Integer call() throws IOException, InterruptedException {
    final List<Mutant> mutants = selected();
    if (list) {
      list(mutants);
      return 0;
    }
    try (Fork fork = new Fork()) {
      return new Mutants(mutants, allTests, millis, fork).run() ? 0 : 1;
    } catch (final IllegalStateException e) {
      final PrintWriter err = spec.commandLine().getErr();
      err.println(e.getMessage());
      return 2;
    }
  }

  private List<Mutant> selected() {
    final List<Mutant> all = MutantTable.all().stream()
        .filter(mutant -> !quick || mutant.quick())
        .map(mutant -> quick ? mutant.shownTo(mutant.tests().subList(0, 1)) : mutant)
        .toList();
    for (final String part : parts) {
      if (all.stream().noneMatch(mutant -> mutant.name().contains(part))) {
        throw refused("no mutant " + (quick ? "of the quick ones " : "") + "has a name like '" + part + "'");
      }
    }
    for (final String test : against) {
      if (!Trial.isThere(test)) {
        throw refused("there is no test '" + test + "': one is written as KillStress.K1_KillVsBegin, or as"
            + " dev.quell.CursorTest#shouldX");
      }
    }
    return all.stream()
        .filter(mutant -> parts.isEmpty() || parts.stream().anyMatch(mutant.name()::contains))
        .map(mutant -> against.isEmpty() ? mutant : mutant.shownTo(against))
        .toList();
  }

  private ParameterException refused(final String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void list(final List<Mutant> mutants) {
    final PrintWriter out = spec.commandLine().getOut();
    final TreeSet<String> guarantees = new TreeSet<>();
    for (final Mutant mutant : mutants) {
      out.println(mutant.name() + ": " + mutant.says());
      guarantees.add(mutant.guarantee());
    }
    final long survivors = mutants.stream().filter(mutant -> !mutant.mustBeCaught()).count();
    out.println(mutants.size() + " mutants of " + guarantees + ", " + survivors + " of which survive for a reason");
    out.flush();
  }
}
