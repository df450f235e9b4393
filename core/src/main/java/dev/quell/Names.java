package dev.quell;

import java.util.Objects;

/** The one rule for texts that a client chose: not null, not too long, and with exactly one UTF-8 form. */
final class Names {
  /** mongod answers code 2 (BadValue) to a name of about this many characters. */
  static final int MAX_NAME_LENGTH = 10_000;

  private Names() {}

  static String requireName(final String value, final String argument) {
    return requireText(value, argument, MAX_NAME_LENGTH);
  }

  static String requireText(final String value, final String argument, final int maxLength) {
    requireAtMost(value, argument, maxLength);
    for (int i = 0; i < value.length(); i++) {
      final char unit = value.charAt(i);
      if (Character.isSurrogate(unit)) {
        final boolean paired = Character.isHighSurrogate(unit)
            && i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1));
        if (!paired) {
          // The encoder would put '?' here, and two different names would then share one uid.
          throw new IllegalArgumentException(argument + " has an unpaired surrogate 0x" + Integer.toHexString(unit)
              + " at index " + i + ": expected well-formed UTF-16, which alone has a UTF-8 form");
        }
        i++;
      }
    }
    return value;
  }

  static String requireAtMost(final String value, final String argument, final int maxLength) {
    Objects.requireNonNull(value, argument);
    if (value.length() > maxLength) {
      throw new IllegalArgumentException(
          argument + " has " + value.length() + " characters: expected at most " + maxLength);
    }
    return value;
  }
}
