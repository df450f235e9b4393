package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.server.LoggedErrors;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/** Users and roles outlive the server. */
class KeptUsersTest {
  private static final String ALL = "{usersInfo: {forAllDBs: true}, showCredentials: true}";
  private static final String ROLES = "{rolesInfo: 1, showPrivileges: true}";

  private final TestServer first = TestServer.withRoot();

  /** What a server shows, and one after it that has the same map. */
  private void assertKept(final String db, final String json) {
    final BsonDocument before = first.must(first.root(), db, json);
    first.close();
    try (TestServer second = new TestServer(first.kept, true)) {
      assertEquals(before, second.must(second.root(), db, json));
    }
  }

  private void fill() {
    first.must(first.root(), "shop", "{createRole: 'clerk', privileges: [{resource: {db: 'shop', collection: 'c'},"
        + " actions: ['find', 'insert']}, {resource: {db: 'shop', collection: ''}, actions: ['viewRole']}], roles: "
        + "['read']}");
    first.must(first.root(), "shop", "{createRole: 'boss', privileges: [], roles: ['clerk']}");
    first.must(
        first.root(), "shop",
        "{createUser: 'a.n.n', pwd: 'secret', roles: ['boss'], customData: {a: {b: [1, {c: 2}]}}}");
    first.must(first.root(), "shop", "{createUser: 'bob', pwd: 'secret', roles: ['clerk', 'read']}");
  }

  @Test
  void shouldKeepUsers() {
    fill();
    assertKept("admin", ALL);
  }

  @Test
  void shouldKeepRoles() {
    fill();
    assertKept("shop", ROLES);
  }

  @Test
  void shouldKeepRolesOfTheServer() {
    first.must(first.root(), "admin",
        "{createRole: 'k', privileges: [{resource: {cluster: true}, actions: ['impersonate']}], roles: []}");
    assertKept("admin", ROLES);
  }

  @Test
  void shouldKeepChangesOfUsers() {
    fill();
    first.must(first.root(), "shop", "{updateUser: 'bob', pwd: 'other', customData: {x: 1}}");
    first.must(first.root(), "shop", "{revokeRolesFromUser: 'bob', roles: ['read']}");
    first.must(first.root(), "shop", "{dropUser: 'a.n.n'}");
    assertKept("admin", ALL);
  }

  @Test
  void shouldKeepChangesOfRoles() {
    fill();
    first.must(first.root(), "shop", "{revokeRolesFromRole: 'clerk', roles: ['read']}");
    first.must(first.root(), "shop", "{grantRolesToRole: 'boss', roles: ['dbAdmin']}");
    assertKept("shop", ROLES);
  }

  @Test
  void shouldKeepThatARoleIsGone() {
    fill();
    first.must(first.root(), "shop", "{dropRole: 'clerk'}");
    assertKept("admin", ALL);
  }

  @Test
  void shouldKeepThatARoleIsGoneFromRoles() {
    fill();
    first.must(first.root(), "shop", "{dropRole: 'clerk'}");
    assertKept("shop", ROLES);
  }

  @Test
  void shouldKeepThatTheRolesOfADatabaseAreGone() {
    fill();
    first.must(first.root(), "shop", "{dropAllRolesFromDatabase: 1}");
    assertKept("shop", ROLES);
  }

  @Test
  void shouldKeepNothingOfWhatWasRefused() {
    fill();
    first.refusal(first.root(), "shop", "{updateRole: 'clerk', roles: ['boss']}");
    assertKept("shop", ROLES);
  }

  @Test
  void shouldTellWhichRecordIsDamaged() {
    first.kept.put("user:shop.bob", new byte[] {5, 0, 0, 0, 0});
    final IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> Authentication.open(first.kept, true));
    assertEquals("the record user:shop.bob of users and roles is damaged", refusal.getMessage());
  }

  @Test
  void shouldTellWhichRecordIsNoDocument() {
    first.kept.put("role:shop.r", new byte[] {1});
    final IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> Authentication.open(first.kept, true));
    assertEquals("the record role:shop.r of users and roles is damaged", refusal.getMessage());
  }

  @Test
  void shouldRefuseNoMap() {
    assertThrows(NullPointerException.class, () -> Authentication.open(null, true));
  }

  @Test
  void shouldUndoARoleThatCannotBeKept() {
    final ConcurrentHashMap<String, byte[]> broken = new ConcurrentHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public byte[] put(final String key, final byte[] value) {
        if (key.startsWith("role:")) {
          throw new IllegalStateException("disk full");
        }
        return super.put(key, value);
      }
    };
    try (TestServer server = new TestServer(broken, false); LoggedErrors log = new LoggedErrors()) {
      server.send(new TestClient(true), "shop", "{createRole: 'clerk', privileges: [], roles: []}");
      assertEquals(0, server.authentication.roles().userDefined().size());
      log.assertContain("disk full");
    }
  }
}
