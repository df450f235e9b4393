package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.dispatch.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserCommandsTest {
  private final TestServer server = TestServer.withRoot();
  private final TestClient root = server.root();

  @BeforeEach
  void makeUser() {
    server.must(root, "shop", "{createUser: 'ann', pwd: 'secret', roles: ['read'], customData: {desk: 4}}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** What usersInfo says of a user of the shop, without the id. */
  private String shown(final String user) {
    final BsonArray users = server.must(root, "shop", "{usersInfo: '" + user + "'}").getArray("users");
    if (users.isEmpty()) {
      return "nobody";
    }
    final BsonDocument described = users.get(0).asDocument();
    described.remove("userId");
    return described.toJson();
  }

  private static String json(final String json) {
    return BsonDocument.parse(json).toJson();
  }

  @Test
  void shouldMakeAUser() {
    assertEquals(
        json("{_id: 'shop.ann', user: 'ann', db: 'shop', customData: {desk: 4}, roles: [{role: 'read', db: 'shop'}],"
            + " mechanisms: ['SCRAM-SHA-256']}"),
        shown("ann"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{createUser: 'bob', pwd: 'secret', roles: []}",
    "{createUser: 'bob', pwd: 'secret', roles: ['read', {role: 'root', db: 'admin'}]}",
    "{createUser: 'bob', pwd: 'secret', roles: [], mechanisms: ['SCRAM-SHA-256']}",
    "{createUser: 'bob', pwd: 'secret', roles: [], mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256']}",
    "{createUser: 'bob', pwd: 'secret', roles: [], digestPassword: true, authenticationRestrictions: []}",
    "{createUser: 'bob', pwd: 'secret', roles: [], writeConcern: {w: 'majority'}, comment: 'x', $db: 'shop'}",
    "{createUser: 'bob', pwd: 'secret', roles: [], customData: {}}",
  })
  void shouldMakeUsersWhoCanLogIn(final String json) {
    server.must(root, "shop", json);
    assertEquals("bob@shop", server.authentication.callerOf(server.login("bob", "shop")).name());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "createUser: 'ann', pwd: 'x', roles: [] | 51003 User \"ann@shop\" already exists",
    "createUser: 'bob', roles: [] | 2 createUser needs a 'pwd': SCRAM-SHA-256 is the only mechanism",
    "createUser: 'bob', pwd: '', roles: [] | 2 Password cannot be empty",
    "createUser: 'bob', pwd: '\\u0007', roles: [] | 2 Password has characters that SASLprep (RFC 4013) does not allow, or none that it keeps",
    "createUser: 'bob', pwd: 5, roles: [] | 14 BSON field 'createUser.pwd' is the wrong type 'int', expected type 'string'",
    "createUser: 'bob', pwd: null, roles: [] | 14 BSON field 'createUser.pwd' is the wrong type 'null', expected type 'string'",
    "createUser: 5, pwd: 'x', roles: [] | 14 BSON field 'createUser.createUser' is the wrong type 'int', expected type 'string'",
    "createUser: '', pwd: 'x', roles: [] | 2 User name cannot be empty",
    "createUser: 'bob', pwd: 'x' | 40414 BSON field 'createUser.roles' is missing but a required field",
    "createUser: 'bob', pwd: 'x', roles: 'read' | 14 BSON field 'createUser.roles' is the wrong type 'string', expected type 'array'",
    "createUser: 'bob', pwd: 'x', roles: null | 14 BSON field 'createUser.roles' is the wrong type 'null', expected type 'array'",
    "createUser: 'bob', pwd: 'x', roles: [5] | 14 BSON field 'createUser.roles.0' is the wrong type 'int', expected types '[string, object]'",
    "createUser: 'bob', pwd: 'x', roles: ['read', null] | 14 BSON field 'createUser.roles.1' is the wrong type 'null', expected types '[string, object]'",
    "createUser: 'bob', pwd: 'x', roles: [{role: 'read'}] | 40414 BSON field 'createUser.roles.db' is missing but a required field",
    "createUser: 'bob', pwd: 'x', roles: [{db: 'shop'}] | 40414 BSON field 'createUser.roles.role' is missing but a required field",
    "createUser: 'bob', pwd: 'x', roles: [{role: 5, db: 'shop'}] | 14 BSON field 'createUser.roles.role' is the wrong type 'int', expected type 'string'",
    "createUser: 'bob', pwd: 'x', roles: [{role: 'read', db: 'shop', x: 1}] | 40415 BSON field 'createUser.roles.x' is an unknown field.",
    "createUser: 'bob', pwd: 'x', roles: ['nonsense'] | 31 Could not find role: nonsense@shop",
    "createUser: 'bob', pwd: 'x', roles: ['root'] | 31 Could not find role: root@shop",
    "createUser: 'bob', pwd: 'x', roles: [''] | 2 Bad role name: role is empty: expected the name of a role",
    "createUser: 'bob', pwd: 'x', roles: [], passwd: 1 | 40415 BSON field 'createUser.passwd' is an unknown field.",
    "createUser: 'bob', pwd: 'x', roles: [], customData: 1 | 14 BSON field 'createUser.customData' is the wrong type 'int', expected type 'object'",
    "createUser: 'bob', pwd: 'x', roles: [], mechanisms: ['SCRAM-SHA-1'] | 2 mechanisms must have SCRAM-SHA-256, the only one here",
    "createUser: 'bob', pwd: 'x', roles: [], mechanisms: [] | 2 mechanisms must have SCRAM-SHA-256, the only one here",
    "createUser: 'bob', pwd: 'x', roles: [], mechanisms: ['PLAIN'] | 2 Unknown auth mechanism 'PLAIN'",
    "createUser: 'bob', pwd: 'x', roles: [], mechanisms: [1] | 14 BSON field 'createUser.mechanisms' is the wrong type 'int', expected type 'string'",
    "createUser: 'bob', pwd: 'x', roles: [], digestPassword: false | 2 digestPassword: false is not possible with SCRAM-SHA-256",
    "createUser: 'bob', pwd: 'x', roles: [], authenticationRestrictions: [{}] | 2 the option 'authenticationRestrictions' of createUser is not supported",
    "updateUser: 'bob', pwd: 'x' | 11 Could not find user \"bob\" for db \"shop\"",
    "updateUser: 'ann' | 2 Must specify at least one field to update in updateUser",
    "updateUser: 'ann', roles: ['nonsense'] | 31 Could not find role: nonsense@shop",
    "updateUser: 'ann', pwd: '' | 2 Password cannot be empty",
    "updateUser: 'ann', pwd: null | 14 BSON field 'updateUser.pwd' is the wrong type 'null', expected type 'string'",
    "updateUser: 'ann', x: 1 | 40415 BSON field 'updateUser.x' is an unknown field.",
    "dropUser: 'bob' | 11 Could not find user \"bob\" for db \"shop\"",
    "dropUser: 5 | 14 BSON field 'dropUser.dropUser' is the wrong type 'int', expected type 'string'",
    "dropUser: '' | 11 Could not find user \"\" for db \"shop\"",
    "dropUser: 'ann', x: 1 | 40415 BSON field 'dropUser.x' is an unknown field.",
    "dropAllUsersFromDatabase: 1, x: 1 | 40415 BSON field 'dropAllUsersFromDatabase.x' is an unknown field.",
    "grantRolesToUser: 'bob', roles: ['read'] | 11 Could not find user \"bob\" for db \"shop\"",
    "grantRolesToUser: 'ann', roles: ['nonsense'] | 31 Could not find role: nonsense@shop",
    "grantRolesToUser: 'ann', roles: [] | 2 grantRolesToUser command requires a non-empty \"roles\" array",
    "grantRolesToUser: 'ann' | 40414 BSON field 'grantRolesToUser.roles' is missing but a required field",
    "grantRolesToUser: 'ann', roles: {} | 14 BSON field 'grantRolesToUser.roles' is the wrong type 'object', expected type 'array'",
    "revokeRolesFromUser: 'bob', roles: ['read'] | 11 Could not find user \"bob\" for db \"shop\"",
    "revokeRolesFromUser: 'ann', roles: ['nonsense'] | 31 Could not find role: nonsense@shop",
    "revokeRolesFromUser: 'ann', roles: [] | 2 revokeRolesFromUser command requires a non-empty \"roles\" array",
    "invalidateUserCache: 1, x: 1 | 40415 BSON field 'invalidateUserCache.x' is an unknown field.",
  })
  void shouldRefuseAndChangeNothing(final String command, final String refusal) {
    final String before = shown("ann") + shown("bob");
    assertEquals(refusal, server.refusal(root, "shop", "{" + command + "}"));
    assertEquals(before, shown("ann") + shown("bob"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "local | 2 Cannot create users in the local database",
    "$external | 2 Cannot create users in the $external database: SCRAM-SHA-256 is the only mechanism",
    "a@b | 73 Cannot create users in a database of the name 'a@b'",
  })
  void shouldRefuseUsersOfSomeDatabases(final String db, final String refusal) {
    assertEquals(refusal, server.refusal(root, db, "{createUser: 'bob', pwd: 'x', roles: []}"));
  }

  @Test
  void shouldRefuseANameThatIsTooLong() {
    assertEquals(
        "2 User name has more than 1000 characters",
        server.refusal(root, "shop", "{createUser: '" + "x".repeat(1_001) + "', pwd: 'x', roles: []}"));
  }

  @Test
  void shouldRefuseMoreRolesThanAUserMayHold() {
    final String roles = "'read',".repeat(1_000) + "'read'";
    assertEquals(
        "16 BSON field 'createUser.roles' has too many elements, expected at most 1000",
        server.refusal(root, "shop", "{createUser: 'bob', pwd: 'x', roles: [" + roles + "]}"));
  }

  @Test
  void shouldChangeThePassword() {
    server.must(root, "shop", "{updateUser: 'ann', pwd: 'other'}");
    assertEquals(1, server.login(new TestClient(false), "ann", "shop", "other").getDouble("ok").getValue());
    assertEquals(0, server.login(new TestClient(false), "ann", "shop", "secret").getDouble("ok").getValue());
  }

  @Test
  void shouldPrepareThePassword() {
    server.must(root, "shop", "{updateUser: 'ann', pwd: 'I\u00adX'}");
    assertEquals(1, server.login(new TestClient(false), "ann", "shop", "IX").getDouble("ok").getValue());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "updateUser: 'ann', roles: ['readWrite'] | [{\"role\": \"readWrite\", \"db\": \"shop\"}]",
    "updateUser: 'ann', roles: [] | []",
    "updateUser: 'ann', customData: {} | [{\"role\": \"read\", \"db\": \"shop\"}]",
    "grantRolesToUser: 'ann', roles: ['dbAdmin', 'read'] | [{\"role\": \"dbAdmin\", \"db\": \"shop\"}, {\"role\": \"read\", \"db\": \"shop\"}]",
    "grantRolesToUser: 'ann', roles: [{role: 'read', db: 'other'}] | [{\"role\": \"read\", \"db\": \"other\"}, {\"role\": \"read\", \"db\": \"shop\"}]",
    "revokeRolesFromUser: 'ann', roles: ['read'] | []",
    "revokeRolesFromUser: 'ann', roles: ['readWrite'] | [{\"role\": \"read\", \"db\": \"shop\"}]",
  })
  void shouldChangeTheRoles(final String command, final String roles) {
    server.must(root, "shop", "{" + command + "}");
    assertTrue(shown("ann").contains("\"roles\": " + roles + ","), shown("ann"));
  }

  @Test
  void shouldReplaceCustomDataAndKeepTheRest() {
    final String before = shown("ann");
    server.must(root, "shop", "{updateUser: 'ann', customData: {desk: {row: [1, 2]}}}");
    assertEquals(before.replace("{\"desk\": 4}", "{\"desk\": {\"row\": [1, 2]}}"), shown("ann"));
  }

  @Test
  void shouldDropAUser() {
    server.must(root, "shop", "{dropUser: 'ann'}");
    assertEquals("nobody", shown("ann"));
  }

  @Test
  void shouldDropTheUsersOfADatabaseAndNoOthers() {
    server.must(root, "shop", "{createUser: 'bob', pwd: 'secret', roles: []}");
    assertEquals(2, server.must(root, "shop", "{dropAllUsersFromDatabase: 1}").getInt32("n").getValue());
    assertEquals(1, server.authentication.users());
  }

  @Test
  void shouldGiveAUserOfAnOldNameANewId() {
    final String usersInfo = "{usersInfo: 'ann'}";
    final BsonDocument first = server.must(root, "shop", usersInfo).getArray("users").get(0).asDocument();
    server.must(root, "shop", "{dropUser: 'ann'}");
    makeUser();
    final BsonDocument second = server.must(root, "shop", usersInfo).getArray("users").get(0).asDocument();
    assertNotEquals(first.get("userId"), second.get("userId"));
  }

  @Test
  void shouldDoNothingToInvalidateTheCache() {
    assertEquals(json("{ok: 1.0}"), server.must(root, "admin", "{invalidateUserCache: 1}").toJson());
  }

  @Test
  void shouldMakeEachUserOnceHoweverManyTry() throws Exception {
    final AtomicInteger made = new AtomicInteger();
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      final Thread thread = new Thread(() -> {
        final BsonDocument reply =
            server.send(server.root(), "shop", "{createUser: 'bob', pwd: 'secret', roles: []}");
        made.addAndGet((int) reply.getDouble("ok").getValue());
      });
      threads.add(thread);
      thread.start();
    }
    for (final Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, made.get());
  }

  @Test
  void shouldKeepSecretWhatHoldsSecrets() {
    final Set<String> secret = server.authentication.commands(server.core).stream()
        .filter(Command::secret)
        .flatMap(command -> command.names().stream())
        .collect(Collectors.toSet());
    assertEquals(Set.of("createUser", "updateUser", "saslStart", "saslContinue", "authenticate"), secret);
  }

  @Test
  void shouldBeRefusalsThatClientsUnderstand() {
    assertEquals(
        json("{ok: 0.0, errmsg: 'Could not find user \"bob\" for db \"shop\"', code: 11, codeName: 'UserNotFound'}"),
        server.send(root, "shop", "{dropUser: 'bob'}").toJson());
  }
}
