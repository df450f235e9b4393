package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.data.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.run("{insert: 'c', documents: [{_id: 1, n: 1, t: [1, 2, 3], d: {x: 1}}, {_id: 2, n: 2}, {_id: 3, n: 3}]}");
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  private String all() {
    return String.join(" ", TestServer.batch(server.run("{find: 'c'}")));
  }

  private String one(final int id) {
    return String.join(" ", TestServer.batch(server.run("{find: 'c', filter: {_id: " + id + "}}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {$set: {n: 5}}                         | {"_id": 1, "n": 5, "t": [1, 2, 3], "d": {"x": 1}}
          {$inc: {n: 2, 'd.x': -1}}              | {"_id": 1, "n": 3, "t": [1, 2, 3], "d": {"x": 0}}
          {$mul: {n: 4}}                         | {"_id": 1, "n": 4, "t": [1, 2, 3], "d": {"x": 1}}
          {$unset: {t: 1, d: 1}}                 | {"_id": 1, "n": 1}
          {$push: {t: 9}, $unset: {d: 1}}        | {"_id": 1, "n": 1, "t": [1, 2, 3, 9]}
          {$pull: {t: {$gte: 2}}, $unset: {d: 1}} | {"_id": 1, "n": 1, "t": [1]}
          {$addToSet: {t: 3}, $unset: {d: 1}}    | {"_id": 1, "n": 1, "t": [1, 2, 3]}
          {$rename: {n: 'm'}, $unset: {t: 1, d: 1}} | {"_id": 1, "m": 1}
          {$min: {n: 0}, $unset: {t: 1, d: 1}}   | {"_id": 1, "n": 0}
          {$set: {'t.$[]': 0}, $unset: {d: 1}}   | {"_id": 1, "n": 1, "t": [0, 0, 0]}
          {a: 'new'}                             | {"_id": 1, "a": "new"}
          {}                                     | {"_id": 1}
          [{$set: {n: {$add: ['$n', 10]}}}, {$unset: ['t', 'd']}] | {"_id": 1, "n": 11}
          [{$set: {'d.y': '$n'}}, {$unset: 't'}] | {"_id": 1, "n": 1, "d": {"x": 1, "y": 1}}
          """)
  void shouldUpdateOne(final String update, final String expected) {
    server.run("{update: 'c', updates: [{q: {_id: 1}, u: " + update + "}]}");
    assertEquals(expected, one(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{$inc: {'l.m': 1}}", "{$mul: {'l.m': 2}}", "{$inc: {'l.m': {$numberLong: '9223372036854775807'}}}"})
  void shouldRefuseAResultThatFitsNoLong(final String update) {
    server.run("{insert: 'c', documents: [{_id: 7, l: {m: {$numberLong: '9223372036854775807'}}}]}");
    final BsonDocument reply = server.run("{update: 'c', updates: [{q: {_id: 7}, u: " + update + "}]}");
    assertEquals(2, reply.getArray("writeErrors").get(0).asDocument().getInt32("code").getValue());
  }

  @Test
  void shouldUpdateTheElementThatMatched() {
    server.run("{update: 'c', updates: [{q: {_id: 1, t: 2}, u: {$set: {'t.$': 7}, $unset: {d: 1}}}]}");
    assertEquals("{\"_id\": 1, \"n\": 1, \"t\": [1, 7, 3]}", one(1));
  }

  @Test
  void shouldUpdateTheElementsThatAFilterNames() {
    server.run(
        "{update: 'c', updates: [{q: {_id: 1}, u: {$set: {'t.$[e]': 7}, $unset: {d: 1}}, arrayFilters: [{e: {$gt: "
            + "1}}]}]}");
    assertEquals("{\"_id\": 1, \"n\": 1, \"t\": [1, 7, 7]}", one(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {q: {}, u: {$set: {n: 1}}, multi: true}            | {"n": 3, "nModified": 2, "ok": 1}
          {q: {n: {$gt: 1}}, u: {$set: {n: 0}}}              | {"n": 1, "nModified": 1, "ok": 1}
          {q: {_id: 9}, u: {$set: {n: 0}}}                   | {"n": 0, "nModified": 0, "ok": 1}
          {q: {_id: 9, a: 1}, u: {$set: {n: 0}}, upsert: true} | {"n": 1, "upserted": [{"index": 0, "_id": 9}], "nModified": 0, "ok": 1}
          {q: {_id: 9}, u: {x: 1}, upsert: true}             | {"n": 1, "upserted": [{"index": 0, "_id": 9}], "nModified": 0, "ok": 1}
          {q: {_id: 9}, u: [{$set: {x: 1}}], upsert: true}   | {"n": 1, "upserted": [{"index": 0, "_id": 9}], "nModified": 0, "ok": 1}
          """)
  void shouldSayWhatItDid(final String update, final String reply) {
    assertEquals(reply, server.run("{update: 'c', updates: [" + update + "]}").toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {q: {_id: 9, a: 1, r: /x/, g: {$gt: 1}}, u: {$set: {n: 0}, $setOnInsert: {s: 2}}} | {"_id": 9, "a": 1, "n": 0, "s": 2}
          {q: {_id: 9, a: {$eq: 1}}, u: {x: 1}}                | {"_id": 9, "x": 1}
          {q: {$and: [{_id: 9}, {'b.c': 1}]}, u: {$inc: {n: 1}}} | {"_id": 9, "b": {"c": 1}, "n": 1}
          """)
  void shouldAddWhatTheFilterDemands(final String update, final String expected) {
    server.run("{update: 'c', updates: [" + update.replaceAll("}$", ", upsert: true}") + "]}");
    assertEquals(expected, one(9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {q: {_id: 1}, u: {$set: {_id: 2}}}              | 66
          {q: {_id: 1}, u: {_id: 2}}                      | 66
          {q: {_id: 1}, u: [{$set: {_id: 2}}]}            | 66
          {q: {_id: 1}, u: {$inc: {n: 'x'}}}              | 14
          {q: {_id: 1}, u: {$nope: {n: 1}}}               | 9
          {q: {_id: 1}, u: {$set: 5}}                     | 9
          {q: {_id: 1}, u: {$set: {n: 1}, a: 1}}          | 9
          {q: {_id: 1}, u: {a: 1, $set: {n: 1}}}          | 52
          {q: {_id: 1}, u: {$set: {n: 1}, $inc: {n: 1}}}  | 40
          {q: {_id: 1}, u: {$set: {'t.1500001': 1}}}      | 2
          {q: {_id: 1}, u: {$set: {'t.99999999999': 1}}}  | 2
          {q: {_id: 1}, u: {$set: {'a..b': 1}}}           | 56
          {q: {_id: 1}, u: {$push: {t: {$each: 5}}}}      | 14
          {q: {_id: 1}, u: {$bit: {n: {and: 1}}}}         | 9
          {q: {_id: 1}, u: [{$match: {}}]}                | 72
          {q: {}, u: {x: 1}, multi: true}                 | 9
          {q: {$nope: 1}, u: {x: 1}}                      | 2
          {q: {$where: 'x'}, u: {x: 1}}                   | 115
          {q: {_id: 1}, u: {$set: {n: 1}}, collation: {locale: 'de'}} | 115
          """)
  void shouldRefuseInTheReplysWriteErrors(final String update, final int code) {
    final String before = all();
    final BsonDocument reply = server.run("{update: 'c', updates: [" + update + "]}");
    assertEquals(
        List.of(code + "", before),
        List.of(reply.getArray("writeErrors").get(0).asDocument().getInt32("code").getValue() + "", all()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          true  | {"n": 1, "nModified": 1, "writeErrors": 1}
          false | {"n": 2, "nModified": 2, "writeErrors": 1}
          """)
  void shouldStopAtTheFirstErrorIfOrdered(final boolean ordered, final String expected) {
    final BsonDocument reply =
        server.run(
            "{update: 'c', ordered: " + ordered + ", updates: [{q: {_id: 1}, u: {$inc: {n: 1}}},"
                + "{q: {_id: 2}, u: {$nope: {n: 1}}}, {q: {_id: 3}, u: {$inc: {n: 1}}}]}");
    assertEquals(
        expected,
        "{\"n\": " + reply.getInt32("n").getValue() + ", \"nModified\": " + reply.getInt32("nModified").getValue()
            + ", \"writeErrors\": " + reply.getArray("writeErrors").size() + "}");
  }

  @Test
  void shouldLoseNoIncrementOfMany() throws Exception {
    final int threads = 4;
    final ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      final CyclicBarrier start = new CyclicBarrier(threads);
      final List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        all.add(pool.submit((Callable<Object>) () -> {
          start.await();
          for (int i = 0; i < 100; i++) {
            server.run("{update: 'c', updates: [{q: {_id: 2}, u: {$inc: {n: 1}}}]}");
          }
          return null;
        }));
      }
      for (final Future<?> each : all) {
        each.get();
      }
      assertEquals("{\"_id\": 2, \"n\": 402}", one(2));
    } finally {
      pool.shutdownNow();
    }
  }

  // ---- delete

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {q: {}, limit: 0}             | 3
          {q: {}, limit: 1}             | 1
          {q: {n: {$gt: 1}}, limit: 0}  | 2
          {q: {_id: 2}, limit: 1}       | 1
          {q: {_id: 9}, limit: 0}       | 0
          """)
  void shouldDelete(final String delete, final int removed) {
    final BsonDocument reply = server.run("{delete: 'c', deletes: [" + delete + "]}");
    assertEquals(
        List.of(removed, 3 - removed),
        List.of(reply.getInt32("n").getValue(), server.run("{count: 'c'}").getInt32("n").getValue()));
  }

  @Test
  void shouldRefuseToDeleteTwo() {
    final BsonDocument reply = server.run("{delete: 'c', deletes: [{q: {}, limit: 2}]}");
    assertEquals(9, reply.getArray("writeErrors").get(0).asDocument().getInt32("code").getValue());
  }

  // ---- findAndModify

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          query: {_id: 2}, update: {$inc: {n: 1}}            | {"lastErrorObject": {"n": 1, "updatedExisting": true}, "value": {"_id": 2, "n": 2}, "ok": 1}
          query: {_id: 2}, update: {$inc: {n: 1}}, new: true | {"lastErrorObject": {"n": 1, "updatedExisting": true}, "value": {"_id": 2, "n": 3}, "ok": 1}
          query: {_id: 2}, update: {$inc: {n: 1}}, new: true, fields: {_id: 0} | {"lastErrorObject": {"n": 1, "updatedExisting": true}, "value": {"n": 3}, "ok": 1}
          query: {n: {$gt: 1}}, sort: {n: -1}, remove: true  | {"lastErrorObject": {"n": 1}, "value": {"_id": 3, "n": 3}, "ok": 1}
          query: {_id: 9}, remove: true                      | {"lastErrorObject": {"n": 0}, "value": null, "ok": 1}
          query: {_id: 9}, update: {$inc: {n: 1}}            | {"lastErrorObject": {"n": 0, "updatedExisting": false}, "value": null, "ok": 1}
          query: {_id: 9}, update: {$inc: {n: 1}}, upsert: true | {"lastErrorObject": {"n": 1, "updatedExisting": false, "upserted": 9}, "value": null, "ok": 1}
          query: {_id: 9}, update: {x: 1}, upsert: true, new: true | {"lastErrorObject": {"n": 1, "updatedExisting": false, "upserted": 9}, "value": {"_id": 9, "x": 1}, "ok": 1}
          """)
  void shouldFindAndModify(final String arguments, final String reply) {
    assertEquals(reply, server.run("{findAndModify: 'c', " + arguments + "}").toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          query: {}                                 | 9
          query: {}, remove: true, update: {a: 1}   | 9
          query: {}, remove: true, new: true        | 9
          query: {}, remove: true, upsert: true     | 9
          query: 5, remove: true                    | 14
          query: {_id: 1}, update: {$inc: {n: 'a'}} | 14
          """)
  void shouldRefuseToFindAndModify(final String arguments, final int code) {
    assertEquals(code, TestServer.code(server.run("{findAndModify: 'c', " + arguments + "}")));
  }
}
