package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.Owner;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.server.data.TestServer;
import dev.quell.server.data.TestServer.As;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say to arguments that are none, and to callers who may not. */
class ArgumentsTest {
  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.fill(3);
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {find: 'c', filter: 'x'}                | 14    | BSON field 'find.filter' is the wrong type 'string', expected type 'object'
          {find: 'c', filter: []}                 | 14    | BSON field 'find.filter' is the wrong type 'array', expected type 'object'
          {find: 'c', sort: 1}                    | 14    | BSON field 'find.sort' is the wrong type 'int', expected type 'object'
          {find: 'c', projection: true}           | 14    | BSON field 'find.projection' is the wrong type 'bool', expected type 'object'
          {find: 'c', limit: 'x'}                 | 14    | BSON field 'find.limit' is the wrong type 'string', expected types '[long, int, decimal, double]'
          {find: 'c', singleBatch: 'x'}           | 14    | BSON field 'find.singleBatch' is the wrong type 'string', expected types '[bool, long, int, decimal, double]'
          {find: 5}                               | 14    | BSON field 'find.find' is the wrong type 'int', expected type 'string'
          {find: 'c', nope: 1}                    | 40415 | BSON field 'find.nope' is an unknown field.
          {find: 'c', limit: -1}                  | 51024 | BSON field 'limit' value must be >= 0, actual value '-1'
          {find: 'c', skip: -1}                   | 51024 | BSON field 'skip' value must be >= 0, actual value '-1'
          {find: 'c', batchSize: -1}              | 51024 | BSON field 'batchSize' value must be >= 0, actual value '-1'
          {find: 'c', maxTimeMS: 'x'}             | 14    | BSON field 'find.maxTimeMS' is the wrong type 'string', expected types '[long, int, decimal, double]'
          {find: 'c', maxTimeMS: 1000.5}          | 2     | maxTimeMS has non-integral value
          {find: 'c', maxTimeMS: null}            | 2     | maxTimeMS must be a number
          {find: 'c', hint: 'nope'}               | 2     | error processing query: ns=test.c planner returned error :: caused by :: hint provided does not correspond to an existing index
          {find: 'c', readConcern: {level: 'x'}}  | 2     | Enumeration value 'x' for field 'readConcern.level' is not a valid value.
          {find: 'c', readConcern: {level: 'snapshot'}} | 123 | node needs to be a replica set member to use readConcern: snapshot
          {find: 'c', maxScan: 5}                 | 40415 | BSON field 'find.maxScan' is an unknown field.
          {dbStats: 1, scale: 0}                  | 51024 | BSON field 'scale' value must be >= 1, actual value '0'
          {delete: 'c', deletes: [{q: {}, limit: 0, nope: 1}]} | 40415 | BSON field 'delete.deletes.nope' is an unknown field.
          {explain: {find: 'c', $db: 'other'}}    | 73    | Mismatched $db in explain command. Expected test but got other
          {explain: {find: 'c', nope: 1}}         | 40415 | BSON field 'find.nope' is an unknown field.
          {explain: {find: 'c'}, verbosity: 'x'}  | 2     | Enumeration value '"x"' for field 'explain.verbosity' is not a valid value.
          {find: 'c', tailable: true}             | 115   | the option 'tailable' of find is not supported
          {find: 'c', awaitData: true}            | 115   | the option 'awaitData' of find is not supported
          {find: ''}                              | 73    | Invalid namespace specified 'test.'
          {find: 'c', lsid: {}, txnNumber: {$numberLong: '1'}} | 20 | Transaction numbers are only allowed on a replica set member or mongos
          {find: 'c', autocommit: false}          | 20    | Transaction numbers are only allowed on a replica set member or mongos
          {getMore: 5, collection: 'c'}           | 14    | BSON field 'getMore.getMore' is the wrong type 'int', expected type 'long'
          {getMore: {$numberLong: '5'}}           | 40414 | BSON field 'getMore.collection' is missing but a required field
          {getMore: {$numberLong: '5'}, collection: 7} | 14 | BSON field 'getMore.collection' is the wrong type 'int', expected type 'string'
          {insert: 'c'}                           | 40414 | BSON field 'insert.documents' is missing but a required field
          {insert: 'c', documents: {}}            | 14    | BSON field 'insert.documents' is the wrong type 'object', expected type 'array'
          {insert: 'c', documents: [{}, 5]}       | 14    | BSON field 'insert.documents.1' is the wrong type 'int', expected type 'object'
          {insert: 'c', documents: null}          | 40414 | BSON field 'insert.documents' is missing but a required field
          {update: 'c', updates: [{u: {}}]}       | 40414 | BSON field 'update.updates.q' is missing but a required field
          {update: 'c', updates: [{q: {}, u: 5}]} | 14    | BSON field 'update.updates.u' is the wrong type 'int', expected types '[array, object]'
          {update: 'c', updates: [{q: {}, u: {}, nope: 1}]} | 40415 | BSON field 'update.updates.nope' is an unknown field.
          {delete: 'c', deletes: [{q: {}}]}       | 40414 | BSON field 'delete.deletes.limit' is missing but a required field
          {count: 'c', query: 5}                  | 14    | BSON field 'count.query' is the wrong type 'int', expected type 'object'
          {distinct: 'c', key: 5}                 | 14    | BSON field 'distinct.key' is the wrong type 'int', expected type 'string'
          {find: 'c', filter: {$nope: 1}}         | 2     | unknown top level operator: $nope. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.
          {find: 'c', filter: {a: {$nope: 1}}}    | 2     | unknown operator: $nope
          {find: 'c', filter: {a: {$bitsAllSet: 1}}} | 2  | the operator $bitsAllSet is not supported here
          {find: 'c', filter: {b: {$not: {$bitsAnyClear: 1}}}} | 2 | the operator $bitsAnyClear is not supported here
          {find: 'c', filter: {$jsonSchema: {}}}  | 2     | the operator $jsonSchema is not supported here
          {find: 'c', filter: {$or: [{$sampleRate: 0.5}]}} | 2 | the operator $sampleRate is not supported here
          {find: 'c', filter: {$or: []}}          | 2     | $and/$or/$nor must be a nonempty array
          {find: 'c', filter: {$where: 'true'}}   | 115   | $where is not supported: this server runs no JavaScript
          {find: 'c', filter: {a: /(/}}           | 51091 | Regular expression is invalid: Unclosed group
          {find: 'c', filter: {a: {$regex: 5}}}   | 2     | $regex has to be a string
          {find: 'c', filter: {a: {$regex: 'a', $options: 'q'}}} | 51108 | invalid flag in regex options: q
          {find: 'c', filter: {a: {$in: 5}}}      | 14    | cannot evaluate: an operator was given a value of the wrong type
          {find: 'c', sort: {a: 'x'}}             | 15974 | Illegal key in $sort specification: a
          {find: 'c', projection: {a: 1, b: 0}}   | 31253 | Cannot do inclusion on field a in exclusion projection
          """)
  void shouldSayWhatIsWrong(final String command, final int code, final String message) {
    final BsonDocument reply = server.run(command);
    assertEquals(code + " " + message, TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
  }

  static Stream<BsonDocument> commands() {
    return Stream.of(
        "{find: 'c', filter: {n: 1}, sort: {n: 1}, projection: {n: 1}, skip: 0, limit: 1, batchSize: 1, singleBatch: "
            + "true, hint: '_id_', comment: 'c'}",
        "{getMore: {$numberLong: '1'}, collection: 'c', batchSize: 2}",
        "{insert: 'c', documents: [{a: 1}], ordered: true}",
        "{update: 'c', updates: [{q: {}, u: {$set: {a: 1}}, multi: true, upsert: true, arrayFilters: []}], ordered: "
            + "true}",
        "{delete: 'c', deletes: [{q: {}, limit: 1}], ordered: true}",
        "{findAndModify: 'c', query: {}, sort: {n: 1}, update: {$inc: {n: 1}}, new: true, fields: {n: 1}, upsert: "
            + "true, arrayFilters: []}",
        "{count: 'c', query: {}, limit: 1, skip: 1}",
        "{distinct: 'c', key: 'n', query: {}}",
        "{aggregate: 'c', pipeline: [{$match: {n: 1}}, {$group: {_id: '$n', s: {$sum: 1}}}, {$sort: {s: 1}}, {$limit: "
            + "1},"
            + " {$lookup: {from: 'c', localField: 'a', foreignField: 'b', as: 'x'}}, {$unwind: '$x'}, {$project: {a: "
            + "1}},"
            + " {$addFields: {a: 1}}, {$facet: {a: [{$count: 'x'}]}}], cursor: {batchSize: 1}, allowDiskUse: true}",
        "{explain: {find: 'c', filter: {}}, verbosity: 'queryPlanner'}",
        "{create: 'x', capped: false}",
        "{drop: 'x'}",
        "{dropDatabase: 1}",
        "{listCollections: 1, filter: {}, nameOnly: true, cursor: {}}",
        "{listDatabases: 1, filter: {}, nameOnly: true}",
        "{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a', sparse: true}]}",
        "{listIndexes: 'c', cursor: {}}",
        "{dropIndexes: 'c', index: '*'}",
        "{collStats: 'c', scale: 1}",
        "{dbStats: 1, scale: 1}",
        "{sleep: 1, millis: 1}")
        .map(BsonDocument::parse);
  }

  /** Everything that is not meant there, at every place of every command, however deep. */
  @ParameterizedTest
  @MethodSource("commands")
  void shouldAnswerToAnyTypeAnywhere(final BsonDocument command) {
    final List<BsonValue> odd =
        List.of(
            BsonNull.VALUE, new BsonUndefined(), new BsonString(""), new BsonString("$x.$"), new BsonInt32(-1),
            new BsonInt32(0),
            new BsonInt64(Long.MIN_VALUE), new BsonDouble(Double.NaN), new BsonDouble(1e300),
            new BsonDecimal128(Decimal128.parse("NaN")), BsonBoolean.TRUE, new BsonArray(),
            new BsonArray(List.of(BsonNull.VALUE)), new BsonDocument(), new BsonDocument("$x", BsonNull.VALUE),
            new BsonDocument("a.b.", new BsonInt32(1)), new BsonRegularExpression("a", "i"),
            new BsonBinary(new byte[3]),
            new BsonMaxKey());
    for (final BsonValue value : odd) {
      replacedAt(command, value).forEach(broken -> {
        if (!broken.containsKey("sleep")) { // that would do as it is told, for a long time
          final BsonDocument reply = server.run(As.open().on("admin"), broken);
          assertEquals(true, reply.containsKey("ok")
              && reply.getOrDefault("code", new BsonInt32(2)).asInt32().getValue() != 1,
              () -> broken.toJson() + " -> " + reply.toJson());
        }
      });
    }
  }

  /** The document with the value in the place of each of its values in turn; the name of the command stays. */
  private static Stream<BsonDocument> replacedAt(final BsonDocument document, final BsonValue value) {
    return document.keySet().stream()
        .flatMap(
            name -> Stream.concat(
                Stream.of(with(document, name, value)),
                inside(document.get(name), value).map(inner -> with(document, name, inner))));
  }

  private static Stream<BsonValue> inside(final BsonValue old, final BsonValue value) {
    if (old.isDocument()) {
      return replacedAt(old.asDocument(), value).map(each -> each);
    }
    if (!old.isArray()) {
      return Stream.of();
    }
    final BsonArray array = old.asArray();
    return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
        .flatMap(i -> Stream.concat(Stream.of(value), inside(array.get(i), value)).map(inner -> with(array, i, inner)));
  }

  private static BsonDocument with(final BsonDocument document, final String name, final BsonValue value) {
    final BsonDocument copy = document.clone();
    copy.put(name, value);
    return copy;
  }

  private static BsonArray with(final BsonArray array, final int index, final BsonValue value) {
    final BsonArray copy = array.clone();
    copy.set(index, value);
    return copy;
  }

  @Test
  void shouldTakeNumbersOfAnyType() {
    assertEquals(
        List.of(2, 2, 2, 2),
        Stream.of("2", "2.0", "{$numberLong: '2'}", "{$numberDecimal: '2'}")
            .map(number -> TestServer.batch(server.run("{find: 'c', limit: " + number + "}")).size())
            .toList());
  }

  /** How many of the three documents a reply has. */
  private int documents(final String command) {
    final BsonDocument reply = server.run(command);
    assertEquals(0, TestServer.code(reply), reply::toJson);
    return reply.containsKey("n") ? reply.getNumber("n").intValue() : TestServer.batch(reply).size();
  }

  /** Every number of every command: without its fraction, the nearest that fits, zero for what is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          1.9                        | 1
          {$numberDecimal: '1.4'}    | 1
          {$numberDecimal: '2.5'}    | 2
          {$numberDecimal: '1.9'}    | 2
          {$numberDouble: 'NaN'}     | 0
          {$numberDecimal: 'NaN'}    | 0
          {$numberDecimal: '-0'}     | 0
          -0.9                       | 0
          1e300                      | 3
          {$numberDecimal: '1E+400'} | 3
          {$numberDecimal: 'Infinity'} | 3
          {$numberLong: '1'}         | 1
          null                       | none
          """)
  void shouldTakeANumberWithoutItsFraction(final String number, final String meant) {
    final boolean none = meant.equals("none");
    final int whole = none ? 0 : Integer.parseInt(meant);
    assertEquals(
        List.of(
            none ? 3 : whole, // of zero documents a batch has none
            none || whole == 0 ? 3 : whole, // no limit
            3 - whole,
            none ? 3 : whole,
            none || whole == 0 ? 3 : whole,
            3 - whole),
        List.of(
            documents("{find: 'c', batchSize: " + number + "}"),
            documents("{find: 'c', limit: " + number + "}"),
            documents("{find: 'c', skip: " + number + "}"),
            documents("{aggregate: 'c', pipeline: [], cursor: {batchSize: " + number + "}}"),
            documents("{count: 'c', limit: " + number + "}"),
            documents("{count: 'c', skip: " + number + "}")));
  }

