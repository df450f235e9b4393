package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.CommandCall;
import java.util.Collection;

/** The questions about a caller that commands on users and roles ask, and their refusals. */
final class Authority {
  private static final String ADMIN = "admin";

  private Authority() {}

  static void onDb(final CommandCall call, final Action action) {
    on(call, action, Resource.database(call.db()));
  }

  static void on(final CommandCall call, final Action action, final Resource resource) {
    require(call, call.caller().may(action, resource));
  }

  static void require(final CommandCall call, final boolean allowed) {
    if (!allowed) {
      throw call.caller().access() == Caller.Access.ANONYMOUS
          ? new CommandException(ErrorCode.UNAUTHORIZED, "Command " + call.name() + " requires authentication")
          : new CommandException(
              ErrorCode.UNAUTHORIZED,
              "not authorized on " + Names.shown(call.db()) + " to execute command { " + call.name() + ": ... }");
    }
  }

  /** To grant roles, or take them away, takes the action on the database of each. */
  static void onRoles(final CommandCall call, final Action action, final Collection<Role> roles) {
    roles.forEach(role -> on(call, action, Resource.database(role.db())));
  }

  /** The same for privileges; those on the server or on every database are the affair of {@code admin}. */
  static void onPrivileges(final CommandCall call, final Action action, final Collection<Privilege> privileges) {
    for (final Privilege privilege : privileges) {
      final String db = privilege.resource().db();
      on(call, action, Resource.database(db.isEmpty() ? ADMIN : db));
    }
  }

  /** Whether the caller has logged in as this user. */
  static boolean isSelf(final CommandCall call, final UserName user) {
    return call.caller().access() == Caller.Access.AUTHENTICATED
        && call.caller().owner().name().filter(user::equals).isPresent();
  }

  /** Lets those pass who have logged in, and a client that {@link #isFirst}. */
  static void knownOrFirst(final CommandCall call, final Authentication authentication) {
    require(call, call.caller().access() != Caller.Access.ANONYMOUS || isFirst(call, authentication));
  }

  /**
   * Whether an unknown client may do this, so that a new server gets its first user: on this machine, on {@code admin},
   * and while there is nobody who could log in.
   */
  static boolean isFirst(final CommandCall call, final Authentication authentication) {
    return call.caller().access() == Caller.Access.ANONYMOUS
        && call.client().isLoopback()
        && call.db().equals(ADMIN)
        && authentication.hasNoUsers();
  }
}
