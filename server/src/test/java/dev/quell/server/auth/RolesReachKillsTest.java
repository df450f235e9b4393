package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.command.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that is granted or taken away, directly or by what it inherits from, is seen by the next kill. */
class RolesReachKillsTest {
  private static final Role READ = Role.of("read", "shop");
  private static final Role CLERK = Role.of("clerk", "shop");
  private static final Role BOSS = Role.of("boss", "shop");
  private static final int CHANGES = 100;

  private final TestServer server = TestServer.withRoot();
  private final TestClient root = server.root();
  private TestClient ann;

  @BeforeEach
  void fill() {
    server.must(root, "shop", "{createRole: 'clerk', privileges: [], roles: ['read']}");
    server.must(root, "shop", "{createRole: 'boss', privileges: [], roles: ['clerk']}");
    server.must(root, "shop", "{createUser: 'ann', pwd: 'secret', roles: ['boss']}");
    ann = server.login("ann", "shop");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void ping(final TestClient client, final int session) {
    final BsonDocument lsid = new BsonDocument("id", new BsonBinary(new UUID(0, session)));
    final BsonDocument ping = BsonDocument.parse("{ping: 1}").append("lsid", lsid);
    assertEquals(1, server.send(client, "shop", ping).getDouble("ok").getValue());
  }

  private long killed(final Role role) {
    return server.core.kill(KillPattern.roles(role)).sessionsMatched();
  }

  @ParameterizedTest
  @CsvSource({"boss, 1", "clerk, 1", "read, 1", "readWrite, 0"})
  void shouldKillByRolesThatAreHeldDirectlyOrInherited(final String role, final int sessions) {
    ping(ann, 1);
    assertEquals(sessions, killed(Role.of(role, "shop")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "grantRolesToUser: 'ann', roles: ['readWrite'] | readWrite | 1",
    "grantRolesToUser: 'ann', roles: ['readWrite'] | read | 1",
    "updateUser: 'ann', roles: ['readWrite'] | readWrite | 1",
    "updateUser: 'ann', roles: ['readWrite'] | read | 0",
    "updateUser: 'ann', roles: [] | boss | 0",
    "updateUser: 'ann', customData: {} | boss | 1",
    "revokeRolesFromUser: 'ann', roles: ['boss'] | boss | 0",
    "revokeRolesFromUser: 'ann', roles: ['boss'] | read | 0",
    "revokeRolesFromUser: 'ann', roles: ['clerk'] | clerk | 1",
    "dropUser: 'ann' | boss | 0",
    "dropUser: 'ann' | read | 0",
    "dropAllUsersFromDatabase: 1 | read | 0",
    "updateRole: 'clerk', roles: ['dbAdmin'] | dbAdmin | 1",
    "updateRole: 'clerk', roles: ['dbAdmin'] | read | 0",
    "updateRole: 'clerk', privileges: [] | read | 1",
    "grantRolesToRole: 'clerk', roles: ['dbAdmin'] | dbAdmin | 1",
    "revokeRolesFromRole: 'clerk', roles: ['read'] | read | 0",
    "revokeRolesFromRole: 'clerk', roles: ['read'] | clerk | 1",
    "revokeRolesFromRole: 'boss', roles: ['clerk'] | read | 0",
    "dropRole: 'clerk' | clerk | 0",
    "dropRole: 'clerk' | read | 0",
    "dropRole: 'clerk' | boss | 1",
    "dropRole: 'boss' | boss | 0",
    "dropAllRolesFromDatabase: 1 | boss | 0",
    "dropAllRolesFromDatabase: 1 | read | 0",
  })
  void shouldKillByTheRolesOfNow(final String command, final String role, final int sessions) {
    ping(ann, 1);
    server.must(root, "shop", "{" + command + "}");
    assertEquals(sessions, killed(Role.of(role, "shop")));
  }

  @Test
  void shouldKillByRolesThroughTheCommand() {
    server.must(root, "admin", "{createRole: 'k', privileges: [{resource: {cluster: true}, actions: ['impersonate',"
        + " 'killAnySession']}], roles: []}");
    server.must(root, "admin", "{grantRolesToUser: 'root', roles: ['k']}");
    ping(ann, 1);
    final BsonDocument reply = server.must(
        root, "admin", "{killAllSessionsByPattern: [{roles: [{role: 'read', db: 'shop'}]}], report: true}");
    assertTrue(reply.toJson().contains("\"sessionsMatched\": 1"), reply.toJson());
  }

  // ---- commands that began before the change

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldNotBringOldRolesBackWithASessionThatIsOpenedLate(final boolean hadSession) {
    if (hadSession) {
      ping(ann, 1);
    }
    final Caller before = server.authentication.callerOf(ann);
    server.must(root, "shop", "{updateUser: 'ann', roles: ['readWrite']}");
    server.core.session(new UUID(0, 2), before.owner());
    assertEquals(0, killed(READ));
  }

  @Test
  void shouldGiveNewRolesToASessionThatIsOpenedLate() {
    final Caller before = server.authentication.callerOf(ann);
    server.must(root, "shop", "{updateUser: 'ann', roles: ['readWrite']}");
    server.core.session(new UUID(0, 2), before.owner());
    assertEquals(1, killed(Role.of("readWrite", "shop")));
  }

  @Test
  void shouldGiveNoRolesToASessionOfOneWhoWasDropped() {
    final Caller before = server.authentication.callerOf(ann);
    server.must(root, "shop", "{dropUser: 'ann'}");
    server.core.session(new UUID(0, 2), before.owner());
    assertEquals(0, killed(READ));
  }

  @Test
  void shouldNotBringOldRolesBackAfterARoleWasDropped() {
    ping(ann, 1);
    final Caller before = server.authentication.callerOf(ann);
    server.must(root, "shop", "{dropRole: 'clerk'}");
    server.core.session(new UUID(0, 2), before.owner());
    assertEquals(0, killed(CLERK));
  }

  @Test
  void shouldShowEachChangeToTheNextKillWhileSessionsAreOpenedWithOldRoles() throws Exception {
    ping(ann, 0);
    final Owner boss = server.authentication.callerOf(ann).owner();
    final AtomicBoolean stop = new AtomicBoolean();
    final AtomicInteger failures = new AtomicInteger();
    final List<Thread> openers = new ArrayList<>();
    for (final Owner old : List.of(boss, boss.withRoles())) {
      final Thread opener = new Thread(() -> {
        try {
          while (!stop.get()) {
            server.core.startSession(old).end();
          }
        } catch (final RuntimeException e) {
          failures.incrementAndGet();
        }
      });
      openers.add(opener);
      opener.start();
    }
    try {
      for (int change = 0; change < CHANGES; change++) {
        final boolean grant = change % 2 == 1;
        server.must(root, "shop", grant
            ? "{grantRolesToUser: 'ann', roles: ['boss']}"
            : "{revokeRolesFromUser: 'ann', roles: ['boss']}");
        assertEquals(grant, killed(BOSS) > 0, "change " + change);
        assertEquals(grant, killed(READ) > 0, "change " + change);
      }
    } finally {
      stop.set(true);
      for (final Thread opener : openers) {
        opener.join();
      }
    }
    assertEquals(0, failures.get());
  }
}
