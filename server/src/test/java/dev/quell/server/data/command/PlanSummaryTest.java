package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.data.TestServer;
import dev.quell.server.data.TestServer.As;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever lists operations sees how each one finds its documents. */
class PlanSummaryTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "COLLSCAN | {find: 'c', filter: {n: 99}}",
    "COLLSCAN | {aggregate: 'c', cursor: {}, pipeline: [{$match: {n: 99}}]}",
    "COLLSCAN | {count: 'c', query: {n: 99}}",
    "COLLSCAN | {distinct: 'c', key: 'n'}",
    "COLLSCAN | {update: 'c', updates: [{q: {n: 99}, u: {$set: {a: 1}}, multi: true}]}",
    "IDHACK   | {update: 'c', updates: [{q: {n: 99}, u: {$set: {a: 1}}}, {q: {_id: 2}, u: {$set: {a: 1}}}]}",
    "COLLSCAN | {delete: 'c', deletes: [{q: {n: 99}, limit: 0}]}",
    "IDHACK   | {delete: 'c', deletes: [{q: {_id: 1}, limit: 1}]}",
    "COLLSCAN | {findAndModify: 'c', query: {n: 99}, remove: true}",
    "COLLSCAN | {findAndModify: 'c', query: {n: 1}, sort: {n: 1}, update: {$inc: {n: 1}}}",
    "IDHACK   | {findAndModify: 'c', query: {_id: 1}, update: {$inc: {n: 1}}}",
  })
  void shouldBeShownWhileTheCommandWorks(final String plan, final String command) {
    try (TestServer server = new TestServer()) {
      server.fill(20);
      final List<BsonDocument> shown = new ArrayList<>();
      server.run(As.open().atEachCheck(() -> shown.add(server.shown())), command);
      assertEquals(new BsonDocument("planSummary", new BsonString(plan)), shown.get(shown.size() - 1));
    }
  }
}
