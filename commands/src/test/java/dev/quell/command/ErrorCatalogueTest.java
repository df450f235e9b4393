package dev.quell.command;

import static dev.quell.command.House.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.Owner;
import dev.quell.Uid;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the catalogue of errors, for each command that can give it: number and text. */
class ErrorCatalogueTest {
  private static final String BY_PATTERN = "KillAllSessionsByPatternCmd.killAllSessionsByPattern";
  private static final String ALL = "KillAllSessionsCmd.killAllSessions";
  private static final String SOME = "KillSessionsCmd.killSessions";
  private static final String UUID_LENGTH = "uuid must be a 16-byte binary field with UUID (4) subtype";
  private static final String TXN = "Cannot specify txnNumber in lsid without specifying txnUUID";

  private static final String TOGETHER = "Cannot use 'minRunningMs' together with 'only: \"cursors\"'";

  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  private record Row(String command, int code, String message) {
    @Override
    public String toString() {
      return code + " " + command;
    }
  }

  private static Row row(final String command, final int code, final String message) {
    return new Row(command, code, message);
  }

  private static String wrong(final String path, final String type, final String expected) {
    return "BSON field '" + path + "' is the wrong type '" + type + "', expected type '" + expected + "'";
  }

  private static String wrongBinary(final String path, final String type, final String expected) {
    return "BSON field '" + path + "' is the wrong binData type '" + type + "', expected type '" + expected + "'";
  }

  private static String unknown(final String path) {
    return "BSON field '" + path + "' is an unknown field.";
  }

  private static String missing(final String path) {
    return "BSON field '" + path + "' is missing but a required field";
  }

  private static String duplicate(final String path) {
    return "BSON field '" + path + "' is a duplicate field";
  }

  private static String negative(final String struct) {
    return "BSON field '" + struct + ".minRunningMs' must be a number that is not negative";
  }

  /** One pattern after an empty one, which alone would kill everything. */
  private static Row pattern(final String pattern, final int code, final String message) {
    return row("{killAllSessionsByPattern: [{}, " + pattern + "]}", code, message);
  }

  private static Row user(final String user, final int code, final String message) {
    return row("{killAllSessions: [" + user + "]}", code, message);
  }

  private static Row some(final String session, final int code, final String message) {
    return row("{killSessions: [" + session + "]}", code, message);
  }

