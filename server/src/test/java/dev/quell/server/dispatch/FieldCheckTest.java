package dev.quell.server.dispatch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.command.CommandException;
import java.nio.charset.StandardCharsets;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What any command may carry, and the Stable API. */
class FieldCheckTest {
  private static void check(final BsonDocument command) {
    FieldCheck.check(FieldTable.of(command.getFirstKey()), command.getFirstKey(), command, true);
  }

  private static String refusal(final BsonDocument command) {
    final CommandException e = assertThrows(CommandException.class, () -> check(command));
    return e.code() + " " + e.getMessage();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {find: 'c', nope: 1}                                     | 40415 | BSON field 'find.nope' is an unknown field.
      {find: 'c', $nope: 1}                                    | 40415 | BSON field 'find.$nope' is an unknown field.
      {find: 'c', collation: {locale: 'de'}}                   | 115 | the option 'collation' of find is not supported
      {createIndexes: 'c', indexes: [], commitQuorum: 1}       | 2   | the option 'commitQuorum' of createIndexes is not supported
      {find: 'c', readConcern: 5}                              | 14  | BSON field 'readConcern' is the wrong type 'int', expected type 'object'
      {find: 'c', readConcern: {level: 5}}                     | 14  | BSON field 'readConcern.level' is the wrong type 'int', expected type 'string'
      {find: 'c', readConcern: {nope: 5}}                      | 40415 | BSON field 'readConcern.nope' is an unknown field.
      {find: 'c', readConcern: {level: 'nonsense'}}            | 2   | Enumeration value 'nonsense' for field 'readConcern.level' is not a valid value.
      {find: 'c', readConcern: {level: 'snapshot'}}            | 123 | node needs to be a replica set member to use readConcern: snapshot
      {find: 'c', readConcern: {level: 'linearizable'}}        | 123 | node needs to be a replica set member to use read concern
      {find: 'c', readConcern: {afterClusterTime: Timestamp(1, 1)}} | 123 | node needs to be a replica set member to use read concern
      {insert: 'c', documents: [], readConcern: {level: 'majority'}} | 72 | Command insert does not support { readConcern: { level: "majority" } } :: caused by :: read concern not supported
      {find: 'c', writeConcern: {w: 1}}                        | 72  | Command does not support writeConcern
      {killSessions: [], writeConcern: {w: 1}}                 | 72  | Command does not support writeConcern
      {insert: 'c', writeConcern: 5}                           | 14  | BSON field 'writeConcern' is the wrong type 'int', expected type 'object'
      {insert: 'c', writeConcern: {nope: 5}}                   | 9   | unrecognized write concern field: nope
      {insert: 'c', writeConcern: {w: 2}}                      | 2   | cannot use 'w' > 1 when a host is not replicated
      {insert: 'c', writeConcern: {w: -1}}                     | 9   | w has to be a non-negative number and not greater than 50
      {insert: 'c', writeConcern: {w: 51}}                     | 9   | w has to be a non-negative number and not greater than 50
      {insert: 'c', writeConcern: {w: true}}                   | 9   | w has to be a number or a string
      {insert: 'c', writeConcern: {w: 'dc2'}}                  | 2   | cannot use non-majority 'w' mode "dc2" when a host is not a member of a replica set
      {insert: 'c', writeConcern: {j: 'x'}}                    | 9   | j must be numeric or a boolean value
      {insert: 'c', writeConcern: {wtimeout: 'x'}}             | 9   | wtimeout must be a number
      {find: 'c', $readPreference: {mode: 'x'}}                | 9   | Could not parse $readPreference mode 'x'. Only the modes 'primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', and 'nearest' are supported.
      {ping: 1, lsid: {}, txnNumber: {$numberLong: '1'}}       | 20  | Transaction numbers are only allowed on a replica set member or mongos
      {ping: 1, autocommit: false}                             | 20  | Transaction numbers are only allowed on a replica set member or mongos
      {ping: 1, apiVersion: '2'}                               | 322 | API version must be "1"
      {ping: 1, apiVersion: ''}                                | 322 | API version must be "1"
      {ping: 1, apiVersion: 1}                                 | 14  | BSON field 'apiVersion' is the wrong type 'int', expected type 'string'
      {ping: 1, apiVersion: '1', apiStrict: 1}                 | 14  | BSON field 'apiStrict' is the wrong type 'int', expected type 'bool'
      {ping: 1, apiVersion: '1', apiDeprecationErrors: 'x'}    | 14  | BSON field 'apiDeprecationErrors' is the wrong type 'string', expected type 'bool'
      {ping: 1, apiStrict: true}                               | 4886600 | Provided apiStrict and/or apiDeprecationErrors without passing apiVersion
      {ping: 1, apiDeprecationErrors: false}                   | 4886600 | Provided apiStrict and/or apiDeprecationErrors without passing apiVersion
      {find: 'c', noCursorTimeout: true, apiVersion: '1', apiStrict: true} | 323 | BSON field 'find.noCursorTimeout' is not allowed with apiStrict:true.
      {aggregate: 'c', explain: false, apiVersion: '1', apiStrict: true} | 323 | BSON field 'aggregate.explain' is not allowed with apiStrict:true.
      {aggregate: 1, pipeline: [{$currentOp: {}}], apiVersion: '1', apiStrict: true} | 323 | $currentOp is not allowed with 'apiStrict: true' in API Version 1
      {aggregate: 'c', pipeline: [{$match: {}}, {$listSessions: {}}], apiVersion: '1', apiStrict: true} | 323 | $listSessions is not allowed with 'apiStrict: true' in API Version 1
      {aggregate: 'c', pipeline: [{$collStats: {storageStats: {}}}], apiVersion: '1', apiStrict: true} | 323 | $collStats is not allowed with 'apiStrict: true' in API Version 1
      {explain: {killAllSessions: []}, apiVersion: '1', apiStrict: true} | 323 | Provided apiStrict:true, but the command killAllSessions is not in API Version 1. Information on supported commands and migrations in API Version 1 can be found at https://dochub.mongodb.org/core/manual-versioned-api.
      {explain: {find: 'c', noCursorTimeout: true}, apiVersion: '1', apiStrict: true} | 323 | BSON field 'find.noCursorTimeout' is not allowed with apiStrict:true.
      {explain: {aggregate: 'c', pipeline: [{$listSessions: {}}]}, apiVersion: '1', apiStrict: true} | 323 | $listSessions is not allowed with 'apiStrict: true' in API Version 1
      """)
  void shouldRefuse(final String command, final int code, final String message) {
    assertEquals(code + " " + message, refusal(BsonDocument.parse(command)));
    assertEquals(code + " " + message, refusal(RawBsonDocument.parse(command)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{find: 'c', collation: {}, let: {}, tailable: false, min: null}",
    "{find: 'c', collation: {locale: 'simple'}}",
    "{find: 'c', readConcern: {}, $readPreference: {mode: 'secondary'}}",
    "{find: 'c', readConcern: null, writeConcern: null}",
    "{find: 'c', readConcern: {level: 'local'}}",
    "{find: 'c', readConcern: {level: 'majority'}}",
    "{find: 'c', readConcern: {level: 'available'}}",
    "{insert: 'c', readConcern: {level: 'local'}, writeConcern: {w: 'majority', j: true, wtimeout: 5}}",
    "{insert: 'c', writeConcern: {w: 0}}",
    "{endSessions: [], writeConcern: {w: 0}}",
    "{insert: 'c', writeConcern: {w: {$numberLong: '1'}, j: 0}}",
    "{find: 'c', lsid: {}, comment: 5, $db: 'x', $clusterTime: {}, maxTimeMS: 5}",
    "{find: 'c', apiVersion: '1', apiStrict: true, apiDeprecationErrors: true}",
    "{aggregate: 'c', pipeline: [{$collStats: {count: {}}}], apiVersion: '1', apiStrict: true}",
    "{aggregate: 'c', pipeline: [5, {}], apiVersion: '1', apiStrict: true}",
    "{explain: {find: 'c'}, apiVersion: '1', apiStrict: true}",
    "{explain: {}, apiVersion: '1', apiStrict: true}",
    "{ping: 1, nope: 1}",
    "{nobody: 1, knows: 1}"})
  void shouldTake(final String command) {
    assertDoesNotThrow(() -> check(BsonDocument.parse(command)));
    assertDoesNotThrow(() -> check(RawBsonDocument.parse(command)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "ping", "hello", "find", "getMore", "insert", "update", "delete", "findAndModify", "aggregate", "count", "explain",
    "create", "drop", "dropDatabase", "createIndexes", "dropIndexes", "listCollections", "listDatabases", "listIndexes",
    "endSessions", "refreshSessions", "killCursors", "saslStart", "saslContinue", "authenticate"})
  void shouldKeepTheStableApi(final String command) {
    assertDoesNotThrow(() -> check(BsonDocument.parse("{" + command + ": 1, apiVersion: '1', apiStrict: true}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "killSessions", "killAllSessions", "killAllSessionsByPattern", "killOp", "currentOp", "startSession", "distinct",
    "serverStatus", "buildInfo", "isMaster", "usersInfo", "createUser", "collStats", "dbStats", "sleep", "getLog",
    "listCommands"})
  void shouldRefuseWhatIsOutsideOfTheStableApi(final String command) {
    assertEquals(
        "323 Provided apiStrict:true, but the command " + command + " is not in API Version 1. Information on supported"
            + " commands and migrations in API Version 1 can be found at"
            + " https://dochub.mongodb.org/core/manual-versioned-api.",
        refusal(BsonDocument.parse("{" + command + ": 1, apiVersion: '1', apiStrict: true}")));
    assertDoesNotThrow(() -> check(BsonDocument.parse("{" + command + ": 1, apiVersion: '1'}")));
  }

  @Test
  void shouldRefuseAFieldThatIsThereTwice() {
    final byte[] once = bytes("{find: 1, skip: 1, limi: 1}");
    final String text = new String(once, StandardCharsets.ISO_8859_1).replace("limi", "skip");
    final RawBsonDocument twice = new RawBsonDocument(text.getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("40413 BSON field 'find.skip' is a duplicate field", refusal(twice));
  }

  private static byte[] bytes(final String json) {
    final RawBsonDocument raw = RawBsonDocument.parse(json);
    final byte[] bytes = new byte[raw.getByteBuffer().remaining()];
    raw.getByteBuffer().get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"9999, 0", "10000, 16"})
  void shouldLookAtSoManyFieldsAndNoMore(final int more, final int code) {
    final BsonDocument command = new BsonDocument("ping", BsonBoolean.TRUE);
    for (int i = 0; i < more; i++) {
      command.append("f" + i, BsonBoolean.TRUE);
    }
    if (code == 0) {
      assertDoesNotThrow(() -> check(command));
    } else {
      assertEquals("16 a command has too many fields, expected at most 10000", refusal(command));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{killSessions: [], lsid: {}, txnNumber: {$numberLong: '1'}}"})
  void shouldLeaveTransactionsToACommandThatDoesNotRunInItsSession(final String command) {
    assertDoesNotThrow(() -> FieldCheck.check(
        FieldTable.of("killSessions"), "killSessions", BsonDocument.parse(command), false));
  }
}
