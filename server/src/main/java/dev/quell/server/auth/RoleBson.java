package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Resource;
import dev.quell.access.RoleDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Roles and privileges as documents, in MongoDB's shapes. What clients send is read elsewhere, with their errors. */
final class RoleBson {
  private RoleBson() {}

  static BsonDocument name(final Role role) {
    return new BsonDocument("role", new BsonString(role.role())).append("db", new BsonString(role.db()));
  }

  static Role name(final BsonDocument name) {
    return Role.of(name.getString("role").getValue(), name.getString("db").getValue());
  }

  static BsonArray names(final Collection<Role> roles) {
    return new BsonArray(roles.stream().map(RoleBson::name).toList());
  }

  static BsonArray privileges(final Collection<Privilege> privileges) {
    return new BsonArray(privileges.stream().map(RoleBson::privilege).toList());
  }

  private static BsonDocument privilege(final Privilege privilege) {
    final List<BsonString> actions =
        privilege.actions().stream().map(Action::text).sorted().map(BsonString::new).toList();
    return new BsonDocument("resource", resource(privilege.resource())).append("actions", new BsonArray(actions));
  }

  private static BsonDocument resource(final Resource resource) {
    return resource.cluster()
        ? new BsonDocument("cluster", BsonBoolean.TRUE)
        : new BsonDocument("db", new BsonString(resource.db()))
            .append("collection", new BsonString(resource.collection()));
  }

  static BsonDocument definition(final RoleDefinition definition) {
    return name(definition.role())
        .append("privileges", privileges(definition.privileges()))
        .append("roles", names(definition.roles()));
  }

  /** Throws a RuntimeException for anything that {@link #definition(RoleDefinition)} does not make. */
  static RoleDefinition definition(final BsonDocument kept) {
    final List<Privilege> privileges = new ArrayList<>();
    kept.getArray("privileges").forEach(privilege -> privileges.add(privilege(privilege.asDocument())));
    final Set<Role> roles = new TreeSet<>();
    kept.getArray("roles").forEach(role -> roles.add(name(role.asDocument())));
    return RoleDefinition.of(name(kept), privileges, roles);
  }

  private static Privilege privilege(final BsonDocument kept) {
    final BsonDocument resource = kept.getDocument("resource");
    final Set<Action> actions = EnumSet.noneOf(Action.class);
    kept.getArray("actions").forEach(text -> actions.add(Action.of(text.asString().getValue()).orElseThrow()));
    return new Privilege(
        resource.containsKey("cluster")
            ? Resource.CLUSTER
            : new Resource(false, resource.getString("db").getValue(), resource.getString("collection").getValue()),
        actions);
  }
}
