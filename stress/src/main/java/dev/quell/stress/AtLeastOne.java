package dev.quell.stress;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of things, seconds, or milliseconds, on a command line: none at all would test nothing. */
public final class AtLeastOne implements ITypeConverter<Long> {
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
