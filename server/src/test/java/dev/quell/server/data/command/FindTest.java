package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.data.TestServer;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.run(
        "{insert: 'c', documents: [{_id: 1, a: 'x', n: 3, t: [1, 5]}, {_id: 2, a: 'y', n: 1, t: [2]}, {_id: 3, a: "
            + "'xy', n: 2}]}");
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  private String ids(final String find) {
    final BsonDocument reply = server.run(find);
    return reply.containsKey("errmsg")
        ? reply.getInt32("code").getValue() + ""
        : String.join("", TestServer.batch(reply)).replaceAll("\\D", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          {}                                              | {}         | 123
          {_id: 2}                                        | {}         | 2
          {_id: 2.0}                                      | {}         | 2
          {_id: {$eq: {$numberLong: '3'}}}                | {}         | 3
          {_id: 9}                                        | {}         | ''
          {n: {$gte: 2}}                                  | {}         | 13
          {a: /^x/}                                       | {}         | 13
          {a: {$regex: 'Y', $options: 'i'}}               | {}         | 23
          {a: {$regex: 'x', $ne: 'x'}}                    | {}         | 3
          {$or: [{_id: 1}, {a: 'y'}]}                     | {}         | 12
          {a: {$in: [/^y/, 'x']}}                         | {}         | 12
          {a: {$not: /x/}}                                | {}         | 2
          {t: 5}                                          | {}         | 1
          {t: {$exists: false}}                           | {}         | 3
          {$expr: {$gt: ['$_id', '$n']}}                  | {}         | 23
          {z: {$gte: null}}                               | {}         | 123
          {a: {$lte: null}}                               | {}         | ''
          {t: {$gte: null, $ne: 5}}                       | {}         | 3
          {}                                              | {n: 1}     | 231
          {}                                              | {n: -1}    | 132
          {}                                              | {a: 1}     | 132
          {}                                              | {t: 1}     | 312
          {}                                              | {$natural: -1} | 321
          """)
  void shouldFind(final String filter, final String sort, final String expected) {
    assertEquals(expected, ids("{find: 'c', filter: " + filter + ", sort: " + sort + ", projection: {_id: 1}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          skip: 1                       | 23
          limit: 2                      | 12
          skip: 1, limit: 1             | 2
          skip: 1, limit: 1, sort: {n: 1} | 3
          limit: {$numberLong: '2'}     | 12
          limit: 2.0                    | 12
          skip: 9                       | ''
          """)
  void shouldSkipAndLimit(final String options, final String expected) {
    assertEquals(expected, ids("{find: 'c', projection: {_id: 1}, " + options + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          {a: 1}                    | {"_id": 1, "a": "x"}
          {a: 1, _id: 0}            | {"a": "x"}
          {a: 0, n: 0}              | {"_id": 1, "t": [1, 5]}
          {t: {$slice: 1}, a: 0}    | {"_id": 1, "n": 3, "t": [1]}
          {_id: 0, m: {$add: ['$n', 1]}} | {"m": 4}
          """)
  void shouldProject(final String projection, final String expected) {
    assertEquals(
        List.of(expected), TestServer.batch(server.run("{find: 'c', filter: {_id: 1}, projection: " + projection
            + "}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          {a: 1, _id: 1}  | 4623
          {a: 1, _id: -1} | 6423
          {a: -1, _id: 1} | 3246
          """)
  void shouldSortWhatIsNotThereAsNullAndTextByCodePoints(final String sort, final String expected) {
    server.run(
        "{insert: 's', documents: [{_id: 2, a: '\\uff5e'}, {_id: 3, a: '\\ud83d\\ude00'}, {_id: 4, a: null}, {_id: "
            + "6}]}");
    assertEquals(expected, ids("{find: 's', projection: {_id: 1}, sort: " + sort + "}"));
  }

  @Test
  void shouldRefuseAProjectionOfTheElementThatMatched() {
    assertEquals("115", ids("{find: 'c', filter: {t: 5}, projection: {'t.$': 1}}"));
  }

  @Test
  void shouldFindNothingWhereNothingIs() {
    assertEquals(List.of(), TestServer.batch(server.run("{find: 'other', filter: {a: 1}}")));
  }

  @Test
  void shouldReadOnInBatches() {
    final BsonDocument first = server.run("{find: 'c', batchSize: 2, projection: {_id: 1}}");
    final long id = TestServer.cursorId(first);
    final BsonDocument next = server.run("{getMore: {$numberLong: '" + id + "'}, collection: 'c'}");
    assertEquals(
        List.of(List.of("{\"_id\": 1}", "{\"_id\": 2}"), List.of("{\"_id\": 3}"), 0L),
        List.of(TestServer.batch(first), TestServer.batch(next), TestServer.cursorId(next)));
  }
}
