package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import dev.quell.testkit.KillPoints;
import dev.quell.testkit.KillPointsReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of a client, killed at each of their polls: what was killed says so, and leaves nothing behind. */
final class KilledEverywhereTest {
  private static final int DOCUMENTS = 12;

  private TestServer server;
  private MongoClient client;

  @BeforeEach
  void open() throws StartException {
    server = TestServer.open();
    client = server.client();
    fill();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void fill() {
    TestServer.orders(client).deleteMany(new Document());
    TestServer.fill(client, DOCUMENTS);
  }

  private KillPoints points(final String command) {
    return KillPoints.in(server.server.core())
        .only(description -> description.equals(command + " app.orders"))
        .before(this::fill)
        .returning(code -> code.equals(11601))
        .holds("no cursor is open", () -> server.server.core().telemetry().cursorsOpen() == 0)
        .check("others can read and write", () -> {
          assertEquals(0, codeOf(() -> run("{insert: 'orders', documents: [{_id: 'probe'}]}")));
          assertEquals(1, run("{delete: 'orders', deletes: [{q: {_id: 'probe'}, limit: 1}]}").getInteger("n"));
          assertEquals(0, codeOf(() -> run("{find: 'orders', filter: {_id: 1}}")));
        });
  }

  private Document run(final String command) {
    return server.run(client, "app", command);
  }

  private static void assertTried(final KillPointsReport report, final int least) {
    assertEquals(List.of(), report.notReached(), report::toString);
    assertTrue(report.points().size() >= least, report::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{find: 'orders', filter: {n: {$gt: 3}}, sort: {n: -1}}",
        "{aggregate: 'orders', cursor: {}, pipeline: [{$group: {_id: {$mod: ['$n', 3]}, sum: {$sum: '$n'}}}, {$sort: "
            + "{sum: 1}}]}",
        "{aggregate: 'orders', cursor: {}, pipeline: [{$limit: 3}, {$lookup: {from: 'orders', localField: 'n', "
            + "foreignField: 'n', as: 'same'}}]}",
        "{aggregate: 'orders', cursor: {}, pipeline: [{$facet: {a: [{$match: {n: 1}}], b: [{$count: 'n'}]}}]}",
        "{count: 'orders', query: {n: {$gt: 3}}}",
        "{distinct: 'orders', key: 'n'}",
        "{findAndModify: 'orders', query: {n: {$gt: 3}}, sort: {n: -1}, update: {$inc: {n: 100}}}"
      })
  void shouldStopWherever(final String command) throws Exception {
    final String name = Document.parse(command).keySet().iterator().next();

    assertTried(points(name).run(() -> codeOf(() -> run(command))), DOCUMENTS);
  }

  @Test
  void shouldOpenNoCursorForAFindThatWasKilled() throws Exception {
    final KillPointsReport report = points("find").run(() -> codeOf(() -> {
      final long id = run("{find: 'orders', batchSize: 3}").get("cursor", Document.class).getLong("id");
      run("{killCursors: 'orders', cursors: [{$numberLong: '" + id + "'}]}");
    }));

    assertTried(report, 3);
  }

  @Test
  void shouldStopAGetMoreAndCloseItsCursor() throws Exception {
    final AtomicLong cursor = new AtomicLong();

    final KillPointsReport report = points("getMore").before(() -> {
      fill();
      cursor.set(run("{find: 'orders', batchSize: 2}").get("cursor", Document.class).getLong("id"));
    }).run(() -> codeOf(() -> run("{getMore: {$numberLong: '" + cursor + "'}, collection: 'orders'}")));

    assertTried(report, DOCUMENTS - 2);
  }

  @Test
  void shouldStopAnInsertBetweenDocuments() throws Exception {
    final StringBuilder documents = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      documents.append("{_id: 'new ").append((char) ('a' + i)).append("', whole: 1},");
    }
    final String insert = "{insert: 'orders', documents: [" + documents.substring(0, documents.length() - 1) + "]}";

    final KillPointsReport report = points("insert").check("it has inserted the first ones, as a whole", () -> {
      final List<String> ids =
          TestServer.orders(client).find(new Document("whole", 1)).map(found -> found.getString("_id"))
              .into(new ArrayList<>());
      for (int i = 0; i < ids.size(); i++) {
        assertEquals("new " + (char) ('a' + i), ids.get(i));
      }
    }).run(() -> codeOf(() -> run(insert)));

    assertTried(report, DOCUMENTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{update: 'orders', updates: [{q: {n: {$gte: 0}}, u: {$set: {done: 1}}, multi: true}]}",
        "{delete: 'orders', deletes: [{q: {n: {$gte: 0}}, limit: 0}]}"
      })
  void shouldStopAWriteBetweenDocuments(final String command) throws Exception {
    final String name = Document.parse(command).keySet().iterator().next();

    assertTried(points(name).run(() -> codeOf(() -> run(command))), DOCUMENTS);
  }
}