  static final Row[] PATTERNS = {
    row("{killAllSessionsByPattern: 'x'}", 14, wrong(BY_PATTERN, "string", "array")),
    row("{killAllSessionsByPattern: {}}", 14, wrong(BY_PATTERN, "object", "array")),
    row("{killAllSessionsByPattern: null}", 14, wrong(BY_PATTERN, "null", "array")),
    row("{killAllSessionsByPattern: undefined}", 14, wrong(BY_PATTERN, "undefined", "array")),
    row("{killAllSessionsByPattern: ['x']}", 14, wrong(BY_PATTERN + ".0", "string", "object")),
    row("{killAllSessionsByPattern: [null]}", 14, wrong(BY_PATTERN + ".0", "null", "object")),
    row("{killAllSessionsByPattern: [[]]}", 14, wrong(BY_PATTERN + ".0", "array", "object")),
    pattern("1", 14, wrong(BY_PATTERN + ".1", "int", "object")),
    pattern("{x: 1}", 40415, unknown(BY_PATTERN + ".x")),
    pattern("{uid: #ann, uid: #ann}", 40413, duplicate(BY_PATTERN + ".uid")),
    pattern("{lsid: {id: #1}, lsid: {id: #1}}", 40413, duplicate(BY_PATTERN + ".lsid")),
    pattern("{users: [], users: []}", 40413, duplicate(BY_PATTERN + ".users")),
    pattern("{lsid: null}", 14, wrong(BY_PATTERN + ".lsid", "null", "object")),
    pattern("{uid: null}", 14, wrong(BY_PATTERN + ".uid", "null", "binData")),
    pattern("{users: null}", 14, wrong(BY_PATTERN + ".users", "null", "array")),
    pattern("{roles: null}", 14, wrong(BY_PATTERN + ".roles", "null", "array")),
    pattern("{users: [null]}", 14, wrong(BY_PATTERN + ".users.0", "null", "object")),
    pattern("{lsid: 'x'}", 14, wrong(BY_PATTERN + ".lsid", "string", "object")),
    pattern("{lsid: []}", 14, wrong(BY_PATTERN + ".lsid", "array", "object")),
    pattern("{lsid: {}}", 40414, missing(BY_PATTERN + ".lsid.id")),
    pattern("{lsid: {uid: #ann}}", 40414, missing(BY_PATTERN + ".lsid.id")),
    pattern("{lsid: {id: #1, x: 1}}", 40415, unknown(BY_PATTERN + ".lsid.x")),
    pattern("{lsid: {id: #1, id: #1}}", 40413, duplicate(BY_PATTERN + ".lsid.id")),
    pattern("{lsid: {id: 'x'}}", 14, wrong(BY_PATTERN + ".lsid.id", "string", "binData")),
    pattern("{lsid: {id: null}}", 14, wrong(BY_PATTERN + ".lsid.id", "null", "binData")),
    pattern("{lsid: {id: BinData(1, 'AAAAAAAAAAAAAAAAAAAAAA==')}}", 14,
        wrongBinary(BY_PATTERN + ".lsid.id", "function", "UUID")),
    pattern("{lsid: {id: BinData(3, 'AAAAAAAAAAAAAAAAAAAAAA==')}}", 14,
        wrongBinary(BY_PATTERN + ".lsid.id", "UUID(deprecated)", "UUID")),
    pattern("{lsid: {id: BinData(4, 'AAAA')}}", 207, UUID_LENGTH),
    pattern("{lsid: {id: #1, uid: 'x'}}", 14, wrong(BY_PATTERN + ".lsid.uid", "string", "binData")),
    pattern("{lsid: {id: #1, uid: BinData(1, 'AAAA')}}", 14,
        wrongBinary(BY_PATTERN + ".lsid.uid", "function", "general")),
    pattern("{lsid: {id: #1, uid: BinData(0, 'AAAA')}}", 12, "Unsupported SHA256Block hash length: 3"),
    pattern("{lsid: {id: #1, txnNumber: NumberLong(1)}}", 72, TXN),
    pattern("{lsid: {id: #1, txnNumber: 'x'}}", 14, wrong(BY_PATTERN + ".lsid.txnNumber", "string", "long")),
    pattern("{lsid: {id: #1, txnUUID: 'x'}}", 14, wrong(BY_PATTERN + ".lsid.txnUUID", "string", "binData")),
    pattern("{lsid: {id: #1, txnUUID: #2}}", 72, "Cannot kill a child session"),
    pattern("{lsid: {id: #1, txnNumber: NumberLong(1), txnUUID: #2}}", 72, "Cannot kill a child session"),
    pattern("{uid: 'x'}", 14, wrong(BY_PATTERN + ".uid", "string", "binData")),
    pattern("{uid: true}", 14, wrong(BY_PATTERN + ".uid", "bool", "binData")),
    pattern("{uid: BinData(4, 'AAAA')}", 14, wrongBinary(BY_PATTERN + ".uid", "UUID", "general")),
    pattern("{uid: BinData(0, '')}", 12, "Unsupported SHA256Block hash length: 0"),
    pattern("{users: 'x'}", 14, wrong(BY_PATTERN + ".users", "string", "array")),
    pattern("{roles: 1.5}", 14, wrong(BY_PATTERN + ".roles", "double", "array")),
    pattern("{users: ['x']}", 14, wrong(BY_PATTERN + ".users.0", "string", "object")),
    pattern("{roles: [{role: 'r', db: 'd'}, 1]}", 14, wrong(BY_PATTERN + ".roles.1", "int", "object")),
    pattern("{users: [{}]}", 40414, missing(BY_PATTERN + ".users.user")),
    pattern("{users: [{user: 'u'}]}", 40414, missing(BY_PATTERN + ".users.db")),
    pattern("{users: [{db: 'd'}]}", 40414, missing(BY_PATTERN + ".users.user")),
    pattern("{roles: [{}]}", 40414, missing(BY_PATTERN + ".roles.role")),
    pattern("{roles: [{role: 'r'}]}", 40414, missing(BY_PATTERN + ".roles.db")),
    pattern("{users: [{user: 'u', db: 'd', x: 1}]}", 40415, unknown(BY_PATTERN + ".users.x")),
    pattern("{roles: [{role: 'r', db: 'd', user: 'u'}]}", 40415, unknown(BY_PATTERN + ".roles.user")),
    pattern("{users: [{user: 'u', user: 'u', db: 'd'}]}", 40413, duplicate(BY_PATTERN + ".users.user")),
    pattern("{roles: [{role: 'r', db: 'd', db: 'd'}]}", 40413, duplicate(BY_PATTERN + ".roles.db")),
    pattern("{users: [{user: 1, db: 'd'}]}", 14, wrong(BY_PATTERN + ".users.user", "int", "string")),
    pattern("{users: [{user: 'u', db: true}]}", 14, wrong(BY_PATTERN + ".users.db", "bool", "string")),
    pattern("{roles: [{role: null, db: 'd'}]}", 14, wrong(BY_PATTERN + ".roles.role", "null", "string")),
    pattern("{roles: [{role: '', db: 'd'}]}", 2, "BSON field '" + BY_PATTERN + ".roles.role' must not be empty"),
    // in the order of the document, and what is missing last
    pattern("{x: 1, uid: 'x'}", 40415, unknown(BY_PATTERN + ".x")),
    pattern("{uid: 'x', x: 1}", 14, wrong(BY_PATTERN + ".uid", "string", "binData")),
    pattern("{lsid: {x: 1}}", 40415, unknown(BY_PATTERN + ".lsid.x")),
    pattern("{lsid: {uid: 1}, x: 1}", 14, wrong(BY_PATTERN + ".lsid.uid", "int", "binData")),
    pattern("{lsid: {txnNumber: NumberLong(1)}}", 40414, missing(BY_PATTERN + ".lsid.id")),
  };

