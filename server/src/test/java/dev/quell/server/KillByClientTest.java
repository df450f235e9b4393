package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.drain;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.openCursor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCursor;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kills by the name of the application and by the address of the client, over the wire. */
final class KillByClientTest {
  private TestServer server;
  private MongoClient billing;
  private MongoClient reports;

  @BeforeEach
  void start() throws StartException {
    server = TestServer.open();
    billing = server.client(server.settings().applicationName("billing"));
    reports = server.client(server.settings().applicationName("reports"));
    fill(billing, 10);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static CompletableFuture<Integer> sleep(final TestServer server, final MongoClient client) {
    return CompletableFuture.supplyAsync(
        () -> codeOf(() -> server.admin(client, "{sleep: 1, millis: 60000, lock: 'none'}")),
        task -> new Thread(task, "sleeps").start()); // the common pool may have a single thread, and this blocks it
  }

  @Test
  void shouldKillTheOperationsAndCursorsOfAnApplication() {
    final MongoCursor<Document> ofBilling = openCursor(billing, billing.startSession());
    final MongoCursor<Document> ofReports = openCursor(reports, reports.startSession());
    final CompletableFuture<Integer> sleeps = sleep(server, billing);
    server.awaitRunning("sleep", 1);
    final Document report =
        server.admin(reports, "{killAllSessionsByPattern: [{appName: 'billing'}], report: true}")
            .get("report", Document.class);
    assertEquals(11601, sleeps.join());
    assertEquals(1, report.getLong("operationsKilled"));
    assertEquals(1, report.getLong("cursorsKilled"));
    assertEquals(43, drain(ofBilling));
    assertEquals(0, drain(ofReports));
  }

  @Test
  void shouldKillEverythingOfAClientsAddressExceptTheKillItself() {
    final CompletableFuture<Integer> one = sleep(server, billing);
    final CompletableFuture<Integer> other = sleep(server, reports);
    server.awaitRunning("sleep", 2);
    final Document report =
        server.admin(reports, "{killAllSessionsByPattern: [{client: '127.0.0.1'}], report: true}")
            .get("report", Document.class);
    assertEquals(2, report.getLong("operationsKilled"));
    assertEquals(11601, one.join());
    assertEquals(11601, other.join());
    assertEquals(
        0,
        server.admin(reports, "{killAllSessionsByPattern: [{client: '127.0.0.2'}], report: true}")
            .get("report", Document.class).getLong("operationsKilled"));
  }

  @Test
  void shouldForgetTheLabelsOfAClientThatHasGone() {
    final KillRequest byName = KillRequest.of(KillPattern.label("appName", "gone"));
    try (MongoClient gone = MongoClients.create(server.settings().applicationName("gone").build())) {
      server.admin(gone, "{ping: 1}");
      assertEquals(1, server.server.core().explain(byName).steps().get(0).candidates());
    }
    TestServer.await(() -> server.server.core().explain(byName).steps().get(0).candidates() == 0);
  }
}
