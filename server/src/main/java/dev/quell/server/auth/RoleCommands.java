package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Resource;
import dev.quell.access.RoleCatalog;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.auth.AuthCommand.Kind;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that change roles. */
final class RoleCommands {
  private static final Logger LOG = LoggerFactory.getLogger(RoleCommands.class);

  /** What a command says of a role. */
  private record Change(Role role, Optional<List<Privilege>> privileges, Optional<Set<Role>> roles) {}

  private final Authentication authentication;
  private final UserChanges changes;

  RoleCommands(final Authentication authentication, final UserChanges changes) {
    this.authentication = authentication;
    this.changes = changes;
  }

  List<Command> all() {
    return List.of(
        new AuthCommand<>(
            "createRole", Kind.FIRST_ADMINISTRATION, RoleCommands::ofCreate, this::mayCreate, this::create)
            .admitting(call -> Authority.knownOrFirst(call, authentication)),
        new AuthCommand<>(
            "updateRole", Kind.ADMINISTRATION, RoleCommands::ofUpdate, RoleCommands::mayUpdate, this::update),
        new AuthCommand<>(
            "dropRole", Kind.ADMINISTRATION, call -> Arguments.role(call, Fields.ofCommand(call.body())),
            (call, role) -> Authority.onDb(call, Action.DROP_ROLE), this::drop),
        new AuthCommand<>(
            "dropAllRolesFromDatabase", Kind.ADMINISTRATION, call -> Fields.ofCommand(call.body()),
            (call, fields) -> Authority.onDb(call, Action.DROP_ROLE), (call, fields) -> dropAll(call)),
        change("grantRolesToRole", RoleCommands::someRoles, Action.GRANT_ROLE,
            (roles, change) -> roles.grantRoles(change.role(), change.roles().orElseThrow())),
        change("revokeRolesFromRole", RoleCommands::someRoles, Action.REVOKE_ROLE,
            (roles, change) -> roles.revokeRoles(change.role(), change.roles().orElseThrow())),
        change("grantPrivilegesToRole", RoleCommands::somePrivileges, Action.GRANT_ROLE,
            (roles, change) -> roles.grantPrivileges(change.role(), change.privileges().orElseThrow())),
        change("revokePrivilegesFromRole", RoleCommands::somePrivileges, Action.REVOKE_ROLE,
            (roles, change) -> roles.revokePrivileges(change.role(), change.privileges().orElseThrow())));
  }

  // ---- createRole

  private static Change ofCreate(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), "privileges", "roles", "authenticationRestrictions");
    final Change change = read(call, fields, Names.newRole(Arguments.name(call, fields), call.db()));
    fields.requiredArray("privileges");
    fields.requiredArray("roles");
    return change;
  }

  private void mayCreate(final CommandCall call, final Optional<Change> change) {
    if (!Authority.isFirst(call, authentication)) {
      Authority.onDb(call, Action.CREATE_ROLE);
      change.ifPresent(read -> mayHold(call, Action.GRANT_ROLE, read));
    }
  }

  private BsonDocument create(final CommandCall call, final Change change) {
    final boolean onlyAsFirst = call.caller().access() == Caller.Access.ANONYMOUS;
    changes.changeRole(change.role(), onlyAsFirst, roles -> roles.define(
        change.role(), change.privileges().orElseThrow(), change.roles().orElseThrow()));
    return done(call, "made role", change.role());
  }

  // ---- updateRole

  private static Change ofUpdate(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), "privileges", "roles", "authenticationRestrictions");
    final Change change = read(call, fields, Arguments.role(call, fields));
    if (change.privileges().isEmpty() && change.roles().isEmpty() && !fields.has("authenticationRestrictions")) {
      throw new CommandException(ErrorCode.BAD_VALUE, "updateRole command must have a field to update");
    }
    return change;
  }

  /** What the role holds now may be taken away. */
  private static void mayUpdate(final CommandCall call, final Optional<Change> change) {
    Authority.on(call, Action.REVOKE_ROLE, Resource.ANY_DATABASE);
    change.ifPresent(read -> mayHold(call, Action.GRANT_ROLE, read));
  }

  private BsonDocument update(final CommandCall call, final Change change) {
    changes.changeRole(
        change.role(), false, roles -> roles.replace(change.role(), change.privileges(), change.roles()));
    return done(call, "changed role", change.role());
  }

  // ---- dropRole

  private BsonDocument drop(final CommandCall call, final Role role) {
    changes.dropRole(role);
    return done(call, "dropped role", role);
  }

  private BsonDocument dropAll(final CommandCall call) {
    final int count = changes.dropAllRoles(call.db());
    return done(call, "dropped all roles of", call.db()).append("n", new BsonInt32(count));
  }

  // ---- what a role holds

  private Command change(
      final String name, final Function<CommandCall, Change> reader, final Action action,
      final BiConsumer<RoleCatalog, Change> step) {
    return new AuthCommand<>(
        name, Kind.ADMINISTRATION, reader,
        (call, change) -> {
          if (change.isPresent()) {
            mayHold(call, action, change.get());
          } else {
            Authority.onDb(call, action);
          }
        },
        (call, change) -> {
          changes.changeRole(change.role(), false, roles -> step.accept(roles, change));
          return done(call, "changed role", change.role());
        });
  }

  private static Change someRoles(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), "roles");
    return new Change(
        Arguments.role(call, fields), Optional.empty(), Optional.of(Arguments.someRoles(call, fields)));
  }

  private static Change somePrivileges(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), "privileges");
    return new Change(
        Arguments.role(call, fields), Optional.of(Arguments.somePrivileges(call, fields)), Optional.empty());
  }

  private static Change read(final CommandCall call, final Fields fields, final Role role) {
    if (fields.array("authenticationRestrictions").filter(restrictions -> !restrictions.isEmpty()).isPresent()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "authenticationRestrictions are not supported");
    }
    return new Change(
        role,
        fields.array("privileges").map(array -> Arguments.privileges(fields.path("privileges"), array)),
        fields.array("roles").map(array -> Arguments.roles(fields.path("roles"), array, call.db())));
  }

  private static void mayHold(final CommandCall call, final Action action, final Change change) {
    change.privileges().ifPresent(privileges -> Authority.onPrivileges(call, action, privileges));
    change.roles().ifPresent(roles -> Authority.onRoles(call, action, roles));
  }

  private static BsonDocument done(final CommandCall call, final String what, final Object whom) {
    ChangeLog.changed(LOG, call, what, whom);
    return new BsonDocument();
  }
}
