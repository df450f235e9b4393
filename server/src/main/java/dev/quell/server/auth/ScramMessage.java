package dev.quell.server.auth;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads what both messages of a SCRAM client (RFC 5802, section 7) are made of. Refuses with 2 what is none. */
final class ScramMessage {
  /** What a connection that nobody knows may have us keep. The longest name of a user fits, whatever it is made of. */
  static final int MAX_LENGTH = 4_096;
  /** More than any client needs. */
  static final int MAX_NONCE_LENGTH = 512;

  private ScramMessage() {}

  static String decode(final byte[] payload) {
    if (payload.length > MAX_LENGTH) {
      throw malformed("the message has " + payload.length + " bytes, more than " + MAX_LENGTH);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (final CharacterCodingException e) {
      throw malformed("the message is not UTF-8");
    }
  }

  /** The value of an attribute that must be there, as in {@code r=...}. */
  static String value(final String attribute, final char name) {
    if (attribute.length() < 2 || attribute.charAt(0) != name || attribute.charAt(1) != '=') {
      throw malformed("expected the attribute '" + name + "='");
    }
    return attribute.substring(2);
  }

  static String nonce(final String value) {
    if (value.isEmpty() || value.length() > MAX_NONCE_LENGTH) {
      throw malformed("a nonce must have 1 to " + MAX_NONCE_LENGTH + " characters, not " + value.length());
    }
    if (!value.chars().allMatch(c -> c >= 0x21 && c <= 0x7e)) {
      throw malformed("a nonce must be printable ASCII");
    }
    return value;
  }

  static byte[] base64(final String value, final char name) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (final IllegalArgumentException e) {
      throw malformed("the attribute '" + name + "=' is not base64");
    }
  }

  /** What follows the attributes that are known: extensions, which are passed over if they look like some. */
  static void requireExtensions(final String[] attributes, final int from, final int to) {
    for (int i = from; i < to; i++) {
      final String attribute = attributes[i];
      final boolean named = attribute.length() >= 3 && attribute.charAt(1) == '=' && isLetter(attribute.charAt(0));
      if (!named) {
        throw malformed("attribute " + (i + 1) + " is not of the form 'x=...'");
      }
      if (attribute.charAt(0) == 'm') {
        throw malformed("mandatory extensions are not supported");
      }
    }
  }

  private static boolean isLetter(final char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  static CommandException malformed(final String why) {
    return new CommandException(ErrorCode.BAD_VALUE, "Malformed SCRAM-SHA-256 message: " + why);
  }
}
