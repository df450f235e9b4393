package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.orders;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.MongoClient;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user could do when the request came, and cannot when it runs, is not done. */
final class RightsWhileWaitingTest {
  private static CompletableFuture<Integer> running(final Runnable action) {
    return CompletableFuture.supplyAsync(() -> codeOf(action), task -> new Thread(task).start());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{revokeRolesFromUser: 'alice', roles: [{role: 'readWrite', db: 'app'}]}",
    "{dropUser: 'alice'}",
    "{updateUser: 'alice', roles: []}"
  })
  void shouldAskAgainWhatACallerMayDo(final String change) throws Exception {
    try (TestServer server = TestServer.withUsers(options -> options.workers(1))) {
      final MongoClient root = server.login("root", "admin");
      final MongoClient alice = server.login("alice", "app");
      final MongoClient bob = server.login("bob", "app");
      server.run(alice, "app", "{ping: 1}"); // so it is logged in
      final CompletableFuture<Integer> busy = running(() -> server.run(bob, "app", "{sleep: 1, secs: 3600}"));
      server.awaitRunning("sleep", 1);
      final CompletableFuture<Integer> waits = running(() -> orders(alice).insertOne(new Document("_id", 1)));
      server.awaitRunning("insert", 1);
      server.run(root, "app", change);
      server.admin(root, "{killAllSessions: [{user: 'bob', db: 'app'}]}");
      assertEquals(11601, busy.join());
      assertEquals(13, waits.join());
      assertEquals(0, orders(root).countDocuments());
    }
  }

  @Test
  void shouldRunWhatTheCallerStillMayDo() throws Exception {
    try (TestServer server = TestServer.withUsers(options -> options.workers(1))) {
      final MongoClient root = server.login("root", "admin");
      final MongoClient alice = server.login("alice", "app");
      final MongoClient bob = server.login("bob", "app");
      server.run(alice, "app", "{ping: 1}");
      final CompletableFuture<Integer> busy = running(() -> server.run(bob, "app", "{sleep: 1, secs: 3600}"));
      server.awaitRunning("sleep", 1);
      final CompletableFuture<Integer> waits = running(() -> orders(alice).insertOne(new Document("_id", 1)));
      server.awaitRunning("insert", 1);
      server.run(root, "app", "{grantRolesToUser: 'alice', roles: ['reports']}");
      server.admin(root, "{killAllSessions: [{user: 'bob', db: 'app'}]}");
      assertEquals(11601, busy.join());
      assertEquals(0, waits.join());
      assertEquals(1, orders(root).countDocuments());
    }
  }
}
