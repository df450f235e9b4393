package dev.quell.server.cli;

import dev.quell.server.StartException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Exits with 2 for what was typed wrongly, with 1 for what the world refuses. */
@Command(name = "quell-server", mixinStandardHelpOptions = true, versionProvider = Version.class,
    scope = ScopeType.LOCAL, subcommands = ServeCommand.class,
    synopsisSubcommandLabel = "[serve]",
    description = "A MongoDB-compatible server whose sessions, operations and cursors can all be killed by pattern.",
    footer = {"", "Without a command it serves; 'java -jar quell-server.jar serve --help' lists the options."})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs it and exits. */
  @SuppressWarnings("DefaultCharset") // that of the console is the right one
  public static void main(final String[] args) {
    final PrintWriter out = new PrintWriter(System.out, true);
    final PrintWriter err = new PrintWriter(System.err, true);
    System.exit(run(out, err, args));
  }

  /** Runs it. Returns the exit status, when the server has stopped. */
  static int run(final PrintWriter out, final PrintWriter err, final String... args) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Main::complain)
        .setExecutionExceptionHandler(Main::refuse)
        .execute(withCommand(args));
  }

  /** Puts {@code serve} before options of its own. */
  private static String[] withCommand(final String... args) {
    if (args.length > 0 && (!args[0].startsWith("-") || isOwn(args[0]))) {
      return args;
    }
    final String[] all = new String[args.length + 1];
    all[0] = "serve";
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }

  private static boolean isOwn(final String arg) {
    return arg.equals("-h") || arg.equals("--help") || arg.equals("-V") || arg.equals("--version");
  }

  /** One line of what is wrong, and one of where help is. */
  private static int complain(final ParameterException e, final String... args) {
    final CommandLine line = e.getCommandLine();
    line.getErr().println("quell-server: " + e.getMessage());
    line.getErr().println("Try 'java -jar quell-server.jar" + subcommand(line) + " --help'.");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** With a blank before it; nothing if it is the whole program that was called. */
  private static String subcommand(final CommandLine line) {
    return line.getParent() == null ? "" : " " + line.getCommandName();
  }

  private static int refuse(final Exception e, final CommandLine line, final CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof StartException) {
      line.getErr().println("quell-server: " + e.getMessage());
      return 1;
    }
    throw e;
  }

  /** Without a command; {@link #withCommand} has seen to it that there is one. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: serve");
  }
}