  static final Row[] KILLS = {
    row("{killAllSessions: 'x'}", 14, wrong(ALL, "string", "array")),
    row("{killAllSessions: null}", 14, wrong(ALL, "null", "array")),
    user("'x'", 14, wrong(ALL + ".0", "string", "object")),
    user("null", 14, wrong(ALL + ".0", "null", "object")),
    user("{user: 'u', db: 'd'}, 1", 14, wrong(ALL + ".1", "int", "object")),
    user("{}", 40414, missing(ALL + ".user")),
    user("{user: 'u'}", 40414, missing(ALL + ".db")),
    user("{db: 'd'}", 40414, missing(ALL + ".user")),
    user("{user: 'u', db: 'd', x: 1}", 40415, unknown(ALL + ".x")),
    user("{user: 'u', db: 'd', user: 'u'}", 40413, duplicate(ALL + ".user")),
    user("{user: true, db: 'd'}", 14, wrong(ALL + ".user", "bool", "string")),
    user("{user: 'u', db: null}", 14, wrong(ALL + ".db", "null", "string")),
    row("{killSessions: 'x'}", 14, wrong(SOME, "string", "array")),
    row("{killSessions: null}", 14, wrong(SOME, "null", "array")),
    some("'x'", 14, wrong(SOME + ".0", "string", "object")),
    some("null", 14, wrong(SOME + ".0", "null", "object")),
    some("{}", 40414, missing(SOME + ".id")),
    some("{id: 'x'}", 14, wrong(SOME + ".id", "string", "binData")),
    some("{id: BinData(1, 'AAAA')}", 14, wrongBinary(SOME + ".id", "function", "UUID")),
    some("{id: BinData(4, 'AAAA')}", 207, UUID_LENGTH),
    some("{id: #1, uid: 'x'}", 14, wrong(SOME + ".uid", "string", "binData")),
    some("{id: #1, uid: BinData(1, 'AAAA')}", 14, wrongBinary(SOME + ".uid", "function", "general")),
    some("{id: #1, uid: BinData(0, 'AAAA')}", 12, "Unsupported SHA256Block hash length: 3"),
    some("{id: #1, x: 1}", 40415, unknown(SOME + ".x")),
    some("{id: #1, id: #1}", 40413, duplicate(SOME + ".id")),
    some("{id: #1, txnNumber: NumberLong(1)}", 72, TXN),
    some("{id: #1, txnUUID: #2}", 72, "Cannot kill a child session"),
    row("{killAllSessions: [], report: 'x'}", 14,
        "BSON field 'KillAllSessionsCmd.report' is the wrong type 'string', expected types"
            + " '[bool, long, int, decimal, double]'"),
    row("{killAllSessions: [], report: true, report: true}", 40413, duplicate("KillAllSessionsCmd.report")),
    row("{killAllSessions: [], comment: 1, comment: 1}", 40413, duplicate("KillAllSessionsCmd.comment")),
    row("{killAllSessions: [], killAllSessions: []}", 40413, duplicate("KillAllSessionsCmd.killAllSessions")),
    row("{killAllSessions: [], minRunningMs: 'x'}", 14,
        "BSON field 'KillAllSessionsCmd.minRunningMs' is the wrong type 'string', expected types"
            + " '[long, int, decimal, double]'"),
    row("{killSessions: [], minRunningMs: null}", 14,
        "BSON field 'KillSessionsCmd.minRunningMs' is the wrong type 'null', expected types"
            + " '[long, int, decimal, double]'"),
    row("{killAllSessions: [], minRunningMs: -1}", 2, negative("KillAllSessionsCmd")),
    row("{killSessions: [], minRunningMs: -0.1}", 2, negative("KillSessionsCmd")),
    row("{killAllSessions: [], minRunningMs: NumberLong(-1)}", 2, negative("KillAllSessionsCmd")),
    row("{killAllSessions: [], minRunningMs: NumberDecimal('-1E-9')}", 2, negative("KillAllSessionsCmd")),
    row("{killAllSessions: [], minRunningMs: NumberDecimal('NaN')}", 2, negative("KillAllSessionsCmd")),
    row("{killAllSessionsByPattern: [], minRunningMs: 1, minRunningMs: 1}", 40413,
        duplicate("KillAllSessionsByPatternCmd.minRunningMs")),
    row("{killAllSessionsByPattern: [], only: 1}", 14, wrong("KillAllSessionsByPatternCmd.only", "int", "string")),
    row("{killAllSessions: [], only: null}", 14, wrong("KillAllSessionsCmd.only", "null", "string")),
    row("{killSessions: [], only: 'Cursors'}", 2,
        "Enumeration value 'Cursors' for field 'KillSessionsCmd.only' is not a valid value."),
    row("{killSessions: [], only: 'cursors', only: 'cursors'}", 40413, duplicate("KillSessionsCmd.only")),
    row("{killAllSessions: [], only: 'cursors', minRunningMs: 0}", 72, TOGETHER),
    row("{killAllSessions: [], minRunningMs: 5, only: 'cursors'}", 72, TOGETHER),
    // their own session is checked
    row("{killAllSessions: [], lsid: 'x'}", 14, wrong("OperationSessionInfo.lsid", "string", "object")),
    row("{killSessions: [], lsid: {}}", 40414, missing("OperationSessionInfo.lsid.id")),
    row("{killAllSessionsByPattern: [], lsid: {id: #1, txnUUID: #2}}", 72,
        "Internal sessions are only allowed for internal clients"),
    row("{killAllSessionsByPattern: [], txnNumber: NumberLong(1)}", 72,
        "Transaction number requires a session ID to also be specified"),
  };

