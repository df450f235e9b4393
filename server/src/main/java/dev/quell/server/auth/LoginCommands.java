package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Resource;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.auth.AuthCommand.Kind;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** {@code saslStart}, {@code saslContinue}, {@code authenticate}, {@code logout}, {@code connectionStatus}. */
final class LoginCommands {
  private final Authentication authentication;
  private final Logins logins;

  LoginCommands(final Authentication authentication) {
    this.authentication = authentication;
    this.logins = authentication.logins();
  }

  List<Command> all() {
    return List.of(
        anybody("saslStart", Kind.LOGIN, this::saslStart),
        anybody("saslContinue", Kind.LOGIN, this::saslContinue),
        anybody("authenticate", Kind.LOGIN, (call, body) -> {
          throw new CommandException(
              ErrorCode.MECHANISM_UNAVAILABLE, "authenticate is not supported: use saslStart with " + Logins.MECHANISM);
        }),
        anybody("logout", Kind.LOGOUT, (call, body) -> logout(call)),
        anybody("connectionStatus", Kind.STATUS, (call, body) -> connectionStatus(call)),
        new AuthCommand<>(
            "invalidateUserCache", Kind.ADMINISTRATION, call -> Fields.ofCommand(call.body()),
            (call, fields) -> Authority.on(call, Action.INVALIDATE_USER_CACHE, Resource.CLUSTER),
            (call, fields) -> new BsonDocument())); // what is known is never old
  }

  /** Reads nothing before it is run: the reader would otherwise see a message of a login twice. */
  private static Command anybody(
      final String name, final Kind kind, final BiFunction<CommandCall, BsonDocument, BsonDocument> action) {
    return new AuthCommand<>(
        name, kind, CommandCall::body, (call, body) -> {},
        (call, body) -> {
          try {
            Fields.requireSmall(body);
            return action.apply(call, body);
          } catch (final CommandException e) {
            Login.drop(call.client()); // whatever was wrong
            throw e;
          }
        });
  }

  private BsonDocument saslStart(final CommandCall call, final BsonDocument body) {
    return logins.start(
        call.client(), call.db(), Fields.ofCommand(body, "mechanism", "payload", "options", "autoAuthorize"));
  }

  private BsonDocument saslContinue(final CommandCall call, final BsonDocument body) {
    return logins.advance(call.client(), Fields.ofCommand(body, "conversationId", "payload"));
  }

  private static BsonDocument logout(final CommandCall call) {
    Fields.ofCommand(call.body());
    final Client client = call.client();
    Login.drop(client);
    if (client.user().filter(user -> user.db().equals(call.db())).isPresent()) {
      Login.out(client);
    }
    return new BsonDocument();
  }

  private BsonDocument connectionStatus(final CommandCall call) {
    final boolean privileges = Fields.ofCommand(call.body(), "showPrivileges").flag("showPrivileges");
    final Optional<UserTable.Identity> identity = authentication.identityOf(call.client());
    final Optional<UserName> name = identity.flatMap(who -> who.owner().name());
    final Collection<Role> roles = identity.<Collection<Role>>map(who -> who.owner().roles()).orElse(Set.of());
    final BsonDocument info = new BsonDocument("authenticatedUsers", new BsonArray(
        name.map(LoginCommands::named).map(List::of).orElse(List.of())))
        .append("authenticatedUserRoles", RoleBson.names(roles));
    if (privileges) {
      final List<Privilege> held = identity.map(who -> who.privileges().list()).orElse(List.of());
      info.append("authenticatedUserPrivileges", RoleBson.privileges(held));
    }
    return new BsonDocument("authInfo", info);
  }

  private static BsonDocument named(final UserName user) {
    return new BsonDocument("user", new BsonString(user.user())).append("db", new BsonString(user.db()));
  }
}
