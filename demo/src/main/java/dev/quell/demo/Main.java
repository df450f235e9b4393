package dev.quell.demo;

import dev.quell.server.BuildVersion;
import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows every kill on a server of its own, or kills that reach every server of a cluster. */
@Command(name = "quell-demo", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
    description = {
      "Starts a server on a free port, connects with the official Java driver as several users, kills their work by"
          + " every form of pattern, and checks each kill against what the manual says.",
      "Exits with 0 only if each did exactly that."
    })
public final class Main implements Callable<Integer> {
  private static final int MOST_MEMBERS = 9;

  @Spec private CommandSpec spec;

  @Option(names = "--log", description = "Shows the server's log as well")
  private boolean log;

  @Option(names = "--members", paramLabel = "N",
      description = "Starts N servers of one cluster instead, and kills by one what runs on the others: 2 to 9")
  private @Nullable Integer members;

  private Main() {}

  /** Runs it and exits: 0 if every kill did what it should, 1 if one did not, 2 for a wrong option. */
  @SuppressWarnings("DefaultCharset") // that of the console is the right one
  public static void main(final String[] args) {
    System.exit(new CommandLine(new Main()).setOut(new PrintWriter(System.out, true)).execute(args));
  }

  /** What {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"quell-demo " + BuildVersion.quell()};
    }
  }

  @Override
  public Integer call() throws Exception {
    if (!log) {
      // Before the first logger is made: the table is what there is to see.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    }
    final Integer servers = members;
    if (servers == null) {
      return Demo.run(spec.commandLine().getOut(), isTerminal());
    }
    if (servers < 2 || servers > MOST_MEMBERS) {
      throw new ParameterException(spec.commandLine(), "--members is " + servers + ": expected 2 to " + MOST_MEMBERS);
    }
    return MembersDemo.run(spec.commandLine().getOut(), servers);
  }

  /** Since JDK 22 there is a console even where the output is a file, and a method that says so. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() throws ReflectiveOperationException {
    final Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    return (boolean) Console.class.getMethod("isTerminal").invoke(console);
  }
}
