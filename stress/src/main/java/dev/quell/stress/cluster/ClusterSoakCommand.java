package dev.quell.stress.cluster;

import dev.quell.stress.AtLeastOne;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of {@link ClusterSoak}. */
@Command(name = "ClusterSoak", mixinStandardHelpOptions = true, showDefaultValues = true,
    description = "A cluster of processes under faults, checked all the while. Exits with 1 if anything was violated.")
final class ClusterSoakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--minutes", paramLabel = "N", description = "how long to work", defaultValue = "1",
      converter = AtLeastOne.class)
  private long minutes;

  @Option(names = "--seed", paramLabel = "N", description = "what all choices follow from", defaultValue = "1")
  private long seed;

  @Option(names = "--members", paramLabel = "N", description = "how many, 3 to 5", defaultValue = "3")
  private int members;

  @Option(names = "--loopback", description = "make no network namespaces, and so no partitions")
  private boolean loopback;

  @Override
  public Integer call() throws Exception {
    if (members < 3 || members > 5) {
      throw new CommandLine.ParameterException(spec.commandLine(), "'" + members + "' is not a number from 3 to 5");
    }
    final Network network = loopback ? new Loopback("not wanted") : Namespaces.orLoopback(members);
    final ClusterSoak soak = ClusterSoak.sound(seed, Duration.ofMinutes(minutes), members, network);
    soak.run();
    soak.printSummary();
    return soak.passed() ? 0 : 1;
  }
}
