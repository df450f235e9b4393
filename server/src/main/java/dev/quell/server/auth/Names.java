package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Optional;

/** Which names users, roles and their databases may have. */
final class Names {
  private static final int MOST_DB = 63;
  /** Of a user who can be made, or a role, in characters: any such user can write its name into a login. */
  static final int MAX_LENGTH = 1_000;
  private static final int MOST_SHOWN = 200;
  /** A user of database {@code a@b} could have the digest of another one: users are told apart by {@code user@db}. */
  private static final String FORBIDDEN_IN_DB = "/\\. \"$*<>:|?@\0";

  private Names() {}

  /** The name of a user to be made. */
  static UserName newUser(final String user, final String db) {
    requireHome(db, "users");
    if (user.isEmpty()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "User name cannot be empty");
    }
    if (user.length() > MAX_LENGTH) {
      throw new CommandException(ErrorCode.BAD_VALUE, "User name has more than " + MAX_LENGTH + " characters");
    }
    return user(user, db);
  }

  /** The name of somebody who may or may not be there. */
  static UserName user(final String user, final String db) {
    try {
      return new UserName(user, db);
    } catch (final IllegalArgumentException e) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Bad user name: " + e.getMessage());
    }
  }

  /** The name of somebody who wants to log in; empty if nobody can have it. */
  static Optional<UserName> login(final String user, final String db) {
    try {
      return isDb(db) ? Optional.of(new UserName(user, db)) : Optional.empty();
    } catch (final IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The name of a role to be made. */
  static Role newRole(final String role, final String db) {
    requireHome(db, "roles");
    return role(role, db);
  }

  /** The name of a role that may or may not be there. */
  static Role role(final String role, final String db) {
    if (role.length() > MAX_LENGTH || db.length() > MAX_LENGTH) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Role name has more than " + MAX_LENGTH + " characters");
    }
    try {
      return Role.of(role, db);
    } catch (final IllegalArgumentException e) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Bad role name: " + e.getMessage());
    }
  }

  /** A text that a client chose, for a log or a message: not too long, and on one line. */
  static String shown(final String text) {
    final String some = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    return some.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void requireHome(final String db, final String what) {
    if (db.equals("$external")) {
      throw new CommandException(
          ErrorCode.BAD_VALUE,
          "Cannot create " + what + " in the $external database: SCRAM-SHA-256 is the only mechanism");
    }
    if (db.equals("local")) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Cannot create " + what + " in the local database");
    }
    if (!isDb(db)) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "Cannot create " + what + " in a database of the name '" + shown(db) + "'");
    }
  }

  private static boolean isDb(final String db) {
    return !db.isEmpty() && db.length() <= MOST_DB && db.chars().noneMatch(c -> FORBIDDEN_IN_DB.indexOf(c) >= 0);
  }
}
