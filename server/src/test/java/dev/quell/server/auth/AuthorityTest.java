package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may change and see users and roles. */
class AuthorityTest {
  private final TestServer server = TestServer.withRoot();

  @BeforeEach
  void fill() {
    final TestClient root = server.root();
    server.must(root, "shop", "{createUser: 'ann', pwd: 'secret', roles: ['read']}");
    server.must(root, "shop", "{createUser: 'admin', pwd: 'secret', roles: ['userAdmin']}");
    server.must(root, "admin", "{createUser: 'any', pwd: 'secret', roles: ['userAdminAnyDatabase']}");
    server.must(root, "shop", "{createRole: 'self', privileges: [{resource: {db: 'shop', collection: ''},"
        + " actions: ['changeOwnPassword', 'changeOwnCustomData']}], roles: []}");
    server.must(root, "shop", "{createUser: 'selma', pwd: 'secret', roles: ['self']}");
    server.must(root, "shop", "{createRole: 'maker', privileges: [{resource: {db: 'shop', collection: ''},"
        + " actions: ['createUser', 'createRole', 'changePassword']}], roles: []}");
    server.must(root, "shop", "{createUser: 'mike', pwd: 'secret', roles: ['maker']}");
    server.must(root, "shop", "{createRole: 'clerk', privileges: [], roles: []}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestClient as(final String user) {
    return switch (user) {
      case "-" -> new TestClient(true);
      case "any" -> server.login("any", "admin");
      case "root" -> server.login("root", "admin");
      default -> server.login(user, "shop");
    };
  }

  private static String outcome(final BsonDocument reply) {
    return reply.containsKey("errmsg") ? TestServer.refusal(reply) : "ok";
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "ann   | createUser: 'x', pwd: 'x', roles: [] | no",
    "ann   | createUser: 5 | no",
    "ann   | createUser: 'ann', pwd: 'x', roles: [] | no",
    "admin | createUser: 'x', pwd: 'x', roles: ['read'] | ok",
    "admin | createUser: 'x', pwd: 'x', roles: [{role: 'read', db: 'bank'}] | no",
    "admin | createUser: 'x', pwd: 'x', roles: [{role: 'root', db: 'admin'}] | no",
    "any   | createUser: 'x', pwd: 'x', roles: [{role: 'root', db: 'admin'}] | ok",
    "mike  | createUser: 'x', pwd: 'x', roles: [] | ok",
    "mike  | createUser: 'x', pwd: 'x', roles: ['read'] | no",
    "ann   | updateUser: 'ann', pwd: 'x' | no",
    "selma | updateUser: 'selma', pwd: 'x' | ok",
    "selma | updateUser: 'selma', customData: {} | ok",
    "selma | updateUser: 'selma', pwd: 'x', roles: [] | no",
    "selma | updateUser: 'ann', pwd: 'x' | no",
    "selma | updateUser: 'ann', customData: {} | no",
    "mike  | updateUser: 'ann', pwd: 'x' | ok",
    "mike  | updateUser: 'ann', customData: {} | no",
    "mike  | updateUser: 'ann', pwd: 'x', customData: {} | no",
    "admin | updateUser: 'ann', customData: {} | ok",
    "admin | updateUser: 'ann', roles: ['read'] | no",
    "any   | updateUser: 'ann', roles: ['read'] | ok",
    "ann   | updateUser: 'ann' | no",
    "ann   | updateUser: 'nobody', pwd: 'x' | no",
    "ann   | dropUser: 'ann' | no",
    "ann   | dropUser: 'nobody' | no",
    "mike  | dropUser: 'ann' | no",
    "admin | dropUser: 'ann' | ok",
    "ann   | dropAllUsersFromDatabase: 1 | no",
    "admin | dropAllUsersFromDatabase: 1 | ok",
    "ann   | grantRolesToUser: 'ann', roles: ['readWrite'] | no",
    "ann   | grantRolesToUser: 'ann', roles: 5 | no",
    "admin | grantRolesToUser: 'ann', roles: ['readWrite'] | ok",
    "admin | grantRolesToUser: 'ann', roles: ['readWrite', {role: 'read', db: 'bank'}] | no",
    "ann   | revokeRolesFromUser: 'ann', roles: ['read'] | no",
    "admin | revokeRolesFromUser: 'ann', roles: ['read'] | ok",
    "ann   | usersInfo: 'ann' | ok",
    "ann   | usersInfo: 'ann', showPrivileges: true | ok",
    "ann   | usersInfo: 'ann', showCredentials: true | no",
    "ann   | usersInfo: 'mike' | no",
    "ann   | usersInfo: ['ann', 'mike'] | no",
    "ann   | usersInfo: 1 | no",
    "ann   | usersInfo: {user: 'ann', db: 'bank'} | no",
    "ann   | usersInfo: true | no",
    "admin | usersInfo: 1, showCredentials: true | ok",
    "admin | usersInfo: {user: 'any', db: 'admin'} | no",
    "admin | usersInfo: {forAllDBs: true} | no",
    "any   | usersInfo: {forAllDBs: true} | ok",
    "ann   | createRole: 'x', privileges: [], roles: [] | no",
    "mike  | createRole: 'x', privileges: [], roles: [] | ok",
    "mike  | createRole: 'x', privileges: [], roles: ['read'] | no",
    "mike  | createRole: 'x', privileges: [{resource: {db: 'shop', collection: 'c'}, actions: ['find']}], roles: [] | no",
    "admin | createRole: 'x', privileges: [{resource: {db: 'shop', collection: 'c'}, actions: ['find']}], roles: ['read'] | ok",
    "admin | createRole: 'x', privileges: [{resource: {cluster: true}, actions: ['impersonate']}], roles: [] | no",
    "admin | createRole: 'x', privileges: [{resource: {db: '', collection: ''}, actions: ['find']}], roles: [] | no",
    "admin | updateRole: 'clerk', roles: [] | no",
    "any   | updateRole: 'clerk', roles: [] | ok",
    "ann   | dropRole: 'clerk' | no",
    "admin | dropRole: 'clerk' | ok",
    "ann   | dropAllRolesFromDatabase: 1 | no",
    "admin | dropAllRolesFromDatabase: 1 | ok",
    "ann   | grantRolesToRole: 'clerk', roles: ['read'] | no",
    "admin | grantRolesToRole: 'clerk', roles: ['read'] | ok",
    "ann   | revokeRolesFromRole: 'clerk', roles: ['read'] | no",
    "admin | revokeRolesFromRole: 'clerk', roles: ['read'] | ok",
    "ann   | grantPrivilegesToRole: 'clerk', privileges: [{resource: {db: 'shop', collection: ''}, actions: ['find']}] | no",
    "ann   | grantPrivilegesToRole: 'clerk' | no",
    "admin | grantPrivilegesToRole: 'clerk', privileges: [{resource: {db: 'shop', collection: ''}, actions: ['find']}] | ok",
    "admin | revokePrivilegesFromRole: 'clerk', privileges: [{resource: {db: 'shop', collection: ''}, actions: ['find']}] | ok",
    "ann   | rolesInfo: 'read' | ok",
    "ann   | rolesInfo: 'readWrite' | no",
    "ann   | rolesInfo: 1 | no",
    "ann   | rolesInfo: true | no",
    "admin | rolesInfo: 1 | ok",
    "admin | rolesInfo: {role: 'root', db: 'admin'} | no",
    "ann   | invalidateUserCache: 1 | no",
    "root  | invalidateUserCache: 1 | ok",
    "ann   | connectionStatus: 1 | ok",
    "ann   | logout: 1 | ok",
    "root  | updateUser: 'ann', pwd: 'x', roles: [], customData: {} | ok",
  })
  void shouldLetThoseWhoMay(final String user, final String command, final String expected) {
    final String refused =
        "13 not authorized on shop to execute command { " + command.substring(0, command.indexOf(':')) + ": ... }";
    assertEquals(
        expected.equals("ok") ? "ok" : refused, outcome(server.send(as(user), "shop", "{" + command + "}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "createUser", "updateUser", "dropUser", "dropAllUsersFromDatabase", "grantRolesToUser", "revokeRolesFromUser",
    "usersInfo",
    "createRole", "updateRole", "dropRole", "dropAllRolesFromDatabase", "grantRolesToRole", "revokeRolesFromRole",
    "grantPrivilegesToRole", "revokePrivilegesFromRole", "rolesInfo", "invalidateUserCache",
  })
  void shouldRequireALogin(final String command) {
    assertEquals(
        "13 Command " + command + " requires authentication",
        server.refusal(as("-"), "admin", "{" + command + ": 'x', pwd: 'x', roles: [], privileges: []}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"connectionStatus", "logout"})
  void shouldRequireNoLogin(final String command) {
    assertEquals("ok", outcome(server.send(as("-"), "admin", "{" + command + ": 1}")));
  }

  @Test
  void shouldLetEverybodyWhereAuthenticationIsOff() {
    try (TestServer open = new TestServer(false)) {
      open.must(new TestClient(false), "shop", "{createUser: 'x', pwd: 'x', roles: ['read']}");
      assertEquals(1, open.authentication.users());
    }
  }
}
