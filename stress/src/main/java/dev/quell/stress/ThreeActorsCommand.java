package dev.quell.stress;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.infra.TestInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@link ThreeActors}. */
@Command(name = "ThreeActors", mixinStandardHelpOptions = true,
    description = "Runs the tests with three actors by plain threads. Exits with 1 if one failed.")
final class ThreeActorsCommand implements Callable<Integer> {
  private static final long STATES = 20_000;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "part of the names of those to run; all if left out",
      defaultValue = "")
  private String part;

  @Option(names = "--millis", paramLabel = "N", description = "how long to run each test",
      converter = AtLeastOne.class)
  private Long millis;

  @Option(names = "--states", paramLabel = "N", converter = AtLeastOne.class,
      description = "how many states to try in each test, within that time; " + STATES + " if neither is said")
  private Long states;

  @Override
  public Integer call() throws ReflectiveOperationException {
    final List<TestInfo> tests = ThreeActors.tests(part);
    if (tests.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "no test with three actors has a name like '" + part + "'");
    }
    final long most = millis == null ? STATES : Long.MAX_VALUE;
    final long nanos = millis == null ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
    return ThreeActors.runAll(tests, states == null ? most : states, nanos) ? 0 : 1;
  }
}
