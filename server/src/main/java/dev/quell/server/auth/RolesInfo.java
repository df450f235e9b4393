package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.access.RoleCatalog;
import dev.quell.access.RoleDefinition;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.auth.AuthCommand.Kind;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** {@code rolesInfo}: roles by name, or of a database. */
final class RolesInfo {
  /** What is asked: these roles, or those of the database. */
  private record Query(Optional<Set<Role>> named, boolean privileges, boolean builtIn) {}

  private final RoleCatalog roles;

  RolesInfo(final RoleCatalog roles) {
    this.roles = roles;
  }

  Command command() {
    return new AuthCommand<>("rolesInfo", Kind.ADMINISTRATION, RolesInfo::read, RolesInfo::authorize, this::run);
  }

  private static Query read(final CommandCall call) {
    final Fields fields = Fields.ofCommand(
        call.body(), "showPrivileges", "showBuiltinRoles", "showAuthenticationRestrictions");
    final BsonValue target = fields.required(call.name());
    if (fields.value("showPrivileges").filter(BsonValue::isString).isPresent()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "showPrivileges must be true or false");
    }
    final Optional<Set<Role>> named = target.isNumber()
        ? Optional.empty()
        : Optional.of(names(call, fields.path(call.name()), target));
    return new Query(named, fields.flag("showPrivileges"), fields.flag("showBuiltinRoles"));
  }

  private static Set<Role> names(final CommandCall call, final String path, final BsonValue target) {
    if (target.isArray()) {
      return Arguments.roles(path, target.asArray(), call.db());
    }
    return new TreeSet<>(List.of(Arguments.role(path, target, call.db())));
  }

  /** A role that one holds may be seen without a privilege. */
  private static void authorize(final CommandCall call, final Optional<Query> query) {
    if (query.isEmpty() || query.get().named().isEmpty()) {
      Authority.onDb(call, Action.VIEW_ROLE);
      return;
    }
    for (final Role role : query.get().named().get()) {
      if (!call.caller().owner().roles().contains(role)) {
        Authority.on(call, Action.VIEW_ROLE, Resource.database(role.db()));
      }
    }
  }

  private BsonDocument run(final CommandCall call, final Query query) {
    final List<RoleDefinition> found = query.named().isPresent()
        ? query.named().get().stream().map(roles::find).flatMap(Optional::stream).toList()
        : roles.rolesOf(call.db(), query.builtIn());
    final BsonArray described = new BsonArray();
    for (final RoleDefinition role : found) {
      call.check();
      described.add(describe(role, query.privileges()));
    }
    return new BsonDocument("roles", described);
  }

  private BsonDocument describe(final RoleDefinition definition, final boolean privileges) {
    final Role role = definition.role();
    final BsonDocument described = new BsonDocument("_id", new BsonString(role.db() + "." + role.role()))
        .append("role", new BsonString(role.role()))
        .append("db", new BsonString(role.db()))
        .append("isBuiltin", BsonBoolean.valueOf(definition.builtIn()))
        .append("roles", RoleBson.names(definition.roles()))
        .append("inheritedRoles", RoleBson.names(roles.effectiveRoles(definition.roles())));
    if (privileges) {
      described.append("privileges", RoleBson.privileges(definition.privileges()))
          .append("inheritedPrivileges", RoleBson.privileges(roles.privileges(List.of(role)).list()));
    }
    return described;
  }
}
