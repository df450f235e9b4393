package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.RoleCatalog;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.CommandCall;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * What {@code createUser} and {@code updateUser} say of a user.
 *
 * @param user who it is
 * @param password its new one, in the clear
 * @param customData what is to be kept with it
 * @param roles those it is to hold, and no others
 */
record UserFields(
    UserName user, Optional<String> password, Optional<BsonDocument> customData, Optional<Set<Role>> roles) {
  private static final String[] KNOWN = {
    "pwd", "customData", "roles", "mechanisms", "digestPassword", "authenticationRestrictions"
  };

  static UserFields ofCreate(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), KNOWN);
    final UserFields read = read(call, fields, Names.newUser(Arguments.name(call, fields), call.db()));
    fields.requiredArray("roles");
    if (read.password.isEmpty()) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "createUser needs a 'pwd': " + Logins.MECHANISM + " is the only mechanism");
    }
    return read;
  }

  static UserFields ofUpdate(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), KNOWN);
    final UserFields read = read(call, fields, Arguments.user(call, fields));
    for (final String field : KNOWN) {
      if (fields.has(field)) {
        return read;
      }
    }
    throw new CommandException(ErrorCode.BAD_VALUE, "Must specify at least one field to update in updateUser");
  }

  private static UserFields read(final CommandCall call, final Fields fields, final UserName user) {
    requireMechanisms(fields);
    if (!fields.flag("digestPassword", true)) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "digestPassword: false is not possible with " + Logins.MECHANISM);
    }
    if (fields.array("authenticationRestrictions").filter(restrictions -> !restrictions.isEmpty()).isPresent()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "authenticationRestrictions are not supported");
    }
    final Optional<String> password = fields.string("pwd");
    password.ifPresent(Passwords::prepare);
    return new UserFields(
        user, password, fields.document("customData"),
        fields.array("roles").map(roles -> Arguments.roles(fields.path("roles"), roles, call.db())));
  }

  private static void requireMechanisms(final Fields fields) {
    final Optional<BsonArray> mechanisms = fields.array("mechanisms");
    if (mechanisms.isEmpty()) {
      return;
    }
    Arguments.requireFew(fields.path("mechanisms"), mechanisms.get());
    boolean found = false;
    for (final BsonValue mechanism : mechanisms.get()) {
      if (!mechanism.isString()) {
        throw Fields.wrongType(fields.path("mechanisms"), mechanism, "expected type 'string'");
      }
      final String name = mechanism.asString().getValue();
      if (!name.equals(Logins.MECHANISM) && !name.equals("SCRAM-SHA-1")) {
        throw new CommandException(ErrorCode.BAD_VALUE, "Unknown auth mechanism '" + Names.shown(name) + "'");
      }
      found |= name.equals(Logins.MECHANISM);
    }
    if (!found) { // both together will do: clients choose from what a handshake offers
      throw new CommandException(
          ErrorCode.BAD_VALUE, "mechanisms must have " + Logins.MECHANISM + ", the only one here");
    }
  }

  /** The roles to be granted; empty if there are none. */
  Set<Role> newRoles() {
    return roles.orElse(Set.of());
  }

  static void requireFew(final Collection<Role> roles) {
    if (roles.size() > RoleCatalog.MAX_GRANTS) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "A user can hold at most " + RoleCatalog.MAX_GRANTS + " roles directly");
    }
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "UserFields[" + user + "]";
  }
}
