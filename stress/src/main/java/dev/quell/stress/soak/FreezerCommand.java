package dev.quell.stress.soak;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line of {@link Freezer}. */
@Command(name = "Freezer", mixinStandardHelpOptions = true, showDefaultValues = true,
    description = "Freezes threads at lines of the core, as a debugger does. Exits with 1 if others did not go on, if"
        + " anything else was violated, or if nobody came by to be frozen.")
final class FreezerCommand implements Callable<Integer> {
  @Mixin
  private Options options;

  @Override
  public Integer call() throws Exception {
    final Freezer freezer = new Freezer(options.seed(), options.duration(), System.out);
    return freezer.run(String.valueOf(options.seed()), "sound") ? 0 : 1;
  }
}
