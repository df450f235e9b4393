package dev.quell.access;

import static dev.quell.access.Resource.ANY_DATABASE;
import static dev.quell.access.Resource.CLUSTER;
import static dev.quell.access.Resource.collection;
import static dev.quell.access.Resource.database;

import dev.quell.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The roles that are always there, as the manual describes them, as far as {@link Action} has what they allow: nothing
 * about replication, sharding and the like. {@code impersonate} is in none.
 */
final class BuiltInRoles {
  static final String ADMIN = "admin";

  private static final Set<Action> READ = EnumSet.of(
      Action.CHANGE_STREAM, Action.COLL_STATS, Action.DB_HASH, Action.DB_STATS, Action.FIND, Action.KILL_CURSORS,
      Action.LIST_COLLECTIONS, Action.LIST_INDEXES);
  private static final Set<Action> READ_WRITE = with(
      READ,
      Action.CONVERT_TO_CAPPED, Action.CREATE_COLLECTION, Action.CREATE_INDEX, Action.DROP_COLLECTION,
      Action.DROP_INDEX, Action.INSERT, Action.REMOVE, Action.RENAME_COLLECTION_SAME_DB, Action.UPDATE);
  private static final Set<Action> DB_ADMIN = EnumSet.of(
      Action.BYPASS_DOCUMENT_VALIDATION, Action.COLL_MOD, Action.COLL_STATS, Action.COMPACT, Action.CONVERT_TO_CAPPED,
      Action.CREATE_COLLECTION, Action.CREATE_INDEX, Action.DB_STATS, Action.DROP_COLLECTION, Action.DROP_DATABASE,
      Action.DROP_INDEX, Action.ENABLE_PROFILER, Action.LIST_COLLECTIONS, Action.LIST_INDEXES, Action.RE_INDEX,
      Action.RENAME_COLLECTION_SAME_DB, Action.VALIDATE);
  private static final Set<Action> PROFILE =
      with(READ, Action.CONVERT_TO_CAPPED, Action.CREATE_COLLECTION, Action.DROP_COLLECTION);
  private static final Set<Action> USER_ADMIN = EnumSet.of(
      Action.CHANGE_CUSTOM_DATA, Action.CHANGE_PASSWORD, Action.CREATE_ROLE, Action.CREATE_USER, Action.DROP_ROLE,
      Action.DROP_USER, Action.GRANT_ROLE, Action.REVOKE_ROLE, Action.SET_AUTHENTICATION_RESTRICTION, Action.VIEW_ROLE,
      Action.VIEW_USER);
  private static final Set<Action> RESTORE_USERS = EnumSet.of(
      Action.CHANGE_CUSTOM_DATA, Action.CHANGE_PASSWORD, Action.CREATE_ROLE, Action.CREATE_USER, Action.DROP_ROLE,
      Action.DROP_USER, Action.GRANT_ROLE, Action.REVOKE_ROLE, Action.VIEW_ROLE, Action.VIEW_USER);
  private static final Set<Action> RESTORE_DATA = EnumSet.of(
      Action.BYPASS_DOCUMENT_VALIDATION, Action.COLL_MOD, Action.CONVERT_TO_CAPPED, Action.CREATE_COLLECTION,
      Action.CREATE_INDEX, Action.DROP_COLLECTION, Action.INSERT, Action.LIST_COLLECTIONS);

  private static final Map<String, Function<Resource, List<Privilege>>> IN_EVERY_DATABASE = new TreeMap<>(Map.of(
      "read", BuiltInRoles::read,
      "readWrite", BuiltInRoles::readWrite,
      "dbAdmin", BuiltInRoles::dbAdmin,
      "userAdmin", BuiltInRoles::userAdmin,
      "dbOwner", all -> join(readWrite(all), dbAdmin(all), userAdmin(all))));

  private static final Map<String, List<Privilege>> IN_ADMIN = inAdmin();

  private BuiltInRoles() {}

  static boolean contains(final Role role) {
    return isOfDatabase(role) || isOfAdmin(role);
  }

  @SuppressWarnings("NullAway") // isOfAdmin and isOfDatabase have looked
  static Optional<RoleDefinition> find(final Role role) {
    if (isOfAdmin(role)) {
      return Optional.of(definition(role, IN_ADMIN.get(role.role())));
    }
    return isOfDatabase(role)
        ? Optional.of(definition(role, IN_EVERY_DATABASE.get(role.role()).apply(database(role.db()))))
        : Optional.empty();
  }

  /** Those of one database, by name. */
  static Stream<RoleDefinition> of(final String db) {
    if (db.isEmpty()) {
      return Stream.empty();
    }
    final Stream<String> names = db.equals(ADMIN)
        ? Stream.concat(IN_EVERY_DATABASE.keySet().stream(), IN_ADMIN.keySet().stream()).sorted()
        : IN_EVERY_DATABASE.keySet().stream();
    return names.map(name -> find(Role.of(name, db)).orElseThrow());
  }

  /** Not of one without a name: as a resource that is every database. */
  private static boolean isOfDatabase(final Role role) {
    return !role.db().isEmpty() && IN_EVERY_DATABASE.containsKey(role.role());
  }

  private static boolean isOfAdmin(final Role role) {
    return role.db().equals(ADMIN) && IN_ADMIN.containsKey(role.role());
  }

  private static RoleDefinition definition(final Role role, final List<Privilege> privileges) {
    return new RoleDefinition(role, true, privileges, Set.of());
  }

