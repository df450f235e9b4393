package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.data.TestServer;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.run(
        "{insert: 'c', documents: [{_id: 1, k: 'a', n: 3, t: [1, 2]}, {_id: 2, k: 'b', n: 1}, {_id: 3, k: 'a', n: 2, "
            + "t: [1, 3]}]}");
    server.run("{insert: 'd', documents: [{_id: 'a', name: 'A'}, {_id: 'b', name: 'B'}]}");
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  private String run(final String pipeline) {
    final BsonDocument reply = server.run("{aggregate: 'c', cursor: {}, pipeline: " + pipeline + "}");
    return reply.containsKey("code") ? reply.getInt32("code").getValue() + ""
        : String.join(" ", TestServer.batch(reply));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          [{$match: {_id: 2}}]                                          | {"_id": 2, "k": "b", "n": 1}
          [{$match: {n: {$gt: 1}}}, {$count: 'x'}]                      | {"x": 2}
          [{$match: {n: 99}}, {$count: 'x'}]                            | ``
          [{$collStats: {count: {}}}, {$project: {count: 1}}]           | {"count": 3}
          [{$collStats: {storageStats: {scale: 1}}}, {$project: {_id: 0, 'storageStats.nindexes': 1}}] | {"storageStats": {"nindexes": 1}}
          [{$collStats: {latencyStats: {}}}]                            | 115
          [{$collStats: {nope: {}}}]                                    | 40415
          [{$collStats: 1}]                                             | 14
          [{$group: {_id: '$k', s: {$sum: '$n'}, c: {$sum: 1}}}, {$sort: {_id: 1}}] | {"_id": "a", "s": 5, "c": 2} {"_id": "b", "s": 1, "c": 1}
          [{$group: {_id: '$t', c: {$sum: 1}}}, {$count: 'x'}]          | {"x": 3}
          [{$group: {_id: null, m: {$max: '$n'}, a: {$avg: '$n'}}}]     | {"_id": null, "m": 3, "a": 2.0}
          [{$group: {_id: null, s: {$addToSet: '$k'}}}, {$project: {_id: 0, n: {$size: '$s'}}}] | {"n": 2}
          [{$sort: {n: 1}}, {$limit: 1}, {$project: {n: 1}}]            | {"_id": 2, "n": 1}
          [{$sort: {n: -1}}, {$skip: 2}, {$project: {_id: 1}}]          | {"_id": 2}
          [{$project: {_id: 0, d: {$multiply: ['$n', 2]}}}, {$sort: {d: 1}}, {$limit: 1}] | {"d": 2}
          [{$match: {_id: 1}}, {$addFields: {'x.y': '$n', k: {z: 1}}}, {$unset: 't'}] | {"_id": 1, "k": {"z": 1}, "n": 3, "x": {"y": 3}}
          [{$match: {_id: 1}}, {$set: {n: '$nope', l: ['$k', 1]}}, {$unset: ['t', 'k']}] | {"_id": 1, "l": ["a", 1]}
          [{$unwind: '$t'}, {$group: {_id: '$t', c: {$sum: 1}}}, {$sort: {_id: 1}}, {$limit: 1}] | {"_id": 1, "c": 2}
          [{$project: {t: 1, u: '$t'}}, {$unwind: '$t'}, {$project: {_id: 0, u: 1}}, {$limit: 2}] | {"u": [1, 2]} {"u": [1, 2]}
          [{$unwind: {path: '$t', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true}}, {$project: {k: 0, n: 0}}, {$limit: 3}] | {"_id": 1, "t": 1, "i": 0} {"_id": 1, "t": 2, "i": 1} {"_id": 2, "i": null}
          [{$unwind: '$k'}, {$project: {k: 1, _id: 0}}, {$limit: 1}]    | {"k": "a"}
          [{$match: {_id: 1}}, {$project: {d: {e: '$t', f: 'x'}}}, {$unwind: '$d.e'}] | {"_id": 1, "d": {"e": 1, "f": "x"}} {"_id": 1, "d": {"e": 2, "f": "x"}}
          [{$group: {_id: null, a: {$push: {$ifNull: ['$nope', null]}}, b: {$addToSet: {$ifNull: ['$nope', null]}}, c: {$push: '$nope'}, d: {$count: {}}}}] | {"_id": null, "a": [null, null, null], "b": [null], "c": [], "d": 3}
          [{$match: {_id: 1}}, {$project: {l: [{x: '$n', y: 1}, {x: 2}]}}, {$project: {'l.x': 1}}] | {"_id": 1, "l": [{"x": 3}, {"x": 2}]}
          [{$match: {_id: 1}}, {$project: {l: [{x: '$n', y: 1}, {x: 2}]}}, {$project: {'l.x': 1, q: '$_id'}}] | {"_id": 1, "l": [{"x": 3}, {"x": 2}], "q": 1}
          [{$match: {_id: 1}}, {$project: {l: [{x: '$n', y: 1}, {x: 2}]}}, {$project: {'l.x': 0}}] | {"_id": 1, "l": [{"y": 1}, {}]}
          [{$match: {_id: 1}}, {$project: {'d.e': '$n', d: {f: '$k'}, _id: 0}}] | {"d": {"e": 3, "f": "a"}}
          [{$match: {_id: 1}}, {$project: {_id: 0, t: 1}}, {$project: {t: 1}}] | {"t": [1, 2]}
          [{$match: {_id: 1}}, {$project: {_id: 0}}] | {"k": "a", "n": 3, "t": [1, 2]}
          [{$match: {_id: 1}}, {$project: {_id: 1}}] | {"_id": 1}
          [{$sortByCount: '$k'}]                                        | {"_id": "a", "count": 2} {"_id": "b", "count": 1}
          [{$match: {_id: 1}}, {$replaceRoot: {newRoot: {a: '$n'}}}]    | {"a": 3}
          [{$match: {_id: 1}}, {$replaceWith: {a: '$n'}}]               | {"a": 3}
          [{$match: {_id: 2}}, {$lookup: {from: 'd', localField: 'k', foreignField: '_id', as: 'j'}}, {$project: {_id: 0, j: 1}}] | {"j": [{"_id": "b", "name": "B"}]}
          [{$match: {_id: 2}}, {$lookup: {from: 'd', let: {key: '$k'}, pipeline: [{$match: {$expr: {$eq: ['$_id', '$$key']}}}, {$project: {_id: 0}}], as: 'j'}}, {$project: {_id: 0, j: 1}}] | {"j": [{"name": "B"}]}
          [{$match: {_id: 2}}, {$lookup: {from: 'none', localField: 'k', foreignField: '_id', as: 'j'}}, {$project: {_id: 0, j: 1}}] | {"j": []}
          [{$match: {_id: 1}}, {$project: {_id: 1}}, {$unionWith: 'd'}] | {"_id": 1} {"_id": "a", "name": "A"} {"_id": "b", "name": "B"}
          [{$facet: {a: [{$count: 'n'}], b: [{$match: {_id: 2}}, {$project: {_id: 1}}]}}] | {"a": [{"n": 3}], "b": [{"_id": 2}]}
          [{$bucket: {groupBy: '$n', boundaries: [0, 2, 9]}}]           | {"_id": 0, "count": 1} {"_id": 2, "count": 2}
          [{$sample: {size: 9}}, {$count: 'n'}]                         | {"n": 3}
          [{$redact: {$cond: [{$eq: ['$k', 'b']}, '$$KEEP', '$$PRUNE']}}, {$project: {_id: 1}}] | {"_id": 2}
          [{$match: {_id: 1}}, {$project: {_id: 0, s: {$reduce: {input: '$t', initialValue: 0, in: {$add: ['$$value', '$$this']}}}}}] | {"s": 3}
          """)
  void shouldRunStages(final String pipeline, final String expected) {
    assertEquals(expected, run(pipeline));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          [{$nope: 1}]                        | 40324
          [{$match: {}, $limit: 1}]           | 40323
          [1]                                 | 14
          [{$limit: 0}]                       | 15958
          [{$limit: 'x'}]                     | 5107201
          [{$limit: -1}]                      | 5107201
          [{$limit: 1.9}]                     | 5107201
          [{$sort: {a: 1}}, {$limit: 1.9}]    | 5107201
          [{$skip: -1}]                       | 5107200
          [{$skip: 1.9}]                      | 5107200
          [{$skip: 'x'}]                      | 5107200
          [{$match: 5}]                       | 9
          [{$sort: {a: 'x'}}]                 | 15974
          [{$sort: {a: 2}}]                   | 15975
          [{$group: {}}]                      | 15955
          [{$group: {_id: 1, x: {$nope: 1}}}] | 15952
          [{$group: {_id: 1, x: 5}}]          | 14
          [{$count: ''}]                      | 40156
          [{$project: {}}]                    | 40177
          [{$project: {x: {$nope: 1}}}]       | 168
          [{$out: 'x'}]                       | 115
          [{$merge: 'x'}]                     | 115
          [{$match: {$where: 'x'}}]           | 115
          [{$project: {x: {$function: {}}}}]  | 115
          [{$project: {x: {$range: [0, 1000000000]}}}] | 115
          [{$project: {x: {$range: [0, '$n']}}}] | 115
          [{$project: {x: {$range: [2147483600, 2147483647, 40]}}}] | 115
          [{$project: {x: {$range: [-2147483600, -2147483648, -40]}}}] | 115
          [{$project: {x: {$reduce: {input: '$t', initialValue: [1], in: {$concatArrays: ['$$value', '$$value']}}}}}] | 115
          [{$match: {}}, {$listLocalSessions: {}}] | 40602
          [{$lookup: {from: 'd', as: 'x'}}]   | 9
          [{$lookup: {from: 5, as: 'x', pipeline: []}}] | 9
          [{$lookup: {from: 'd', as: 'x', pipeline: [{$nope: 1}]}}] | 40324
          [{$unwind: 5}]                      | 15981
          [{$unwind: {}}]                     | 28812
          [{$unwind: {path: 5}}]              | 28808
          [{$unwind: 't'}]                    | 28818
          [{$unwind: {path: '$t', preserveNullAndEmptyArrays: 5}}] | 28809
          [{$unwind: {path: '$t', includeArrayIndex: 5}}] | 28810
          [{$unwind: {path: '$t', includeArrayIndex: '$i'}}] | 28822
          [{$unwind: {path: '$t', nope: 1}}]  | 28811
          [{$facet: {a: 5}}]                  | 14
          [{$documents: []}]                  | 73
          """)
  void shouldRefuseStages(final String pipeline, final String code) {
    assertEquals(code, run(pipeline));
  }

  @Test
  void shouldRunTheRestOfAPipelineOnWhatAFirstStageGives() {
    final BsonDocument reply =
        server.run(
            "{aggregate: 1, cursor: {}, pipeline: [{$listLocalSessions: {}}, {$match: {s: 'b'}}, {$project: {_id: "
                + "1}}]}");
    assertEquals("{\"_id\": 2} test.$cmd.aggregate",
        String.join(" ", TestServer.batch(reply)) + " " + reply.getDocument("cursor").getString("ns").getValue());
  }

  @Test
  void shouldReadLiteralDocuments() {
    assertEquals(
        "{\"a\": 2}",
        String.join(
            " ", TestServer.batch(server.run(
                "{aggregate: 1, cursor: {}, pipeline: [{$documents: [{a: 1}, {a: 2}]}, {$match: {a: 2}}]}"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {aggregate: 1, cursor: {}, pipeline: [{$match: {}}]}         | 73
          {aggregate: 2, cursor: {}, pipeline: []}                     | 9
          {aggregate: 'c', pipeline: []}                               | 9
          {aggregate: 'c', pipeline: {}, cursor: {}}                   | 14
          {aggregate: 'c', pipeline: [], cursor: {batchSize: 'x'}}     | 14
          {aggregate: 'c', pipeline: [], cursor: {x: 1}}               | 40415
          {aggregate: 'c', pipeline: [], cursor: {}, x: 1}             | 40415
          {aggregate: 'c', pipeline: [], cursor: {}, collation: {locale: 'de'}} | 115
          {aggregate: 'c', cursor: {}}                                 | 40414
          """)
  void shouldRefuseArguments(final String command, final int code) {
    assertEquals(code, TestServer.code(server.run(command)));
  }

  @Test
  void shouldReadOnInBatches() {
    final BsonDocument first = server.run(
        "{aggregate: 'c', cursor: {batchSize: 1}, pipeline: [{$sort: {n: 1}}, {$project: {_id: 1}}]}");
    final BsonDocument next =
        server.run("{getMore: {$numberLong: '" + TestServer.cursorId(first) + "'}, collection: 'c'}");
    assertEquals("{\"_id\": 2} + {\"_id\": 3} {\"_id\": 1}",
        String.join(" ", TestServer.batch(first)) + " + " + String.join(" ", TestServer.batch(next)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {count: 'c'}                                     | {"n": 3, "ok": 1}
          {count: 'c', query: {k: 'a'}}                    | {"n": 2, "ok": 1}
          {count: 'c', query: {k: 'a'}, skip: 1}           | {"n": 1, "ok": 1}
          {count: 'c', query: {k: 'a'}, limit: 1}          | {"n": 1, "ok": 1}
          {count: 'c', limit: -2}                          | {"n": 2, "ok": 1}
          {count: 'c', query: {k: 'a'}, skip: 1, limit: {$numberLong: '9223372036854775807'}} | {"n": 1, "ok": 1}
          {count: 'none'}                                  | {"n": 0, "ok": 1}
          {distinct: 'c', key: 'k'}                        | {"values": ["a", "b"], "ok": 1}
          {distinct: 'c', key: 't'}                        | {"values": [1, 2, 3], "ok": 1}
          {distinct: 'c', key: 'n', query: {k: 'b'}}       | {"values": [1], "ok": 1}
          """)
  void shouldCountAndTellApart(final String command, final String reply) {
    assertEquals(reply, server.run(command).toJson());
  }
}
