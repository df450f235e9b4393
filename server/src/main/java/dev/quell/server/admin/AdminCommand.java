package dev.quell.server.admin;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bson.BsonDocument;

/**
 * A command about the server: a name, the privilege that it takes, and a function. All run on the reserved threads, so
 * that a server whose workers are all busy still says how it does.
 */
final class AdminCommand implements Command {
  private final Set<String> names;
  private final Function<CommandCall, BsonDocument> body;
  private final Optional<Action> action;
  private final boolean needsLogin;
  private final boolean adminOnly;

  private AdminCommand(
      final Set<String> names,
      final Function<CommandCall, BsonDocument> body,
      final Optional<Action> action,
      final boolean needsLogin,
      final boolean adminOnly) {
    this.names = names;
    this.body = Objects.requireNonNull(body, "body");
    this.action = action;
    this.needsLogin = needsLogin;
    this.adminOnly = adminOnly;
  }

  /** One that anybody may run who has logged in. */
  static AdminCommand of(final String name, final Function<CommandCall, BsonDocument> body) {
    return new AdminCommand(Set.of(name), body, Optional.empty(), true, false);
  }

  /** By another name as well. */
  AdminCommand or(final String name) {
    final Set<String> all = new java.util.LinkedHashSet<>(names);
    all.add(name);
    return new AdminCommand(Set.copyOf(all), body, action, needsLogin, adminOnly);
  }

  /** Only for those whose privileges on the server itself allow the action. */
  AdminCommand takes(final Action needed) {
    return new AdminCommand(names, body, Optional.of(needed), needsLogin, adminOnly);
  }

  /** Also for those who have not logged in. */
  AdminCommand forAnybody() {
    return new AdminCommand(names, body, action, false, adminOnly);
  }

  /** Only on the database {@code admin}. */
  AdminCommand onAdmin() {
    return new AdminCommand(names, body, action, needsLogin, true);
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public Lane lane(final CommandCall call) {
    return Lane.CONTROL;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return SessionUse.ATTACH_IF_ROOM;
  }

  @Override
  public boolean needsLogin() {
    return needsLogin;
  }

  @Override
  public void authorize(final CommandCall call) {
    if (action.isPresent() && !call.caller().may(action.get(), Resource.CLUSTER)) {
      throw new CommandException(ErrorCode.UNAUTHORIZED,
          "not authorized on " + call.db() + " to execute command { " + call.name() + " }");
    }
    if (adminOnly && !call.db().equals("admin")) {
      throw new CommandException(ErrorCode.UNAUTHORIZED,
          call.name() + " may only be run against the admin database.");
    }
  }

  @Override
  public BsonDocument run(final CommandCall call) {
    return body.apply(call);
  }
}
