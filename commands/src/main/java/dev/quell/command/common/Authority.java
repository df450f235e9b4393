package dev.quell.command.common;

import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The questions about a caller that several commands ask, and their refusals. */
public final class Authority {
  private Authority() {}

  /** Whether the caller may do this to the server as a whole. */
  public static boolean on(final Caller caller, final Action action) {
    return caller.may(action, Resource.CLUSTER);
  }

  /** The refusal of a command as such. Shows the name alone: the rest of the command has not been looked at. */
  public static CommandException refusal(final String db, final String command) {
    return new CommandException(
        ErrorCode.UNAUTHORIZED, "not authorized on " + db + " to execute command { " + command + ": ... }");
  }

  /** The refusal of one who has not logged in. */
  public static CommandException loginRequired(final String command) {
    return new CommandException(ErrorCode.UNAUTHORIZED, "Command " + command + " requires authentication");
  }

  /** Refuses a caller who names the sessions of another and may not act in the name of others. */
  public static void requireDigest(final Caller caller, final @Nullable Uid uid) {
    if (uid != null && !uid.equals(caller.uid()) && !on(caller, Action.IMPERSONATE)) {
      throw foreignDigest();
    }
  }

  /** The refusal of a session of another. Says nothing about whether there is one. */
  public static CommandException foreignDigest() {
    return new CommandException(ErrorCode.UNAUTHORIZED, "Unauthorized to set user digest in LogicalSessionId");
  }
}
