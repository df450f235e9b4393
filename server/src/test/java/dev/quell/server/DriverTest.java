package dev.quell.server;

import static dev.quell.server.TestServer.await;
import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.drain;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.id;
import static dev.quell.server.TestServer.idOf;
import static dev.quell.server.TestServer.openCursor;
import static dev.quell.server.TestServer.orders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.ByteBuf;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The official driver where nobody logs in: sessions it makes and those it is given, cursors, operations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DriverTest {
  private TestServer server;
  private MongoClient client;

  @BeforeAll
  void start() throws StartException {
    server = TestServer.open();
    client = server.client();
    fill(client, 500);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void shouldReadACursorOverSeveralBatches() {
    final List<Document> all = orders(client).find().batchSize(100).into(new ArrayList<>());

    assertEquals(500, all.size());
    assertEquals(499, all.get(499).getInteger("_id"));
  }

  @Test
  void shouldOpenASessionForWhatTheDriverSends() {
    try (ClientSession session = client.startSession()) {
      orders(client).find(session).first();

      assertTrue(server.server.core().sessions().anyMatch(info -> info.id().equals(idOf(session))));
    }
  }

  @Test
  void shouldRunInAnImplicitSession() {
    final long before = server.server.core().telemetry().sessions();
    try (MongoClient other = server.client()) {
      orders(other).find().first();

      assertTrue(server.server.core().telemetry().sessions() > before);
    }
  }

  @Test
  void shouldKillTheCursorOfTheSessionAndNoOther() {
    try (ClientSession one = client.startSession(); ClientSession two = client.startSession()) {
      final MongoCursor<Document> first = openCursor(client, one);
      final MongoCursor<Document> second = openCursor(client, two);

      server.admin(client, "{killAllSessionsByPattern: [{lsid: {" + id(one) + "}}]}");

      assertEquals(43, drain(first));
      assertEquals(0, drain(second));
    }
  }

  @Test
  void shouldKillTheOperationOfTheSessionAndLeaveTheSessionUsable() throws Exception {
    try (ClientSession session = client.startSession()) {
      final CompletableFuture<Integer> sleeping = CompletableFuture.supplyAsync(() -> codeOf(
          () -> client.getDatabase("admin").runCommand(session, new Document("sleep", 1).append("secs", 600))));
      server.awaitRunning("sleep", 1);

      final Document reply =
          server.admin(client, "{killSessions: [{" + id(session) + "}], report: true}");

      assertEquals(11601, sleeping.get(60, TimeUnit.SECONDS));
      assertEquals(1L, reply.get("report", Document.class).getLong("operationsKilled"));
      assertEquals(0, codeOf(() -> orders(client).find(session).first()));
      assertTrue(server.server.core().sessions().anyMatch(info -> info.id().equals(idOf(session))));
    }
  }

  @Test
  void shouldKillAnOperationByItsNumber() throws Exception {
    final CompletableFuture<Integer> sleeping = CompletableFuture.supplyAsync(
        () -> codeOf(() -> server.admin(client, "{sleep: 1, secs: 600, comment: 'by number'}")));
    await(() -> listed("by number").size() == 1);

    server.admin(client, "{killOp: 1, op: " + listed("by number").get(0).getInteger("opid") + "}");

    assertEquals(11601, sleeping.get(60, TimeUnit.SECONDS));
  }

  private List<Document> listed(final String comment) {
    return client.getDatabase("admin").aggregate(List.of(
        Document.parse("{$currentOp: {allUsers: true}}"),
        new Document("$match", new Document("command.comment", comment)))).into(new ArrayList<>());
  }

  @Test
  void shouldEndASessionAtTheNextSweep() {
    final ClientSession session = client.startSession();
    final MongoCursor<Document> cursor = openCursor(client, session);
    server.admin(client, "{endSessions: [{" + id(session) + "}]}");
    cursor.next();
    cursor.next(); // a getMore: until the sweep it is simply found

    server.admin(client, "{refreshLogicalSessionCacheNow: 1}");

    assertFalse(server.server.core().sessions().anyMatch(info -> info.id().equals(idOf(session))));
    assertEquals(43, drain(cursor)); // which opens the session anew
  }

  @Test
  void shouldEndItsSessionsWhenAClientCloses() {
    final MongoClient other = server.client();
    final ClientSession session = other.startSession();
    orders(other).find(session).first();
    final var id = idOf(session);
    session.close();

    other.close();

    server.admin(client, "{refreshLogicalSessionCacheNow: 1}");
    assertFalse(server.server.core().sessions().anyMatch(info -> info.id().equals(id)));
  }

  @Test
  void shouldCancelWhatAClientWasRunningWhenItGoes() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.getOutputStream().write(message(Document.parse("{sleep: 1, secs: 600, comment: 'gone', $db: 'admin'}")));
      await(() -> listed("gone").size() == 1);
    }

    await(() -> listed("gone").isEmpty());
  }

  /** An OP_MSG: a driver that is closed waits for what it is doing. */
  private static byte[] message(final Document command) {
    final ByteBuf body = new RawBsonDocument(command, new DocumentCodec()).getByteBuffer();
    final ByteBuffer message = ByteBuffer.allocate(21 + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(message.capacity()).putInt(1).putInt(0).putInt(2013).putInt(0).put((byte) 0).put(body.asNIO());
    return message.array();
  }

  @Test
  void shouldExplainAKillAndAFind() {
    final Document kill = server.admin(client, "{explain: {killAllSessionsByPattern: [{}]}}");
    final Document find = server.run(client, "app", "{explain: {find: 'orders'}, verbosity: 'queryPlanner'}");

    assertEquals("ALL", kill.getList("steps", Document.class).get(0).getString("index"));
    assertEquals(1.0, find.getDouble("ok"));
  }

  @Test
  void shouldSayHowItDoes() {
    final Document status = server.admin(client, "{serverStatus: 1}");

    assertTrue(status.get("connections", Document.class).getInteger("current") >= 1);
    assertTrue(status.get("opcounters", Document.class).getLong("insert") >= 1);
    assertTrue(status.get("quell", Document.class).containsKey("killMicros"));
    assertTrue(status.get("logicalSessionRecordCache", Document.class).containsKey("activeSessionsCount"));
  }
}
