package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleCommandsTest {
  private static final String FIND = "{resource: {db: 'shop', collection: 'c'}, actions: ['find']}";

  private final TestServer server = TestServer.withRoot();
  private final TestClient root = server.root();

  @BeforeEach
  void makeRoles() {
    server.must(root, "shop", "{createRole: 'clerk', privileges: [" + FIND + "], roles: ['read']}");
    server.must(root, "shop", "{createRole: 'boss', privileges: [], roles: ['clerk']}");
    server.must(root, "shop", "{createUser: 'ann', pwd: 'secret', roles: ['boss']}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String shown(final String role) {
    final BsonArray roles =
        server.must(root, "shop", "{rolesInfo: '" + role + "', showPrivileges: true}").getArray("roles");
    return roles.isEmpty() ? "none" : roles.get(0).asDocument().toJson();
  }

  private static String json(final String json) {
    return BsonDocument.parse(json).toJson();
  }

  @Test
  void shouldMakeARole() {
    final BsonDocument shown = BsonDocument.parse(shown("clerk"));
    shown.remove("inheritedPrivileges");
    assertEquals(
        json("{_id: 'shop.clerk', role: 'clerk', db: 'shop', isBuiltin: false, roles: [{role: 'read', db: 'shop'}],"
            + " inheritedRoles: [{role: 'read', db: 'shop'}], privileges: [" + FIND + "]}"),
        shown.toJson());
  }

  @Test
  void shouldInheritAllTheWay() {
    final BsonDocument shown = BsonDocument.parse(shown("boss"));
    assertEquals(
        BsonArray.parse("[{role: 'clerk', db: 'shop'}, {role: 'read', db: 'shop'}]"), shown.getArray("inheritedRoles"));
    assertTrue(shown.getArray("inheritedPrivileges").contains(BsonDocument.parse(FIND)), shown.toJson());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "createRole: 'clerk', privileges: [], roles: [] | 51002 Role \"clerk@shop\" already exists",
    "createRole: 'read', privileges: [], roles: [] | 2 read@shop has the name of a built-in role",
    "createRole: 'new', privileges: [], roles: ['nonsense'] | 31 Could not find role: nonsense@shop",
    "createRole: 'new', privileges: [], roles: [{role: 'root', db: 'admin'}] | 49 A role of database 'shop' may inherit from roles of that database only, not from root@admin",
    "createRole: 'new', privileges: [{resource: {cluster: true}, actions: ['impersonate']}], roles: [] | 49 A role of database 'shop' may hold privileges on that database only, not on cluster",
    "createRole: 'new', roles: [] | 40414 BSON field 'createRole.privileges' is missing but a required field",
    "createRole: 'new', privileges: [] | 40414 BSON field 'createRole.roles' is missing but a required field",
    "createRole: 5, privileges: [], roles: [] | 14 BSON field 'createRole.createRole' is the wrong type 'int', expected type 'string'",
    "createRole: '', privileges: [], roles: [] | 2 Bad role name: role is empty: expected the name of a role",
    "createRole: 'new', privileges: {}, roles: [] | 14 BSON field 'createRole.privileges' is the wrong type 'object', expected type 'array'",
    "createRole: 'new', privileges: [5], roles: [] | 14 BSON field 'createRole.privileges.0' is the wrong type 'int', expected type 'object'",
    "createRole: 'new', privileges: [{actions: []}], roles: [] | 40414 BSON field 'createRole.privileges.resource' is missing but a required field",
    "createRole: 'new', privileges: [{resource: {cluster: true}}], roles: [] | 40414 BSON field 'createRole.privileges.actions' is missing but a required field",
    "createRole: 'new', privileges: [{resource: {cluster: false}, actions: []}], roles: [] | 2 A resource is {cluster: true} or {db: ..., collection: ...}",
    "createRole: 'new', privileges: [{resource: {cluster: true, db: 'x'}, actions: []}], roles: [] | 2 A resource is {cluster: true} or {db: ..., collection: ...}",
    "createRole: 'new', privileges: [{resource: {db: 'shop'}, actions: []}], roles: [] | 40414 BSON field 'createRole.privileges.resource.collection' is missing but a required field",
    "createRole: 'new', privileges: [{resource: {anyResource: true}, actions: []}], roles: [] | 2 anyResource is not supported: use {cluster: true} and {db: \"\", collection: \"\"}",
    "createRole: 'new', privileges: [{resource: {x: 1}, actions: []}], roles: [] | 40415 BSON field 'createRole.privileges.resource.x' is an unknown field.",
    "createRole: 'new', privileges: [{resource: {db: 'shop', collection: ''}, actions: ['fly']}], roles: [] | 2 Unrecognized action privilege strings: fly",
    "createRole: 'new', privileges: [{resource: {db: 'shop', collection: ''}, actions: [5]}], roles: [] | 14 BSON field 'createRole.privileges.actions.0' is the wrong type 'int', expected type 'string'",
    "createRole: 'new', privileges: [], roles: [], x: 1 | 40415 BSON field 'createRole.x' is an unknown field.",
    "createRole: 'new', privileges: [], roles: null | 14 BSON field 'createRole.roles' is the wrong type 'null', expected type 'array'",
    "createRole: 'new', privileges: [], roles: [], authenticationRestrictions: [{}] | 2 the option 'authenticationRestrictions' of createRole is not supported",
    "updateRole: 'new', roles: [] | 31 Could not find role: new@shop",
    "updateRole: 'read', roles: [] | 2 read@shop is built in and cannot be changed",
    "updateRole: 'clerk' | 2 updateRole command must have a field to update",
    "updateRole: 'clerk', roles: ['boss'] | 49 Role clerk@shop would inherit from itself",
    "updateRole: 'clerk', roles: ['clerk'] | 49 Role clerk@shop would inherit from itself",
    "dropRole: 'new' | 31 Could not find role: new@shop",
    "dropRole: 'read' | 2 read@shop is built in and cannot be changed",
    "dropRole: {} | 14 BSON field 'dropRole.dropRole' is the wrong type 'object', expected type 'string'",
    "grantRolesToRole: 'clerk', roles: ['boss'] | 49 Role clerk@shop would inherit from itself",
    "grantRolesToRole: 'clerk', roles: [] | 2 grantRolesToRole command requires a non-empty \"roles\" array",
    "grantRolesToRole: 'new', roles: ['read'] | 31 Could not find role: new@shop",
    "revokeRolesFromRole: 'new', roles: ['read'] | 31 Could not find role: new@shop",
    "grantPrivilegesToRole: 'clerk', privileges: [] | 2 grantPrivilegesToRole command requires a non-empty \"privileges\" array",
    "grantPrivilegesToRole: 'clerk' | 40414 BSON field 'grantPrivilegesToRole.privileges' is missing but a required field",
    "revokePrivilegesFromRole: 'read', privileges: [{resource: {db: 'shop', collection: ''}, actions: ['find']}] | 2 read@shop is built in and cannot be changed",
  })
  void shouldRefuseAndChangeNothing(final String command, final String refusal) {
    final String before = shown("clerk") + shown("boss") + shown("new");
    assertEquals(refusal, server.refusal(root, "shop", "{" + command + "}"));
    assertEquals(before, shown("clerk") + shown("boss") + shown("new"));
  }

  @Test
  void shouldRefuseARoleOfADatabaseThatCannotHaveAny() {
    assertEquals(
        "2 Cannot create roles in the local database",
        server.refusal(root, "local", "{createRole: 'r', privileges: [], roles: []}"));
  }

  @Test
  void shouldLetARoleOfAdminHoldEverything() {
    server.must(root, "admin", "{createRole: 'killer', privileges: [{resource: {cluster: true}, actions:"
        + " ['impersonate', 'killAnySession']}], roles: [{role: 'read', db: 'shop'}]}");
    server.must(root, "admin", "{createUser: 'kim', pwd: 'secret', roles: ['killer']}");
    assertEquals(
        1,
        server.must(server.login("kim", "admin"), "admin", "{killAllSessionsByPattern: [{users: []}]}")
            .getDouble("ok").getValue());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "updateRole: 'clerk', privileges: [] | 'privileges': []",
    "updateRole: 'clerk', privileges: [] | 'roles': [{'role': 'read', 'db': 'shop'}]",
    "updateRole: 'clerk', roles: [] | 'inheritedRoles': []",
    "updateRole: 'clerk', roles: [] | 'actions': ['find']",
    "grantRolesToRole: 'clerk', roles: ['dbAdmin'] | 'roles': [{'role': 'dbAdmin', 'db': 'shop'}, {'role': 'read', 'db': 'shop'}]",
    "revokeRolesFromRole: 'clerk', roles: ['read'] | 'roles': []",
    "grantPrivilegesToRole: 'clerk', privileges: [{resource: {db: 'shop', collection: 'c'}, actions: ['insert']}] | 'privileges': [{'resource': {'db': 'shop', 'collection': 'c'}, 'actions': ['find', 'insert']}]",
    "revokePrivilegesFromRole: 'clerk', privileges: [{resource: {db: 'shop', collection: 'c'}, actions: ['find']}] | 'privileges': []",
    "dropRole: 'boss' | 'roles': [{'role': 'read', 'db': 'shop'}]",
  })
  void shouldChangeTheRole(final String command, final String then) {
    server.must(root, "shop", "{" + command + "}");
    assertTrue(shown("clerk").contains(then.replace('\'', '"')), shown("clerk"));
  }

  @Test
  void shouldTakeADroppedRoleFromUsersAndRoles() {
    server.must(root, "shop", "{grantRolesToUser: 'ann', roles: ['clerk']}");
    server.must(root, "shop", "{dropRole: 'clerk'}");
    assertEquals(
        BsonArray.parse("[{role: 'boss', db: 'shop'}]"),
        server.must(root, "shop", "{usersInfo: 'ann', showPrivileges: true}").getArray("users").get(0).asDocument()
            .getArray("inheritedRoles"));
  }

  @Test
  void shouldDropTheRolesOfADatabase() {
    assertEquals(2, server.must(root, "shop", "{dropAllRolesFromDatabase: 1}").getInt32("n").getValue());
    assertEquals("nonenone", shown("boss") + shown("clerk"));
  }

  @Test
  void shouldGiveAUserWhatItsRoleIsGiven() {
    final TestClient ann = server.login("ann", "shop");
    server.must(root, "shop", "{grantPrivilegesToRole: 'clerk', privileges:"
        + " [{resource: {db: 'shop', collection: ''}, actions: ['viewRole']}]}");
    server.must(ann, "shop", "{rolesInfo: 1}");
    server.must(root, "shop", "{revokePrivilegesFromRole: 'clerk', privileges:"
        + " [{resource: {db: 'shop', collection: ''}, actions: ['viewRole']}]}");
    assertEquals(
        "13 not authorized on shop to execute command { rolesInfo: ... }",
        server.refusal(ann, "shop", "{rolesInfo: 1}"));
  }
}