  static Stream<Row> sessions() {
    return Stream.of("refreshSessions", "endSessions").flatMap(ErrorCatalogueTest::sessions);
  }

  private static Stream<Row> sessions(final String command) {
    final String array = command + "." + command;
    final String element = array + "FromClient";
    final String child =
        command.equals("endSessions")
            ? "Cannot specify a child session id " + House.id(1) + " - " + Uid.UNAUTHENTICATED + " -  - "
                + House.id(2)
            : "Internal sessions are only allowed for internal clients";
    return Stream.of(
        row("{" + command + ": 'x'}", 14, wrong(array, "string", "array")),
        row("{" + command + ": null}", 14, wrong(array, "null", "array")),
        row("{" + command + ": ['x']}", 14, wrong(element + ".0", "string", "object")),
        row("{" + command + ": [null]}", 14, wrong(element + ".0", "null", "object")),
        row("{" + command + ": [{}]}", 40414, missing(element + ".id")),
        row("{" + command + ": [{id: 'x'}]}", 14, wrong(element + ".id", "string", "binData")),
        row("{" + command + ": [{id: BinData(1, 'AAAA')}]}", 14, wrongBinary(element + ".id", "function", "UUID")),
        row("{" + command + ": [{id: BinData(4, 'AAAA')}]}", 207, UUID_LENGTH),
        row("{" + command + ": [{id: #1, uid: 1}]}", 14, wrong(element + ".uid", "int", "binData")),
        row("{" + command + ": [{id: #1, uid: BinData(0, 'AAAA')}]}", 12, "Unsupported SHA256Block hash length: 3"),
        row("{" + command + ": [{id: #1, x: 1}]}", 40415, unknown(element + ".x")),
        row("{" + command + ": [{id: #1, id: #1}]}", 40413, duplicate(element + ".id")),
        row("{" + command + ": [{id: #1, txnNumber: NumberLong(1)}]}", 72, TXN),
        row("{" + command + ": [{id: #1, txnUUID: #2}]}", 72, child),
        row("{" + command + ": [], x: 1}", 40415, unknown(command + ".x")),
        row("{" + command + ": [], x: 1, lsid: 1}", 40415, unknown(command + ".x")),
        row("{" + command + ": [], " + command + ": []}", 40413, duplicate(command + "." + command)));
  }

