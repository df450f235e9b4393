package dev.quell.command.read;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Optional;
import org.bson.BsonReader;

/** Reads {@code {user, db}} and {@code {role, db}}. Immutable. */
public final class NameParser {
  /** The longest name that the core takes. */
  static final int LONGEST = 10_000;

  private final Shape shape;

  private NameParser(final String path, final String field) {
    shape = new Shape(path, 2, field, "db");
  }

  /** One for the users at this path. */
  public static NameParser users(final String path) {
    return new NameParser(path, "user");
  }

  /** One for the roles at this path. */
  static NameParser roles(final String path) {
    return new NameParser(path, "role");
  }

  /**
   * Reads the user at which the reader stands, which the caller knows to be a document.
   *
   * @return empty for the user without a name in no database, which is MongoDB's way to name unauthenticated work
   */
  public Optional<UserName> user(final BsonReader reader) {
    final String[] parts = read(reader);
    if (parts[0].isEmpty() && parts[1].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new UserName(parts[0], parts[1]));
  }

  /** Reads the role at which the reader stands, which the caller knows to be a document. */
  Role role(final BsonReader reader) {
    final String[] parts = read(reader);
    if (parts[0].isEmpty()) {
      throw Errors.badValue(shape.pathOf(0), "must not be empty");
    }
    return new Role(parts[0], parts[1]);
  }

  private String[] read(final BsonReader reader) {
    final String[] parts = new String[2];
    shape.read(reader, (index, value) -> parts[index] = name(value, index));
    return parts;
  }

  private String name(final BsonReader reader, final int index) {
    final String name = Values.string(reader, shape.pathOf(index));
    if (name.length() > LONGEST) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Username too long to use with logical sessions");
    }
    requireWellFormed(name, shape.pathOf(index));
    return name;
  }

  static void requireWellFormed(final String text, final String path) {
    if (!isWellFormed(text)) {
      throw Errors.badValue(path, "has an unpaired surrogate, expected well-formed text");
    }
  }

  /** False for a text with half a surrogate pair, which has no UTF-8 form; only a document made in Java has one. */
  private static boolean isWellFormed(final String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
