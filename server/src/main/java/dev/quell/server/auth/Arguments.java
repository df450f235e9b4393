package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Resource;
import dev.quell.access.RoleCatalog;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Reads users, roles and privileges out of commands. */
final class Arguments {
  private static final String NAMES = "expected types '[string, object]'";

  private Arguments() {}

  /** The value of the first field: a name. */
  static String name(final CommandCall call, final Fields fields) {
    return fields.requiredString(call.name());
  }

  /** The user whom the first field names, in the command's database. */
  static UserName user(final CommandCall call, final Fields fields) {
    return Names.user(name(call, fields), call.db());
  }

  /** The role that the first field names, in the command's database. */
  static Role role(final CommandCall call, final Fields fields) {
    return Names.role(name(call, fields), call.db());
  }

  /** A user by its name alone, or with its database. */
  static UserName user(final String path, final BsonValue value, final String db) {
    if (value.isString()) {
      return Names.user(value.asString().getValue(), db);
    }
    final Fields fields = Fields.of(path, object(path, value, NAMES), "user", "db");
    return Names.user(fields.requiredString("user"), fields.requiredString("db"));
  }

  /** A role by its name alone, or with its database. */
  static Role role(final String path, final BsonValue value, final String db) {
    return role(path, path, value, db);
  }

  private static Role role(final String path, final String element, final BsonValue value, final String db) {
    if (value.isString()) {
      return Names.role(value.asString().getValue(), db);
    }
    final Fields fields = Fields.of(path, object(element, value, NAMES), "role", "db");
    return Names.role(fields.requiredString("role"), fields.requiredString("db"));
  }

  static Set<Role> roles(final String path, final BsonArray array, final String db) {
    requireFew(path, array);
    final Set<Role> roles = new TreeSet<>();
    for (int i = 0; i < array.size(); i++) {
      roles.add(role(path, path + "." + i, array.get(i), db));
    }
    return roles;
  }

  /** What a command that grants or takes away must name. */
  static Set<Role> someRoles(final CommandCall call, final Fields fields) {
    final Set<Role> roles = roles(fields.path("roles"), fields.requiredArray("roles"), call.db());
    requireSome(call, "roles", roles.isEmpty());
    return roles;
  }

  static List<Privilege> somePrivileges(final CommandCall call, final Fields fields) {
    final List<Privilege> privileges = privileges(fields.path("privileges"), fields.requiredArray("privileges"));
    requireSome(call, "privileges", privileges.isEmpty());
    return privileges;
  }

  static List<Privilege> privileges(final String path, final BsonArray array) {
    requireFew(path, array);
    final List<Privilege> privileges = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      privileges.add(privilege(path, object(path + "." + i, array.get(i), "expected type 'object'")));
    }
    return privileges;
  }

  private static Privilege privilege(final String path, final BsonDocument document) {
    final Fields fields = Fields.of(path, document, "resource", "actions");
    final Resource resource = resource(fields.path("resource"), fields.requiredDocument("resource"));
    return new Privilege(resource, actions(fields.path("actions"), fields.requiredArray("actions")));
  }

  private static Resource resource(final String path, final BsonDocument document) {
    final Fields fields = Fields.of(path, document, "cluster", "db", "collection", "anyResource");
    if (fields.has("anyResource")) {
      throw new CommandException(
          ErrorCode.BAD_VALUE,
          "anyResource is not supported: use {cluster: true} and {db: \"\", collection: \"\"}");
    }
    if (!fields.has("cluster")) {
      return new Resource(false, fields.requiredString("db"), fields.requiredString("collection"));
    }
    if (!fields.flag("cluster") || fields.has("db") || fields.has("collection")) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "A resource is {cluster: true} or {db: ..., collection: ...}");
    }
    return Resource.CLUSTER;
  }

  private static Set<Action> actions(final String path, final BsonArray array) {
    requireFew(path, array);
    final Set<Action> actions = EnumSet.noneOf(Action.class);
    for (int i = 0; i < array.size(); i++) {
      final BsonValue value = array.get(i);
      if (!value.isString()) {
        throw Fields.wrongType(path + "." + i, value, "expected type 'string'");
      }
      final String text = value.asString().getValue();
      actions.add(Action.of(text).orElseThrow(() -> new CommandException(
          ErrorCode.BAD_VALUE, "Unrecognized action privilege strings: " + Names.shown(text))));
    }
    return actions;
  }

  private static BsonDocument object(final String path, final BsonValue value, final String expected) {
    if (!value.isDocument()) {
      throw Fields.wrongType(path, value, expected);
    }
    return value.asDocument();
  }

  static void requireFew(final String path, final BsonArray array) {
    if (array.size() > RoleCatalog.MAX_GRANTS) {
      throw new CommandException(
          ErrorCode.INVALID_LENGTH,
          "BSON field '" + path + "' has too many elements, expected at most " + RoleCatalog.MAX_GRANTS);
    }
  }

  private static void requireSome(final CommandCall call, final String field, final boolean none) {
    if (none) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, call.name() + " command requires a non-empty \"" + field + "\" array");
    }
  }
}
