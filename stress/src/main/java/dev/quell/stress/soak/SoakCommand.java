package dev.quell.stress.soak;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line of {@link Soak}. */
@Command(name = "Soak", mixinStandardHelpOptions = true, showDefaultValues = true,
    description = "Random work on a core, checked all the while. Exits with 1 if anything was violated.")
final class SoakCommand implements Callable<Integer> {
  @Mixin
  private Options options;

  @Override
  public Integer call() {
    final Soak soak =
        new Soak(options.seed(), options.duration(), HostCore.found(), Access.DIRECT, Soak.PATIENCE, System.out);
    soak.run(Math.min(Soak.ROUND_NANOS, options.duration().toNanos() / 2));
    soak.printSummary();
    return soak.passed() ? 0 : 1;
  }
}
