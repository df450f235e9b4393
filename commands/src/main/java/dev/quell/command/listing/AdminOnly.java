package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;

/** The rule for commands that are sent to the database {@code admin}. */
public final class AdminOnly {
  static final String ADMIN = "admin";

  private AdminOnly() {}

  /** Refuses a command that was sent to another database. */
  public static void require(final String db, final String command) {
    if (!db.equals(ADMIN)) {
      throw new CommandException(
          ErrorCode.UNAUTHORIZED, command + " may only be run against the admin database.");
    }
  }
}
