package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** {@code --max-sessions-per-user}. */
final class SessionsPerUserTest {
  /** In a session of its own, which is not closed. */
  private static int count(final MongoClient client) {
    return codeOf(() -> client.getDatabase("app").runCommand(client.startSession(), new Document("count", "c")));
  }

  @Test
  void shouldRefuseTheSessionThatIsTooManyForItsUser() throws StartException {
    try (TestServer server = TestServer.withUsers(options -> options.maxSessionsPerUser(20, false))) {
      final MongoClient alice = server.login("alice", "app");
      final MongoClient bob = server.login("bob", "app");
      for (int i = 0; i < 20; i++) {
        assertEquals(0, count(alice));
      }
      assertEquals(261, count(alice));
      assertEquals(0, count(bob));
    }
  }

  @Test
  void shouldEndTheLongestIdleOneIfItIsTold() throws StartException {
    try (TestServer server = TestServer.withUsers(options -> options.maxSessionsPerUser(20, true))) {
      final MongoClient alice = server.login("alice", "app");
      for (int i = 0; i < 100; i++) {
        assertEquals(0, count(alice));
      }
      assertTrue(server.server.core().sessions().filter(
          session -> session.owner().name().filter(name -> name.user().equals("alice")).isPresent()).count() <= 20);
    }
  }

  @Test
  void shouldLogEachSessionThatEndsForAnother() throws StartException {
    try (TestServer server = TestServer.withUsers(options -> options.maxSessionsPerUser(20, true))) {
      final MongoClient alice = server.login("alice", "app");
      for (int i = 0; i < 25; i++) {
        assertEquals(0, count(alice));
      }
      final List<String> log = server.login("root", "admin").getDatabase("admin")
          .runCommand(new Document("getLog", "global")).getList("log", String.class);
      final long ended = log.stream().filter(line -> line.contains("opens more than --max-sessions-per-user")).count();
      assertTrue(ended >= 5, log::toString); // the driver has further sessions
      assertTrue(log.stream().anyMatch(line -> line.matches(".*session \\S+ of alice@app with 0 cursors ended: .*")),
          log::toString);
    }
  }
}
