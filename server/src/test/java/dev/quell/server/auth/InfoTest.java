package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code usersInfo} and {@code rolesInfo}. */
class InfoTest {
  private final TestServer server = TestServer.withRoot();
  private final TestClient root = server.root();

  @BeforeEach
  void fill() {
    server.must(root, "shop", "{createRole: 'clerk', privileges: [], roles: ['read']}");
    server.must(root, "shop", "{createUser: 'ann', pwd: 'secret', roles: ['clerk'], customData: {desk: {row: 4}}}");
    server.must(root, "shop", "{createUser: 'bob', pwd: 'secret', roles: ['read'], customData: {tags: [1, 2]}}");
    server.must(root, "bank", "{createUser: 'ann', pwd: 'secret', roles: []}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String ids(final String what, final String json) {
    return server.must(root, "shop", json).getArray(what).stream()
        .map(found -> found.asDocument().getString("_id").getValue())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "usersInfo: 1 | shop.ann shop.bob",
    "usersInfo: 1.0 | shop.ann shop.bob",
    "usersInfo: 'ann' | shop.ann",
    "usersInfo: 'nobody' | ``",
    "usersInfo: {user: 'ann', db: 'bank'} | bank.ann",
    "usersInfo: ['bob', {user: 'ann', db: 'bank'}, 'bob', 'nobody'] | bank.ann shop.bob",
    "usersInfo: [] | ``",
    "usersInfo: {forAllDBs: true} | admin.root bank.ann shop.ann shop.bob",
    "usersInfo: {forAllDBs: true}, filter: {user: 'ann'} | bank.ann shop.ann",
    "usersInfo: 1, filter: {} | shop.ann shop.bob",
    "usersInfo: 1, filter: {'customData.desk.row': 4} | shop.ann",
    "usersInfo: 1, filter: {'customData.tags': 2} | shop.bob",
    "usersInfo: 1, filter: {'customData.tags': [1, 2]} | shop.bob",
    "usersInfo: 1, filter: {'customData.tags': 3} | ``",
    "usersInfo: 1, filter: {'roles.role': 'read'} | shop.bob",
    "usersInfo: 1, filter: {roles: {role: 'read', db: 'shop'}} | shop.bob",
    "usersInfo: 1, filter: {mechanisms: 'SCRAM-SHA-256', user: 'bob'} | shop.bob",
    "usersInfo: 1, filter: {nothing: 1} | ``",
    "usersInfo: 1, filter: {'user.deeper': 1} | ``",
  })
  void shouldFindUsers(final String command, final String ids) {
    assertEquals(ids, ids("users", "{" + command + "}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "rolesInfo: 1 | shop.clerk",
    "rolesInfo: 1, showBuiltinRoles: true | shop.clerk shop.dbAdmin shop.dbOwner shop.read shop.readWrite shop.userAdmin",
    "rolesInfo: 'clerk' | shop.clerk",
    "rolesInfo: 'read' | shop.read",
    "rolesInfo: 'nonsense' | ``",
    "rolesInfo: {role: 'root', db: 'admin'} | admin.root",
    "rolesInfo: ['clerk', {role: 'root', db: 'admin'}] | admin.root shop.clerk",
    "rolesInfo: [] | ``",
  })
  void shouldFindRoles(final String command, final String ids) {
    assertEquals(ids, ids("roles", "{" + command + "}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "usersInfo: true | 14 BSON field 'usersInfo.usersInfo' is the wrong type 'bool', expected types '[string, object]'",
    "usersInfo: null | 14 BSON field 'usersInfo.usersInfo' is the wrong type 'null', expected types '[string, object]'",
    "usersInfo: [5] | 14 BSON field 'usersInfo.usersInfo' is the wrong type 'int', expected types '[string, object]'",
    "usersInfo: {user: 'ann'} | 40414 BSON field 'usersInfo.usersInfo.db' is missing but a required field",
    "usersInfo: {} | 40414 BSON field 'usersInfo.usersInfo.user' is missing but a required field",
    "usersInfo: {user: 'ann', db: 'shop', x: 1} | 40415 BSON field 'usersInfo.usersInfo.x' is an unknown field.",
    "usersInfo: {forAllDBs: false} | 2 forAllDBs must be true, or not be there",
    "usersInfo: {forAllDBs: true, x: 1} | 40415 BSON field 'usersInfo.usersInfo.x' is an unknown field.",
    "usersInfo: 1, showPrivileges: true | 20 Privilege or restriction details require exact-match usersInfo queries",
    "usersInfo: {forAllDBs: true}, showPrivileges: true | 20 Privilege or restriction details require exact-match usersInfo queries",
    "usersInfo: 1, showCredentials: 'yes' | 14 BSON field 'usersInfo.showCredentials' is the wrong type 'string', expected types '[bool, long, int, decimal, double]'",
    "usersInfo: 1, filter: 5 | 14 BSON field 'usersInfo.filter' is the wrong type 'int', expected type 'object'",
    "usersInfo: 1, filter: {user: {$gt: ''}} | 2 The filter of usersInfo can compare fields with values only, but 'user' does not",
    "usersInfo: 1, filter: {$or: []} | 2 The filter of usersInfo can compare fields with values only, but '$or' does not",
    "usersInfo: 1, filter: {user: /a/} | 2 The filter of usersInfo can compare fields with values only, but 'user' does not",
    "usersInfo: 1, x: 1 | 40415 BSON field 'usersInfo.x' is an unknown field.",
    "rolesInfo: true | 14 BSON field 'rolesInfo.rolesInfo' is the wrong type 'bool', expected types '[string, object]'",
    "rolesInfo: null | 14 BSON field 'rolesInfo.rolesInfo' is the wrong type 'null', expected types '[string, object]'",
    "rolesInfo: [true] | 14 BSON field 'rolesInfo.rolesInfo.0' is the wrong type 'bool', expected types '[string, object]'",
    "rolesInfo: {role: 'clerk'} | 40414 BSON field 'rolesInfo.rolesInfo.db' is missing but a required field",
    "rolesInfo: 1, showPrivileges: 'asUserFragment' | 2 showPrivileges must be true or false",
    "rolesInfo: 1, x: 1 | 40415 BSON field 'rolesInfo.x' is an unknown field.",
  })
  void shouldRefuse(final String command, final String refusal) {
    assertEquals(refusal, server.refusal(root, "shop", "{" + command + "}"));
  }

  private BsonDocument ann(final String options) {
    return server.must(root, "shop", "{usersInfo: 'ann'" + options + "}").getArray("users").get(0).asDocument();
  }

  @Test
  void shouldShowWhatAUserMay() {
    final BsonDocument ann = ann(", showPrivileges: true");
    assertEquals(
        BsonDocument.parse("{r: [{role: 'clerk', db: 'shop'}, {role: 'read', db: 'shop'}]}").get("r"),
        ann.get("inheritedRoles"));
    assertEquals(
        BsonDocument.parse("{db: 'shop', collection: ''}"),
        ann.getArray("inheritedPrivileges").get(0).asDocument().get("resource"));
  }

  @Test
  void shouldNotShowCredentialsUnasked() {
    assertFalse(ann("").containsKey("credentials"));
  }

  @Test
  void shouldShowCredentialsIfAsked() {
    assertEquals(
        List.of("iterationCount", "salt", "storedKey", "serverKey"),
        List.copyOf(ann(", showCredentials: true").getDocument("credentials").getDocument("SCRAM-SHA-256").keySet()));
  }

  @Test
  void shouldHandOutCopies() {
    ann("").getDocument("customData").clear();
    assertTrue(ann("").getDocument("customData").containsKey("desk"));
  }

  @Test
  void shouldShowPrivilegesOfBuiltInRoles() {
    final BsonDocument root = server.must(
        this.root, "admin", "{rolesInfo: 'root', showPrivileges: true}").getArray("roles").get(0).asDocument();
    assertTrue(root.getBoolean("isBuiltin").getValue());
    assertEquals(root.get("privileges"), root.get("inheritedPrivileges"));
  }
}