  @Test
  void shouldTakeANumberOfABatchWithoutItsFractionToo() {
    final long id = TestServer.cursorId(server.run("{find: 'c', batchSize: 1}"));
    final BsonDocument reply =
        server.run("{getMore: {$numberLong: '" + id + "'}, collection: 'c', batchSize: 1.9}");
    assertEquals(1, TestServer.batch(reply).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1", "1.0", "{$numberLong: '1'}", "{$numberDecimal: '1'}"})
  void shouldTakeTrueWhereTheFirstFieldSaysNothing(final String value) {
    for (final String command : List.of("dbStats", "dbstats", "listCollections", "dropDatabase")) {
      assertEquals(0, TestServer.code(server.run("{" + command + ": " + value + "}")), command);
    }
    assertEquals(0, TestServer.code(server.run(As.open().on("admin"), "{listDatabases: " + value + "}")));
  }

  // ---- hints

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          '_id_'                   | 0
          {_id: 1}                 | 0
          {_id: 1.0}               | 0
          'by_n'                   | 0
          {n: 1, a: -1}            | 0
          {}                       | 0
          {$natural: 1}            | 0
          {$natural: -1}           | 0
          'nope'                   | 2
          ''                       | 2
          {n: 1}                   | 2
          {a: -1, n: 1}            | 2
          {n: 1, a: 1}             | 2
          {$natural: 2}            | 2
          'hidden'                 | 2
          5                        | 14
          """)
  void shouldRefuseAHintOnAnIndexThatIsNotThere(final String hint, final int code) {
    server.run("{createIndexes: 'c', indexes: [{key: {n: 1, a: -1}, name: 'by_n'}, {key: {h: 1}, name: 'hidden', "
        + "hidden: true}]}");
    final List<Integer> codes = Stream.of(
        "{find: 'c', hint: H}",
        "{aggregate: 'c', pipeline: [], cursor: {}, hint: H}",
        "{count: 'c', query: {n: 1}, hint: H}",
        "{count: 'c', hint: H}",
        "{findAndModify: 'c', query: {_id: 9}, remove: true, hint: H}",
        "{explain: {find: 'c', hint: H}}")
        .map(command -> TestServer.code(server.run(command.replace("H", hint))))
        .toList();
    assertEquals(Collections.nCopies(codes.size(), code), codes);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{update: 'c', updates: [{q: {_id: 9}, u: {$set: {a: 1}}, hint: 'nope'}]}",
    "{delete: 'c', deletes: [{q: {_id: 9}, limit: 0, hint: 'nope'}]}"})
  void shouldTellOfAWrongHintWhereItTellsOfAWrite(final String command) {
    final BsonDocument error = server.run(command).getArray("writeErrors").get(0).asDocument();
    assertEquals(2, error.getInt32("code").getValue());
  }

  @Test
  void shouldTakeAnyHintWhereThereIsNoCollection() {
    assertEquals(0, TestServer.code(server.run("{find: 'none', hint: 'nope'}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{find: 'c', hint: {$natural: -1}}", "{aggregate: 'c', pipeline: [], cursor: {}, hint: {$natural: -1}}"})
  void shouldReadBackwardsIfToldSo(final String command) {
    assertEquals("{\"_id\": 2, \"n\": 2}", TestServer.batch(server.run(command)).get(0));
  }

  @Test
  void shouldPassOverOptionsOfAnIndexThatNobodyKnows() {
    final String command = "{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a', nope: 1}]";
    assertEquals(40415, TestServer.code(server.run(command + "}")));
    assertEquals(0, TestServer.code(server.run(command + ", ignoreUnknownIndexOptions: true}")));
    assertEquals(
        "{\"v\": 2, \"key\": {\"a\": 1}, \"name\": \"a\"}",
        TestServer.batch(server.run("{listIndexes: 'c'}")).get(1));
  }

  @Test
  void shouldTakeWhatEveryCommandMayCarry() {
    assertEquals(
        0,
        TestServer.code(
            server.run(
                "{find: 'c', $db: 'test', lsid: {}, $readPreference: {mode: 'primary'}, readConcern: {level: 'local'}, "
                    + "comment: 5,"
                    + " maxTimeMS: 100000, apiVersion: '1', $clusterTime: {}, hint: {_id: 1}, allowDiskUse: true, "
                    + "noCursorTimeout: true}")));
  }

  // ---- privileges

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {find: 'c'}                                     | FIND
          {count: 'c'}                                    | FIND
          {distinct: 'c', key: 'n'}                       | FIND
          {aggregate: 'c', pipeline: [], cursor: {}}      | FIND
          {explain: {find: 'c'}}                          | FIND
          {insert: 'c', documents: [{}]}                  | INSERT
          {update: 'c', updates: [{q: {}, u: {$set: {a: 1}}}]} | UPDATE
          {update: 'c', updates: [{q: {}, u: {$set: {a: 1}}, upsert: true}]} | UPDATE INSERT
          {delete: 'c', deletes: [{q: {}, limit: 0}]}     | REMOVE
          {findAndModify: 'c', query: {}, remove: true}   | FIND REMOVE
          {findAndModify: 'c', query: {}, update: {$set: {a: 1}}} | FIND UPDATE
          {findAndModify: 'c', query: {}, update: {$set: {a: 1}}, upsert: true} | FIND UPDATE INSERT
          {create: 'x'}                                   | CREATE_COLLECTION
          {drop: 'c'}                                     | DROP_COLLECTION
          {dropDatabase: 1}                               | DROP_DATABASE
          {createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a'}]} | CREATE_INDEX
          {listIndexes: 'c'}                              | LIST_INDEXES
          {dropIndexes: 'c', index: '*'}                  | DROP_INDEX
          {listCollections: 1}                            | LIST_COLLECTIONS
          {collStats: 'c'}                                | COLL_STATS
          {aggregate: 'c', pipeline: [{$collStats: {}}], cursor: {}} | COLL_STATS
          {dbStats: 1}                                    | DB_STATS
          """)
  void shouldNeedEachPrivilege(final String command, final String needed) {
    final List<Action> actions = Stream.of(needed.split(" ")).map(Action::valueOf).toList();
    final As all = As.open().by(callerWith(actions));
    for (final Action missing : actions) {
      assertEquals(13, TestServer.code(server.run(As.open().by(callerWith(actions.stream().filter(a -> a !=
          missing).toList())), command)));
    }
    assertEquals(0, TestServer.code(server.run(all, command)));
  }

  private static Caller callerWith(final List<Action> actions) {
    final Privilege privilege = Privilege.of(Resource.database("test"), actions.toArray(Action[]::new));
    return Caller.authenticated(Owner.of("u", "admin"), Privileges.of(List.of(privilege)), "test");
  }

  @Test
  void shouldSayWhatIsNotAllowedBeforeItLooksAtTheBody() {
    final BsonDocument reply = server.run(As.open().by(callerWith(List.of())), "{find: 'c', filter: 5, nope: 1}");
    assertEquals(
        "13 not authorized on test to execute command { find: \"c\" }",
        TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
  }

  @Test
  void shouldNeedToReadWhatAPipelineJoins() {
    final Caller caller =
        Caller.authenticated(
            Owner.of("u", "admin"),
            Privileges.of(List.of(Privilege.of(Resource.collection("test", "c"), Action.FIND))),
            "test");
    assertEquals(
        List.of(13, 13, 13, 0),
        Stream.of(
            "[{$lookup: {from: 'd', localField: 'a', foreignField: 'b', as: 'x'}}]",
            "[{$unionWith: 'd'}]",
            "[{$facet: {a: [{$lookup: {from: 'c', pipeline: [{$unionWith: {coll: 'd'}}], as: 'x'}}]}}]",
            "[{$unionWith: 'c'}]")
            .map(pipeline -> TestServer.code(server.run(As.open().by(caller),
                "{aggregate: 'c', cursor: {}, pipeline: " + pipeline + "}")))
            .toList());
    assertEquals(13, TestServer.code(server.run(As.open().by(caller),
        "{explain: {aggregate: 'c', cursor: {}, pipeline: [{$unionWith: 'd'}]}}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$listLocalSessions", "$documents", "$collStats"})
  void shouldSayThatAStageIsNotTheFirstWhoeverAsks(final String stage) {
    final BsonDocument reply = server.run(
        As.open().by(callerWith(List.of())),
        "{aggregate: 1, cursor: {}, pipeline: [{$match: {}}, {" + stage + ": {}}]}");
    assertEquals(
        "40602 " + stage + " is only valid as the first stage in a pipeline",
        TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
  }

  @Test
  void shouldLeaveTheQuestionToAFirstStage() {
    assertEquals(
        0,
        TestServer.code(
            server.run(As.open().by(callerWith(List.of())),
                "{aggregate: 1, cursor: {}, pipeline: [{$listLocalSessions: {}}]}")));
  }
}