  static final Row[] OTHERS = {
    row("{}", 59, "no such command: ''"),
    row("{x: 1}", 59, "no such command: 'x'"),
    row("{explain: 1}", 14, wrong("explain.explain", "int", "object")),
    row("{explain: null}", 14, wrong("explain.explain", "null", "object")),
    row("{explain: {}}", 59, "Explain failed due to unknown command: "),
    row("{explain: {find: 'c'}}", 59, "Explain failed due to unknown command: find"),
    row("{explain: {killAllSessions: 1}}", 14, wrong(ALL, "int", "array")),
    row("{explain: {killAllSessions: []}, verbosity: 1}", 14, wrong("explain.verbosity", "int", "string")),
    row("{explain: {killAllSessions: []}, verbosity: 'x'}", 2,
        "Enumeration value 'x' for field 'explain.verbosity' is not a valid value."),
    row("{explain: {killAllSessions: []}, x: 1}", 40415, unknown("explain.x")),
    row("{explain: {killAllSessions: []}, explain: {}}", 40413, duplicate("explain.explain")),
    row("{explain: {killAllSessions: []}, verbosity: 'queryPlanner', verbosity: 'queryPlanner'}", 40413,
        duplicate("explain.verbosity")),
  };

  private static void assertRefused(final Row row, final BsonDocument reply) {
    assertEquals(
        new BsonDocument("ok", new BsonDouble(0))
            .append("errmsg", new BsonString(row.message))
            .append("code", new BsonInt32(row.code))
            .append("codeName", new BsonString(ErrorCode.nameOf(row.code))),
        reply);
  }

  @ParameterizedTest
  @FieldSource({"PATTERNS", "KILLS", "OTHERS"})
  @MethodSource("sessions")
  void shouldRefuseACommandFromTheWire(final Row row) {
    assertRefused(row, house.commands.run(House.open(), "admin", House.raw(row.command)));
  }

  static Stream<Row> withoutDuplicates() {
    return Stream.of(Stream.of(PATTERNS), Stream.of(KILLS), Stream.of(OTHERS), sessions())
        .flatMap(rows -> rows)
        .filter(row -> row.code != 40413);
  }

  @ParameterizedTest
  @MethodSource("withoutDuplicates")
  void shouldRefuseADecodedCommandInTheSameWay(final Row row) {
    assertRefused(row, house.commands.run(House.open(), "admin", House.decoded(row.command)));
  }

  @ParameterizedTest
  @MethodSource("withoutDuplicates")
  void shouldRefuseACommandOfOneWhoMayDoEverythingInTheSameWay(final Row row) {
    final BsonDocument reply =
        house.commands.run(House.everything(ANN), "admin", House.raw(row.command));
    assertEquals(row.code, reply.getInt32("code").getValue());
  }

  @ParameterizedTest
  @FieldSource({"PATTERNS", "KILLS", "OTHERS"})
  void shouldKillNothingWithABadCommand(final Row row) {
    house.fill();
    house.run(House.open(), row.command);
    assertEquals("", house.killed());
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void shouldNeitherOpenNorEndASessionWithABadCommand(final Row row) {
    house.session(7, Owner.unauthenticated());
    house.run(House.open(), row.command.replaceFirst("\\[", "[{id: #7}, {id: #8}, ").replace(", ]", "]"));
    house.commands.sweep();
    assertEquals(1, house.core.telemetry().sessions());
  }
}
