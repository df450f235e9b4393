package dev.quell.stress;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How the programs of this module read their command lines. */
public final class Cli {
  private Cli() {}

  /** What is typed wrongly is said in one line, before how the command is used, and the exit status is 2. */
  public static CommandLine of(final Object command) {
    return new CommandLine(command).setParameterExceptionHandler(Cli::refuse);
  }

  /** Unlike that of picocli it shows the usage even if it has a guess at what was meant. */
  private static int refuse(final ParameterException e, final String[] args) {
    final CommandLine line = e.getCommandLine();
    line.getErr().println(e.getMessage());
    line.usage(line.getErr());
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** A number of things, seconds, or milliseconds: none at all would test nothing. */
  public static final class AtLeastOne implements ITypeConverter<Long> {
    /** In seconds, three decades, which in nanoseconds is a {@code long} still. */
    private static final long MOST = 1_000_000_000;

    @Override
    public Long convert(final String value) {
      try {
        final long number = Long.parseLong(value);
        if (number >= 1 && number <= MOST) {
          return number;
        }
      } catch (final NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException("'" + value + "' is not a number from 1 to " + MOST);
    }
  }
}
