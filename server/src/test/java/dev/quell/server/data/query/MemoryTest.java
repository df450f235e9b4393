package dev.quell.server.data.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.data.TestServer;
import dev.quell.server.data.TestServer.As;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds many documents at once holds 100 MB at most, and what grows is stopped. */
class MemoryTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    final BsonDocument large = new BsonDocument("_id", new BsonInt32(1)).append("b",
        new BsonBinary(new byte[15 << 20]));
    server.run(
        As.open(), new BsonDocument("insert", new BsonString("c")).append("documents", new BsonArray(List.of(large))));
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  /** The one document eight times, and something done with it. */
  private BsonDocument eightTimesThrough(final String stage) {
    return server.run(
        "{aggregate: 'c', cursor: {batchSize: 1}, pipeline: [" + "{$unionWith: 'c'}, ".repeat(7) + stage
            + ", {$unset: 'b'}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{$sort: {_id: 1}}",
        "{$group: {_id: 1, all: {$push: '$b'}}}",
        "{$facet: {a: []}}",
        "{$sample: {size: 100}}",
        "{$bucket: {groupBy: '$_id', boundaries: [0, 9], output: {all: {$push: '$b'}}}}"
      })
  void shouldRefuseToHoldTooMuch(final String stage) {
    assertEquals(Memory.EXCEEDED, TestServer.code(eightTimesThrough(stage)));
  }

  @Test
  void shouldMeasureWhatTheLibraryDoesNotKnow() {
    final BsonDocument large = new BsonDocument("_id", new BsonInt32(2)).append("b",
        new BsonBinary((byte) 0x80, new byte[15 << 20]));
    server.run(
        As.open(), new BsonDocument("insert", new BsonString("c")).append("documents", new BsonArray(List.of(large))));
    assertEquals(Memory.EXCEEDED,
        TestServer.code(eightTimesThrough("{$match: {_id: 2}}, {$group: {_id: 1, all: {$push: '$b'}}}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{$sort: {_id: 1}}, {$limit: 2}",
        "{$group: {_id: 1, all: {$addToSet: {$size: {$ifNull: ['$c', []]}}}}}",
        "{$match: {_id: 1}}",
        "{$sample: {size: 2}}"
      })
  void shouldTakeWhatNeedNotBeHeld(final String stage) {
    assertEquals(0, TestServer.code(eightTimesThrough(stage)));
  }

  @Test
  void shouldStopADocumentThatDoubles() {
    server.run("{insert: 'd', documents: [{_id: 1, a: [1]}]}");
    assertEquals(
        10334,
        TestServer.code(
            server.run(
                "{aggregate: 'd', cursor: {}, pipeline: ["
                    + "{$addFields: {a: {$concatArrays: ['$a', '$a']}}}, ".repeat(60) + "{$unset: 'a'}]}")));
  }

  @Test
  void shouldStopADocumentThatDoublesByNesting() {
    server.run("{insert: 'd', documents: [{_id: 1, a: [1]}]}");
    assertEquals(
        10334,
        TestServer.code(
            server.run(
                "{aggregate: 'd', cursor: {}, pipeline: [" + "{$project: {a: ['$a', '$a']}}, ".repeat(60)
                    + "{$unset: 'a'}]}")));
  }
}
