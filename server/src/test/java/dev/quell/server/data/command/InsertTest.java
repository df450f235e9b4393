package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.data.TestServer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InsertTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  @Test
  void shouldPutTheIdInFront() {
    server.run("{insert: 'c', documents: [{a: 1, _id: 2}]}");
    assertEquals(List.of("{\"_id\": 2, \"a\": 1}"), TestServer.batch(server.run("{find: 'c'}")));
  }

  @Test
  void shouldGiveAnIdToADocumentWithoutOne() {
    server.run("{insert: 'c', documents: [{}]}");
    assertEquals(
        true,
        server.run("{find: 'c'}").getDocument("cursor").getArray("firstBatch").get(0).asDocument().get("_id")
            .isObjectId());
  }

  @ParameterizedTest
  @CsvSource({"true, 1, 1", "false, 2, 1"})
  void shouldGoOnAfterADuplicateUnlessOrdered(final boolean ordered, final int inserted, final int errors) {
    final BsonDocument reply =
        server.run("{insert: 'c', ordered: " + ordered + ", documents: [{_id: 1}, {_id: 1.0}, {_id: 2}]}");
    assertEquals(
        List.of(inserted, errors), List.of(reply.getInt32("n").getValue(), reply.getArray("writeErrors").size()));
  }

  @Test
  void shouldTellOfADuplicate() {
    server.run("{insert: 'c', documents: [{_id: {a: 'x'}}]}");
    assertEquals(
        "{\"n\": 0, \"writeErrors\": [{\"index\": 0, \"code\": 11000, \"errmsg\": "
            + "\"E11000 duplicate key error collection: test.c index: _id_ dup key: { _id: { a: \\\"x\\\" } }\", "
            + "\"keyPattern\": {\"_id\": 1}, \"keyValue\": {\"_id\": {\"a\": \"x\"}}}], \"ok\": 1}",
        server.run("{insert: 'c', documents: [{_id: {a: 'x'}}]}").toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {_id: [1]}        | 2
          {_id: /a/}        | 2
          {_id: {$undefined: true}} | 2
          {_id: {$a: 1}}    | 52
          """)
  void shouldRefuseABadId(final String document, final int code) {
    final BsonDocument reply = server.run("{insert: 'c', documents: [" + document + "]}");
    assertEquals(code, reply.getArray("writeErrors").get(0).asDocument().getInt32("code").getValue());
  }

  @Test
  void shouldRefuseADocumentThatIsTooLarge() {
    final BsonDocument large =
        new BsonDocument("_id", new BsonInt32(1)).append("b", new BsonBinary(new byte[16 * 1024 * 1024]));
    final BsonDocument reply =
        server.run(
            TestServer.As.open(), new BsonDocument("insert", new BsonString("c")).append("documents",
                new BsonArray(List.of(large))));
    assertEquals(2, reply.getArray("writeErrors").get(0).asDocument().getInt32("code").getValue());
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "100000, 0", "100001, 16"})
  void shouldLimitTheBatch(final int documents, final int code) {
    final BsonArray batch = new BsonArray(Collections.nCopies(documents, new BsonDocument()));
    assertEquals(
        code,
        TestServer.code(
            server.run(TestServer.As.open(), new BsonDocument("insert", new BsonString("c")).append("documents",
                batch))));
  }

  @Test
  void shouldInsertThoughTheCollectionIsDroppedAgainAndAgain() throws Exception {
    final ExecutorService pool = Executors.newSingleThreadExecutor();
    final AtomicBoolean done = new AtomicBoolean();
    try {
      final Future<?> dropper = pool.submit(() -> {
        while (!done.get()) {
          server.run("{drop: 'c'}");
        }
      });
      int inserted = 0;
      for (int i = 0; i < 2000; i++) {
        inserted += server.run("{insert: 'c', documents: [{_id: " + i + "}]}").getInt32("n").getValue();
      }
      done.set(true);
      dropper.get();
      assertEquals(2000, inserted);
    } finally {
      done.set(true);
      pool.shutdownNow();
    }
  }
}
