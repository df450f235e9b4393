package dev.quell.server.cli;

import dev.quell.server.QuellServer;
import dev.quell.server.ServerOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves until it is told to stop. */
@Command(name = "serve", sortOptions = false, mixinStandardHelpOptions = true, versionProvider = Version.class,
    description = "Serves MongoDB clients until it is told to stop (the default).")
final class ServeCommand implements Callable<Integer> {
  /** An operator waits five seconds for a stop; what hangs longer hangs. */
  private static final Duration PATIENCE = Duration.ofMillis(4_500);

  @Spec private CommandSpec spec;
  @Mixin
  private ServeArguments arguments;

  @Override
  public Integer call() throws Exception {
    final ServerOptions options = arguments.options();
    try (QuellServer server = new QuellServer(options)) {
      server.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "quell-stop"));
      final PrintWriter out = spec.commandLine().getOut();
      out.println("quell-server listening on " + server.address());
      out.flush();
      server.awaitClose();
    }
    return 0;
  }

  /** In the shutdown hook: whatever happens, the process is gone in time. */
  private static void stop(final QuellServer server) {
    final Thread close = new Thread(server::close, "quell-close");
    close.setDaemon(true);
    close.start();
    try {
      close.join(PATIENCE.toMillis());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (close.isAlive()) {
      Runtime.getRuntime().halt(1);
    }
  }
}