  private static List<Privilege> read(final Resource all) {
    return List.of(new Privilege(all, READ), new Privilege(collection(all.db(), "system.js"), READ));
  }

  private static List<Privilege> readWrite(final Resource all) {
    return List.of(new Privilege(all, READ_WRITE), new Privilege(collection(all.db(), "system.js"), READ_WRITE));
  }

  private static List<Privilege> dbAdmin(final Resource all) {
    return List.of(new Privilege(all, DB_ADMIN), new Privilege(collection(all.db(), "system.profile"), PROFILE));
  }

  private static List<Privilege> userAdmin(final Resource all) {
    return List.of(new Privilege(all, USER_ADMIN));
  }

  private static Map<String, List<Privilege>> inAdmin() {
    final Privilege listDatabases = Privilege.of(CLUSTER, Action.LIST_DATABASES);
    final List<Privilege> readAny = join(read(ANY_DATABASE), List.of(listDatabases));
    final List<Privilege> readWriteAny = join(readWrite(ANY_DATABASE), List.of(listDatabases));
    final List<Privilege> dbAdminAny = join(dbAdmin(ANY_DATABASE), List.of(listDatabases));
    final List<Privilege> userAdminAny = join(
        userAdmin(ANY_DATABASE),
        List.of(
            Privilege.of(CLUSTER, Action.INVALIDATE_USER_CACHE, Action.LIST_DATABASES),
            new Privilege(collection(ADMIN, "system.users"), READ),
            new Privilege(collection(ADMIN, "system.roles"), READ)));
    final List<Privilege> clusterAdmin = join(
        clusterMonitor(), clusterManager(), hostManager(), List.of(Privilege.of(ANY_DATABASE, Action.DROP_DATABASE)));
    final Map<String, List<Privilege>> roles = new TreeMap<>();
    roles.put("readAnyDatabase", readAny);
    roles.put("readWriteAnyDatabase", readWriteAny);
    roles.put("dbAdminAnyDatabase", dbAdminAny);
    roles.put("userAdminAnyDatabase", userAdminAny);
    roles.put("clusterMonitor", clusterMonitor());
    roles.put("clusterManager", clusterManager());
    roles.put("hostManager", hostManager());
    roles.put("clusterAdmin", clusterAdmin);
    roles.put("backup", backup());
    roles.put("restore", restore());
    roles.put("root", join(readWriteAny, dbAdminAny, userAdminAny, clusterAdmin, backup(), restore()));
    return roles;
  }

  private static List<Privilege> clusterMonitor() {
    return List.of(
        Privilege.of(
            CLUSTER,
            Action.CONN_POOL_STATS, Action.GET_CMD_LINE_OPTS, Action.GET_LOG, Action.GET_PARAMETER, Action.HOST_INFO,
            Action.IN_PROGRESS, Action.LIST_CURSORS, Action.LIST_DATABASES, Action.LIST_SESSIONS, Action.NETSTAT,
            Action.SERVER_STATUS, Action.TOP),
        Privilege.of(ANY_DATABASE, Action.COLL_STATS, Action.DB_STATS, Action.INDEX_STATS),
        new Privilege(collection("", "system.profile"), EnumSet.of(Action.FIND)),
        new Privilege(database("config"), READ),
        new Privilege(collection("config", "system.sessions"), READ));
  }

  private static List<Privilege> clusterManager() {
    return List.of(
        Privilege.of(CLUSTER, Action.LIST_SESSIONS),
        new Privilege(database("config"), with(READ, Action.INSERT, Action.REMOVE, Action.UPDATE)));
  }

  private static List<Privilege> hostManager() {
    return List.of(
        Privilege.of(
            CLUSTER,
            Action.FSYNC, Action.INVALIDATE_USER_CACHE, Action.KILL_ANY_CURSOR, Action.KILL_ANY_SESSION, Action.KILL_OP,
            Action.LOG_ROTATE, Action.SET_PARAMETER, Action.SHUTDOWN, Action.UNLOCK),
        Privilege.of(ANY_DATABASE, Action.KILL_CURSORS));
  }

  private static List<Privilege> backup() {
    final Set<Action> find = EnumSet.of(Action.FIND);
    return List.of(
        Privilege.of(CLUSTER, Action.GET_PARAMETER, Action.LIST_DATABASES, Action.SERVER_STATUS),
        Privilege.of(ANY_DATABASE, Action.FIND, Action.LIST_COLLECTIONS, Action.LIST_INDEXES),
        new Privilege(collection("", "system.js"), find),
        new Privilege(collection("", "system.profile"), find),
        new Privilege(collection("", "system.views"), find),
        new Privilege(collection(ADMIN, "system.users"), find),
        new Privilege(collection(ADMIN, "system.roles"), find));
  }

  private static List<Privilege> restore() {
    return List.of(
        Privilege.of(CLUSTER, Action.GET_PARAMETER),
        new Privilege(ANY_DATABASE, with(RESTORE_USERS, RESTORE_DATA.toArray(new Action[0]))),
        new Privilege(collection("", "system.js"), RESTORE_DATA));
  }

  private static Set<Action> with(final Set<Action> some, final Action... more) {
    final Set<Action> all = EnumSet.copyOf(some);
    all.addAll(Arrays.asList(more));
    return all;
  }

  @SafeVarargs
  private static List<Privilege> join(final List<Privilege>... parts) {
    final List<Privilege> all = new ArrayList<>();
    for (final List<Privilege> part : parts) {
      all.addAll(part);
    }
    return RoleDefinition.merge(all);
  }
}
