package dev.quell.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Role;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the built-in roles allow, where it matters for sessions, operations, cursors, data and users. */
class BuiltInRolesTest {
  private static final RoleCatalog CATALOG = new RoleCatalog();

  /** The built-in roles of {@code admin} that allow the action. */
  private static Set<String> holders(final Action action, final Resource resource) {
    return CATALOG.rolesOf("admin", true).stream()
        .map(RoleDefinition::role)
        .filter(role -> CATALOG.privileges(List.of(role)).allow(action, resource))
        .map(Role::role)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @CsvSource({
    "killAnySession, clusterAdmin hostManager root",
    "killAnyCursor,  clusterAdmin hostManager root",
    "killop,         clusterAdmin hostManager root",
    "shutdown,       clusterAdmin hostManager root",
    "setParameter,   clusterAdmin hostManager root",
    "listSessions,   clusterAdmin clusterManager clusterMonitor root",
    "inprog,         clusterAdmin clusterMonitor root",
    "listCursors,    clusterAdmin clusterMonitor root",
    "serverStatus,   backup clusterAdmin clusterMonitor root",
    "hostInfo,       clusterAdmin clusterMonitor root",
    "impersonate,    ''",
  })
  void shouldHoldActionsOnTheCluster(final String action, final String roles) {
    final Set<String> expected = roles.isEmpty() ? Set.of() : new TreeSet<>(List.of(roles.split(" ")));
    assertEquals(expected, holders(Action.of(action).orElseThrow(), Resource.CLUSTER));
  }

  @Test
  void shouldListDatabasesWithEveryRoleOnAnyDatabase() {
    assertEquals(
        Set.of(
            "backup", "clusterAdmin", "clusterMonitor", "dbAdminAnyDatabase", "readAnyDatabase", "readWriteAnyDatabase",
            "root", "userAdminAnyDatabase"),
        holders(Action.LIST_DATABASES, Resource.CLUSTER));
  }

  @Test
  void shouldImpersonateWithNoBuiltInRoleOnAnyResource() {
    assertEquals(
        List.of(),
        CATALOG.rolesOf("admin", true).stream()
            .filter(role -> role.privileges().stream().anyMatch(held -> held.actions().contains(Action.IMPERSONATE)))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "read,      find,             true",
    "read,      insert,           false",
    "read,      killCursors,      true",
    "read,      listCollections,  true",
    "read,      createUser,       false",
    "readWrite, find,             true",
    "readWrite, insert,           true",
    "readWrite, update,           true",
    "readWrite, remove,           true",
    "readWrite, createIndex,      true",
    "readWrite, dropCollection,   true",
    "readWrite, dropDatabase,     false",
    "dbAdmin,   find,             false",
    "dbAdmin,   dropDatabase,     true",
    "dbAdmin,   collStats,        true",
    "userAdmin, createUser,       true",
    "userAdmin, grantRole,        true",
    "userAdmin, viewUser,         true",
    "userAdmin, find,             false",
    "dbOwner,   find,             true",
    "dbOwner,   insert,           true",
    "dbOwner,   dropDatabase,     true",
    "dbOwner,   createRole,       true",
  })
  void shouldHoldActionsOnItsDatabase(final String name, final String text, final boolean allowed) {
    final Action action = Action.of(text).orElseThrow();
    final Privileges privileges = CATALOG.privileges(List.of(Role.of(name, "shop")));
    assertEquals(allowed, privileges.allow(action, Resource.collection("shop", "carts")));
    assertFalse(privileges.allow(action, Resource.collection("other", "carts")));
    assertFalse(privileges.allow(action, Resource.CLUSTER));
  }

  @ParameterizedTest
  @CsvSource({
    "readAnyDatabase,      find,         true",
    "readAnyDatabase,      insert,       false",
    "readWriteAnyDatabase, insert,       true",
    "dbAdminAnyDatabase,   dropDatabase, true",
    "dbAdminAnyDatabase,   find,         false",
    "userAdminAnyDatabase, createUser,   true",
    "clusterMonitor,       collStats,    true",
    "clusterMonitor,       find,         false",
    "hostManager,          killCursors,  true",
    "clusterAdmin,         dropDatabase, true",
    "clusterAdmin,         find,         false",
    "backup,               find,         true",
    "backup,               insert,       false",
    "restore,              insert,       true",
    "restore,              find,         false",
    "root,                 find,         true",
    "root,                 insert,       true",
    "root,                 createUser,   true",
  })
  void shouldHoldActionsOnEveryDatabase(final String name, final String text, final boolean allowed) {
    final Action action = Action.of(text).orElseThrow();
    final Privileges privileges = CATALOG.privileges(List.of(Role.of(name, "admin")));
    assertEquals(allowed, privileges.allow(action, Resource.collection("any", "carts")));
  }

  @ParameterizedTest
  @CsvSource({
    "read,                 any,   system.js,      true",
    "read,                 any,   system.users,   false",
    "dbAdmin,              any,   system.profile, true",
    "readAnyDatabase,      any,   system.js,      true",
    "readAnyDatabase,      admin, system.users,   false",
    "readWriteAnyDatabase, admin, system.users,   false",
    "userAdminAnyDatabase, admin, system.users,   true",
    "userAdminAnyDatabase, any,   system.users,   false",
    "backup,               admin, system.roles,   true",
    "root,                 admin, system.users,   true",
  })
  void shouldReadSystemCollectionsByNameOnly(
      final String name, final String db, final String collection, final boolean allowed) {
    final String of = Set.of("read", "dbAdmin").contains(name) ? db : "admin";
    assertEquals(
        allowed,
        CATALOG.privileges(List.of(Role.of(name, of))).allow(Action.FIND, Resource.collection(db, collection)));
  }

  static Stream<String> adminOnly() {
    return CATALOG.rolesOf("admin", true).stream()
        .map(definition -> definition.role().role())
        .filter(name -> CATALOG.rolesOf("shop", true).stream().noneMatch(other -> other.role().role().equals(name)));
  }

  @ParameterizedTest
  @MethodSource("adminOnly")
  void shouldBeThereInAdminOnly(final String name) {
    assertTrue(CATALOG.contains(Role.of(name, "admin")));
    assertFalse(CATALOG.contains(Role.of(name, "shop")));
  }

  @Test
  void shouldHaveElevenOfAdminOnly() {
    assertEquals(11, adminOnly().count());
  }

  @Test
  void shouldHaveFiveInEveryDatabase() {
    assertEquals(
        List.of("dbAdmin", "dbOwner", "read", "readWrite", "userAdmin"),
        CATALOG.rolesOf("shop", true).stream().map(definition -> definition.role().role()).toList());
  }

  @ParameterizedTest
  @CsvSource({"read", "readWrite", "dbAdmin", "userAdmin", "dbOwner"})
  void shouldNotBeThereInADatabaseWithoutAName(final String name) {
    final Role role = Role.of(name, "");
    assertFalse(CATALOG.contains(role));
    assertFalse(CATALOG.privileges(List.of(role)).allow(Action.FIND, Resource.collection("shop", "carts")));
  }

  @Test
  void shouldListNoneOfADatabaseWithoutAName() {
    assertEquals(List.of(), CATALOG.rolesOf("", true));
  }

  @Test
  void shouldKnowNoSystemRole() {
    assertFalse(CATALOG.contains(Role.of("__system", "local")) || CATALOG.contains(Role.of("__system", "admin")));
  }
}
