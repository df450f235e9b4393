package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A getMore that waits for the one worker is a use of its cursor already. */
final class WaitingGetMoreTest {
  private TestServer server;
  private MongoClient client;
  private MongoClient other;

  @BeforeEach
  void open() throws StartException {
    server = TestServer.with(options -> options.workers(1));
    client = server.client();
    other = server.client();
    client.getDatabase("app").getCollection("many")
        .insertMany(IntStream.range(0, 50).mapToObj(i -> new Document("_id", i)).toList());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static CompletableFuture<Integer> running(final Runnable action) {
    return CompletableFuture.supplyAsync(() -> codeOf(action), task -> new Thread(task).start());
  }

  /** Takes the worker until the end of the test. */
  private void sleep() {
    running(() -> server.run(other, "app", "{sleep: 1, secs: 3600}"));
    server.awaitRunning("sleep", 1);
  }

  private long find(final String fields) {
    return server.run(client, "app", "{find: 'many', batchSize: 2" + fields + "}")
        .get("cursor", Document.class).getLong("id");
  }

  private Document more(final long id) {
    return client.getDatabase("app").runCommand(new Document("getMore", id).append("collection", "many"));
  }

  private CompletableFuture<Integer> waiting(final long id) {
    final CompletableFuture<Integer> more = running(() -> more(id));
    server.awaitRunning("getMore", 1);
    return more;
  }

  private static int codeOfAny(final CompletableFuture<Integer> running) throws Exception {
    return running.get(60, TimeUnit.SECONDS);
  }

  @Test
  void shouldHaveWhatIsLeftOfTheTimeOfItsCursor() throws Exception {
    final long id = find(", maxTimeMS: 1000");
    sleep();
    assertEquals(50, codeOfAny(running(() -> more(id))));
    assertEquals(1, server.running("sleep"));
    assertEquals(43, codeOfAny(running(() -> more(id))));
  }

  @Test
  void shouldEndWithItsCursor() throws Exception {
    final long id = find("");
    sleep();
    final CompletableFuture<Integer> more = waiting(id);
    final Document reply = other.getDatabase("app").runCommand(
        new Document("killCursors", "many").append("cursors", List.of(id)));
    assertEquals(List.of(id), reply.getList("cursorsKilled", Long.class));
    assertEquals(237, codeOfAny(more));
    assertEquals(1, server.running("sleep"));
    assertEquals(43, codeOfAny(running(() -> more(id))));
  }

  @Test
  void shouldTakeItsCursorWithIt() throws Exception {
    final long id = find("");
    sleep();
    final CompletableFuture<Integer> more = waiting(id);
    server.admin(other, "{killOp: 1, op: " + server.admin(other, "{currentOp: 1, op: 'getmore'}")
        .getList("inprog", Document.class).get(0).get("opid") + "}");
    assertEquals(11601, codeOfAny(more));
    assertEquals(43, codeOfAny(running(() -> more(id))));
  }

  @Test
  void shouldGoOnWhenTheWorkerIsFree() throws Exception {
    final long id = find(", maxTimeMS: 100000");
    sleep();
    final CompletableFuture<Integer> more = waiting(id);
    server.admin(other, "{killOp: 1, op: " + server.admin(other, "{currentOp: 1, 'command.sleep': 1}")
        .getList("inprog", Document.class).get(0).get("opid") + "}");
    assertEquals(0, codeOfAny(more));
  }

  @Test
  void shouldShowItsCursor() {
    final long id = find(", comment: 'nightly'");
    sleep();
    waiting(id);
    final Document shown = server.admin(other,
        "{currentOp: 1, 'cursor.originatingCommand.find': 'many', planSummary: 'COLLSCAN', "
            + "'command.comment': 'nightly'}")
        .getList("inprog", Document.class).get(0);
    final Document cursor = shown.get("cursor", Document.class);
    assertEquals(id, cursor.getLong("cursorId"));
    assertEquals(2L, cursor.getLong("nDocsReturned"));
    assertEquals(shown.get("opid"), ((Number) cursor.get("operationUsingCursorId")).intValue());
    assertTrue(cursor.containsKey("createdDate") && cursor.containsKey("lastAccessDate"), cursor::toJson);
  }

  @Test
  void shouldShowLittleOfALargeCommand() {
    final long id = find(", comment: 'nightly', filter: {a: {$ne: '" + "x".repeat(20_000) + "'}}");
    sleep();
    waiting(id);
    final Document command = server.admin(other, "{currentOp: 1, 'command.comment': 'nightly'}")
        .getList("inprog", Document.class).get(0).get("cursor", Document.class)
        .get("originatingCommand", Document.class);
    assertTrue(command.containsKey("$truncated") && !command.containsKey("filter"), command::toJson);
  }

  @Test
  void shouldShowThePlanOfARunningAggregate() {
    running(() -> server.run(other, "app", "{aggregate: 'many', cursor: {}, pipeline: ["
        + "{$match: {_id: {$gte: 0}}}, {$project: {a: {$range: [0, 100000]}}}, {$unwind: '$a'}, "
        + "{$project: {b: {$range: [0, 100000]}}}, {$unwind: '$b'}, {$group: {_id: null, n: {$sum: 1}}}]}"));
    TestServer.await(() -> server.admin(client, "{currentOp: 1, 'command.aggregate': 'many', planSummary: 'COLLSCAN'}")
        .getList("inprog", Document.class).size() == 1);
  }

  /** Nothing of it needs a worker. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{find: 5}                                             | 14",
    "{find: 'many', filter: 1}                             | 14",
    "{aggregate: 'many', pipeline: 1}                      | 14",
    "{count: 'many', query: 'x'}                           | 14",
    "{update: 'many'}                                      | 40414"
  })
  void shouldRefuseWithoutAWorker(final String command, final int code) throws Exception {
    sleep();
    assertEquals(code, codeOfAny(running(() -> server.run(client, "app", command))));
    assertEquals(1, server.running("sleep"));
  }
}
