package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.drain;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.id;
import static dev.quell.server.TestServer.openCursor;
import static dev.quell.server.TestServer.uid;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of who may kill what, over the wire: whose cursors are gone after the command. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WhoMayKillTest {
  private TestServer server;
  private final Map<String, MongoClient> clients = new TreeMap<>();
  private final Map<String, ClientSession> sessions = new TreeMap<>();

  @BeforeAll
  void start() throws StartException {
    server = TestServer.withUsers();
    for (final String name : new String[] {"root", "killer", "imp", "warden"}) {
      clients.put(name, server.login(name, "admin"));
    }
    for (final String name : new String[] {"alice", "bob", "carol"}) {
      clients.put(name, server.login(name, "app"));
      sessions.put(name, clients.get(name).startSession());
    }
    fill(clients.get("alice"), 10);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String expand(final String command) {
    String text = command;
    for (final String name : sessions.keySet()) {
      text = text.replace("$id(" + name + ")", id(sessions.get(name)))
          .replace("$uid(" + name + ")", uid(name, "app"))
          .replace("$user(" + name + ")", "{user: '" + name + "', db: 'app'}");
    }
    return text.replace("$read", "{role: 'read', db: 'app'}").replace("$write", "{role: 'readWrite', db: 'app'}");
  }

  /** Runs it with a cursor open for each of alice, bob and carol; the code, and whose cursors are gone. */
  private String outcome(final String caller, final String command) {
    final Map<String, MongoCursor<Document>> cursors = new TreeMap<>();
    sessions.forEach((name, session) -> cursors.put(name, openCursor(clients.get(name), session)));
    final int code = codeOf(() -> server.admin(clients.get(caller), expand(command)));
    final StringBuilder gone = new StringBuilder();
    cursors.forEach((name, cursor) -> {
      final int seen = drain(cursor);
      if (seen != 0) {
        assertEquals(43, seen);
        gone.append(gone.length() == 0 ? "" : "+").append(name);
      }
    });
    return code + (gone.length() == 0 ? " none" : " " + gone);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
    // killSessions: everybody, their own
    "alice  | {killSessions: []}                                    | 0 alice",
    "killer | {killSessions: []}                                    | 0 none",
    "alice  | {killSessions: [{$id(alice)}]}                        | 0 alice",
    "alice  | {killSessions: [{$id(bob)}]}                          | 0 none",
    "root   | {killSessions: [{$id(alice)}]}                        | 0 none",
    "bob    | {killSessions: [{$id(alice), $uid(alice)}]}           | 13 none",
    "bob    | {killSessions: [{$id(bob)}, {$id(alice), $uid(alice)}]} | 13 none",
    "alice  | {killSessions: [{$id(alice), $uid(alice)}]}           | 0 alice",
    "killer | {killSessions: [{$id(alice), $uid(alice)}]}           | 0 alice",
    "imp    | {killSessions: [{$id(alice), $uid(alice)}]}           | 0 alice",
    // killAllSessions: killAnySession
    "alice  | {killAllSessions: []}                                 | 13 none",
    "imp    | {killAllSessions: []}                                 | 13 none",
    "killer | {killAllSessions: []}                                 | 0 alice+bob+carol",
    "root   | {killAllSessions: []}                                 | 0 alice+bob+carol",
    "killer | {killAllSessions: [$user(alice)]}                     | 0 alice",
    "killer | {killAllSessions: [$user(alice), $user(carol)]}       | 0 alice+carol",
    "killer | {killAllSessions: [{user: 'nobody', db: 'app'}]}      | 0 none",
    "bob    | {killAllSessions: [$user(alice)]}                     | 13 none",
    // by pattern: killAnySession, and impersonate with users or roles
    "killer | {killAllSessionsByPattern: []}                        | 0 alice+bob+carol",
    "killer | {killAllSessionsByPattern: [{}]}                      | 0 alice+bob+carol",
    "alice  | {killAllSessionsByPattern: []}                        | 13 none",
    "alice  | {killAllSessionsByPattern: [{}]}                      | 13 none",
    "imp    | {killAllSessionsByPattern: [{}]}                      | 13 none",
    "killer | {killAllSessionsByPattern: [{lsid: {$id(alice)}}]}    | 0 alice",
    "killer | {killAllSessionsByPattern: [{lsid: {$id(alice), $uid(alice)}}]} | 0 alice",
    "killer | {killAllSessionsByPattern: [{lsid: {$id(alice), $uid(bob)}}]}   | 0 none",
    "killer | {killAllSessionsByPattern: [{$uid(bob)}]}             | 0 bob",
    "killer | {killAllSessionsByPattern: [{$uid(bob), lsid: {$id(alice)}}]}   | 0 none",
    "killer | {killAllSessionsByPattern: [{$uid(bob)}, {lsid: {$id(alice)}}]} | 0 alice+bob",
    "killer | {killAllSessionsByPattern: [{users: [$user(bob)]}]}   | 13 none",
    "root   | {killAllSessionsByPattern: [{users: []}]}             | 13 none",
    "root   | {killAllSessionsByPattern: [{roles: [$read]}]}        | 13 none",
    "imp    | {killAllSessionsByPattern: [{users: [$user(bob)]}]}   | 13 none",
    "warden | {killAllSessionsByPattern: [{users: [$user(bob)]}]}   | 0 bob",
    "warden | {killAllSessionsByPattern: [{users: []}]}             | 0 none",
    "warden | {killAllSessionsByPattern: [{roles: []}]}             | 0 none",
    "warden | {killAllSessionsByPattern: [{roles: [$write]}]}       | 0 alice+bob",
    "warden | {killAllSessionsByPattern: [{roles: [$read]}]}        | 0 carol",
    "warden | {killAllSessionsByPattern: [{roles: [$write], $uid(bob)}]} | 0 bob",
    "warden | {killAllSessionsByPattern: [{roles: [$read], $uid(bob)}]}  | 0 none",
    "warden | {killAllSessionsByPattern: [{users: [$user(alice), $user(carol)], roles: [$read, $write]}]} "
        + "| 0 alice+carol",
    // by pattern, one's own
    "alice  | {killAllSessionsByPattern: [{$uid(alice)}]}           | 0 alice",
    "alice  | {killAllSessionsByPattern: [{lsid: {$id(alice)}}]}    | 0 alice",
    "alice  | {killAllSessionsByPattern: [{lsid: {$id(alice), $uid(alice)}}]} | 0 alice",
    "alice  | {killAllSessionsByPattern: [{lsid: {$id(bob)}}]}      | 0 none",
    "alice  | {killAllSessionsByPattern: [{lsid: {$id(alice), $uid(bob)}}]}   | 13 none",
    "alice  | {killAllSessionsByPattern: [{$uid(bob)}]}             | 13 none",
    "alice  | {killAllSessionsByPattern: [{$uid(alice)}, {$uid(bob)}]} | 13 none",
    "alice  | {killAllSessionsByPattern: [{$uid(alice)}, {}]}       | 13 none",
    "alice  | {killAllSessionsByPattern: [{$uid(alice), users: [$user(alice)]}]} | 13 none",
    // who may not is told no more than that
    "alice  | {killAllSessionsByPattern: 'x'}                       | 13 none",
    "killer | {killAllSessionsByPattern: 'x'}                       | 14 none",
    "killer | {killAllSessionsByPattern: [{$uid(alice)}, {nope: 1}]} | 40415 none"
  })
  void shouldKillWhatTheCallerMay(final String caller, final String command, final String outcome) {
    assertEquals(outcome, outcome(caller, command));
  }

  @Test
  void shouldSeeARoleThatWasGrantedOrTakenAway() {
    final String kill = "{killAllSessionsByPattern: [{roles: [$read]}]}";

    server.run(clients.get("root"), "app", "{grantRolesToUser: 'bob', roles: ['read']}");
    final String granted = outcome("warden", kill);
    server.run(clients.get("root"), "app", "{revokeRolesFromUser: 'bob', roles: ['read']}");

    assertEquals("0 bob+carol", granted);
    assertEquals("0 carol", outcome("warden", kill));
  }

  @Test
  void shouldNotLetAnybodyKillWithoutALogin() {
    final MongoClient nobody = server.client();

    assertEquals(13, codeOf(() -> server.admin(nobody, "{killAllSessionsByPattern: []}")));
  }
}
