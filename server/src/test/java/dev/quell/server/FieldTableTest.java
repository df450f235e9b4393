package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import dev.quell.server.dispatch.FieldRow;
import dev.quell.server.dispatch.FieldRow.Treatment;
import dev.quell.server.dispatch.FieldTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonMinKey;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of fields against the commands of a whole server, and against the document that tells of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FieldTableTest {
  /** Stops the server. */
  private static final String SHUTDOWN = "shutdown";
  /** Takes what is of a wrong type as absent. */
  private static final Set<String> FORGIVING = Set.of("hello", "isMaster");

  /** A command for each row that has fields, as short as it can be. Those that are not here are their own name. */
  private static final Map<String, String> COMMANDS = Map.ofEntries(
      Map.entry("find", "{find: 'c'}"),
      Map.entry("getMore", "{getMore: {$numberLong: '5'}, collection: 'c'}"),
      Map.entry("aggregate", "{aggregate: 'c', pipeline: [], cursor: {}}"),
      Map.entry("count", "{count: 'c'}"),
      Map.entry("distinct", "{distinct: 'c', key: 'n'}"),
      Map.entry("explain", "{explain: {find: 'c'}}"),
      Map.entry("insert", "{insert: 'c', documents: [{}]}"),
      Map.entry("update", "{update: 'c', updates: [{q: {}, u: {$set: {a: 1}}}]}"),
      Map.entry("delete", "{delete: 'c', deletes: [{q: {_id: 0}, limit: 0}]}"),
      Map.entry("findAndModify", "{findAndModify: 'c', update: {$set: {a: 1}}}"),
      Map.entry("create", "{create: 'x'}"),
      Map.entry("drop", "{drop: 'y'}"),
      Map.entry("createIndexes", "{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a'}]}"),
      Map.entry("listIndexes", "{listIndexes: 'c'}"),
      Map.entry("dropIndexes", "{dropIndexes: 'c', index: '*'}"),
      Map.entry("collStats", "{collStats: 'c'}"),
      Map.entry("killSessions", "{killSessions: [{id: UUID('00000000-0000-0000-0000-000000000001')}]}"),
      Map.entry("killAllSessions", "{killAllSessions: [{user: 'nobody', db: 'x'}]}"),
      Map.entry("killAllSessionsByPattern", "{killAllSessionsByPattern: [{users: []}]}"),
      Map.entry("killOp", "{killOp: 1, op: 0}"),
      Map.entry("killCursors", "{killCursors: 'c', cursors: []}"),
      Map.entry("saslStart", "{saslStart: 1, mechanism: 'none', payload: {$binary: {base64: '', subType: '00'}}}"),
      Map.entry("saslContinue",
          "{saslContinue: 1, conversationId: 1, payload: {$binary: {base64: '', subType: '00'}}}"),
      Map.entry("createUser", "{createUser: 'nobody', pwd: 'x', roles: []}"),
      Map.entry("updateUser", "{updateUser: 'nobody', roles: []}"),
      Map.entry("grantRolesToUser", "{grantRolesToUser: 'nobody', roles: ['read']}"),
      Map.entry("revokeRolesFromUser", "{revokeRolesFromUser: 'nobody', roles: ['read']}"),
      Map.entry("createRole", "{createRole: 'read', privileges: [], roles: []}"),
      Map.entry("updateRole", "{updateRole: 'none', privileges: []}"),
      Map.entry("grantRolesToRole", "{grantRolesToRole: 'none', roles: ['read']}"),
      Map.entry("revokeRolesFromRole", "{revokeRolesFromRole: 'none', roles: ['read']}"),
      Map.entry("grantPrivilegesToRole",
          "{grantPrivilegesToRole: 'none', privileges: [{resource: {cluster: true}, actions: ['inprog']}]}"),
      Map.entry("revokePrivilegesFromRole",
          "{revokePrivilegesFromRole: 'none', privileges: [{resource: {cluster: true}, actions: ['inprog']}]}"),
      Map.entry("profile", "{profile: -1}"),
      Map.entry("sleep", "{sleep: 1, millis: 0}"));

  /** What asks for something, for fields that are refused or make no difference; the others are true. */
  private static final Map<String, String> VALUES = Map.ofEntries(
      Map.entry("collation", "{locale: 'en'}"),
      Map.entry("let", "{a: 1}"),
      Map.entry("find.min", "{a: 1}"),
      Map.entry("find.max", "{a: 1}"),
      Map.entry("count.fields", "{a: 1}"),
      Map.entry("size", "4096"),
      Map.entry("create.max", "5"),
      Map.entry("timeseries", "{timeField: 't'}"),
      Map.entry("expireAfterSeconds", "5"),
      Map.entry("clusteredIndex", "{key: {_id: 1}, unique: true}"),
      Map.entry("changeStreamPreAndPostImages", "{enabled: true}"),
      Map.entry("validator", "{a: 1}"),
      Map.entry("viewOn", "'c'"),
      Map.entry("pipeline", "[{$match: {}}]"),
      Map.entry("encryptedFields", "{fields: []}"),
      Map.entry("idIndex", "{key: {_id: 1}, name: '_id_'}"),
      Map.entry("storageEngine", "{wiredTiger: {}}"),
      Map.entry("validationLevel", "'strict'"),
      Map.entry("validationAction", "'error'"),
      Map.entry("indexOptionDefaults", "{storageEngine: {}}"),
      Map.entry("commitQuorum", "'majority'"),
      Map.entry("authenticationRestrictions", "[{clientSource: ['127.0.0.1']}]"),
      Map.entry("slowms", "5"),
      Map.entry("sampleRate", "0.5"),
      Map.entry("filter", "{op: 'query'}"),
      Map.entry("initialSync", "1"),
      Map.entry("$clusterTime", "{clusterTime: Timestamp(1, 1)}"),
      Map.entry("$queryOptions", "{}"),
      Map.entry("$audit", "{}"),
      Map.entry("$client", "{}"));

  private TestServer server;
  private MongoClient client;

  @BeforeAll
  void start() throws StartException {
    server = TestServer.open();
    client = server.client();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  // ---- the rows

  @Test
  void shouldHaveARowForEachCommandAndForNothingElse() {
    final Set<String> commands = new TreeSet<>(
        run("admin", BsonDocument.parse("{listCommands: 1}")).getDocument("commands").keySet());
    final Set<String> rows = FieldTable.rows().stream()
        .skip(1)
        .flatMap(row -> row.names().stream())
        .filter(name -> !name.contains(".") && !name.startsWith("$"))
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(commands, rows);
  }

  private static Stream<FieldRow> commands() {
    return FieldTable.rows().stream()
        .skip(1)
        .filter(row -> !row.names().get(0).contains(".") && !row.names().get(0).startsWith("$"))
        .filter(row -> !row.names().get(0).equals(SHUTDOWN));
  }

  private Stream<DynamicTest> each(
      final Treatment treatment, final Predicate<FieldRow> some, final Check check) {
    return commands().filter(some).flatMap(row -> row.fields().entrySet().stream()
        .filter(field -> field.getValue() == treatment)
        .map(field -> DynamicTest.dynamicTest(
            row.names().get(0) + "." + field.getKey(), () -> check.of(row, field.getKey()))));
  }

  private interface Check {
    void of(FieldRow row, String field);
  }

  // ---- what becomes of a field

  @TestFactory
  Stream<DynamicTest> shouldReadWhatItSaysThatItReads() {
    return each(Treatment.READ, row -> !FORGIVING.contains(row.names().get(0)), (row, field) -> {
      final String without = outcome(row, command(row));
      final String with = outcome(row, command(row).append(field, new BsonMinKey()));
      assertTrue(!with.equals("0") && !with.equals(without), () -> "it makes no difference: " + with);
    });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseWhatItSaysThatItRefuses() {
    return each(Treatment.REFUSED, row -> true, (row, field) -> {
      final String name = row.names().get(0);
      assertEquals(
          row.code() + " the option '" + field + "' of " + name + " is not supported",
          outcome(row, command(row).append(field, value(name, field))));
    });
  }

  @TestFactory
  Stream<DynamicTest> shouldDoTheSameWithWhatHasNoEffect() {
    return each(Treatment.NO_EFFECT, row -> !row.names().get(0).equals("create"), (row, field) -> assertEquals(
        outcome(row, command(row)), outcome(row, command(row).append(field, value(row.names().get(0), field)))));
  }

  @TestFactory
  Stream<DynamicTest> shouldMakeACollectionWhateverHasNoEffect() {
    return FieldTable.of("create").fields().entrySet().stream()
        .filter(field -> field.getValue() == Treatment.NO_EFFECT)
        .map(Map.Entry::getKey)
        .map(field -> DynamicTest.dynamicTest(field, () -> assertEquals(
            "0",
            outcome(
                FieldTable.of("create"),
                BsonDocument.parse("{create: 'x_" + field + "'}").append(field, value("create", field))))));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAFieldThatNobodyKnowsWhereMongodDoes() {
    return commands().filter(FieldRow::isStrict).map(row -> DynamicTest.dynamicTest(
        row.names().get(0),
        () -> assertEquals(
            "40415 BSON field '" + row.names().get(0) + ".nope' is an unknown field.",
            outcome(row, command(row).append("nope", new BsonMinKey())))));
  }

  @TestFactory
  Stream<DynamicTest> shouldPassOverAFieldThatNobodyKnowsWhereMongodDoes() {
    final Set<String> strictThemselves = Set.of("refreshSessions", "endSessions", "killCursors", "explain", "saslStart",
        "saslContinue", "currentOp");
    return commands()
        .filter(row -> !row.isStrict() && !strictThemselves.contains(row.names().get(0)))
        .filter(row -> !row.names().get(0).equals("setParameter"))
        .map(row -> DynamicTest.dynamicTest(
            row.names().get(0),
            () -> assertEquals(outcome(row, command(row)), outcome(row, command(row).append("nope",
                new BsonMinKey())))));
  }

  @TestFactory
  Stream<DynamicTest> shouldTakeWhatAnyCommandMayCarry() {
    return FieldTable.rows().get(0).fields().entrySet().stream()
        .filter(field -> field.getValue() == Treatment.NO_EFFECT)
        .map(Map.Entry::getKey)
        .map(field -> DynamicTest.dynamicTest(field, () -> assertEquals(
            "0", outcome(FieldTable.of("count"), BsonDocument.parse("{count: 'c'}").append(field, value("", field))))));
  }

  /** The node driver sends true where others send 1. */
  @ParameterizedTest
  @ValueSource(strings = {
    "dbStats", "dbstats", "listCollections", "listDatabases", "dropDatabase", "ping", "buildInfo", "serverStatus",
    "hostInfo", "connPoolStats", "whatsmyuri", "listCommands", "getCmdLineOpts", "getParameter", "setParameter",
    "replSetGetStatus", "startSession", "currentOp", "logout", "connectionStatus", "invalidateUserCache",
    "dropAllUsersFromDatabase", "dropAllRolesFromDatabase", "hello", "isMaster", "top", "sleep"})
  void shouldTakeTrueAsOneWhereTheFirstFieldSaysNothing(final String name) {
    final String more = name.equals("sleep") ? ", millis: 0" : "";
    assertEquals(
        outcome(FieldTable.of(name), BsonDocument.parse("{" + name + ": 1" + more + "}")),
        outcome(FieldTable.of(name), BsonDocument.parse("{" + name + ": true" + more + "}")));
  }

  private static BsonDocument command(final FieldRow row) {
    final String name = row.names().get(0);
    return BsonDocument.parse(COMMANDS.getOrDefault(name, "{" + name + ": 1}"));
  }

  private static BsonValue value(final String command, final String field) {
    final String json = VALUES.getOrDefault(command + "." + field, VALUES.getOrDefault(field, "true"));
    return BsonDocument.parse("{x: " + json + "}").get("x");
  }

  /** 0, or the code and the message. */
  private String outcome(final FieldRow row, final BsonDocument command) {
    final boolean admin = List.of("killOp", "currentOp", "listDatabases", "getParameter", "setParameter", "getLog",
        "getCmdLineOpts", "replSetGetStatus").contains(row.names().get(0));
    try {
      run(admin ? "admin" : "fields", command);
      return "0";
    } catch (final MongoCommandException e) {
      return e.getErrorCode() + " " + e.getErrorMessage();
    }
  }

  private BsonDocument run(final String db, final BsonDocument command) {
    return client.getDatabase(db).runCommand(command, BsonDocument.class);
  }

  // ---- the document

  /** The rows of the table below a heading: the first cell, and the words in code style of the others. */
  private static Map<String, List<Set<String>>> documented() throws IOException {
    final Map<String, List<Set<String>>> rows = new TreeMap<>();
    boolean here = false;
    for (final String line : Files.readAllLines(Path.of("..", "docs", "mongod.md"))) {
      if (line.startsWith("#")) {
        here = line.equals("## Fields");
      } else if (here && line.startsWith("| `")) {
        final String[] cells = line.split("\\|", -1);
        if (cells.length != 5) { // of another table
          continue;
        }
        final List<Set<String>> sets = new ArrayList<>();
        for (int i = 2; i < cells.length - 1; i++) {
          sets.add(words(cells[i]));
        }
        words(cells[1]).forEach(name -> rows.put(name, sets));
      }
    }
    return rows;
  }

  private static Set<String> words(final String cell) {
    final Set<String> words = new TreeSet<>();
    final String[] parts = cell.split("`", -1);
    for (int i = 1; i < parts.length; i += 2) {
      words.add(parts[i]);
    }
    return words;
  }

  @Test
  void shouldStandInTheDocument() throws IOException {
    final Map<String, List<Set<String>>> expected = new TreeMap<>();
    for (final FieldRow row : FieldTable.rows()) {
      final List<Set<String>> sets =
          List.of(fields(row, Treatment.REFUSED), fields(row, Treatment.NO_EFFECT));
      if (sets.stream().anyMatch(set -> !set.isEmpty())) {
        expected.put(row.names().get(0), sets);
      }
    }
    assertEquals(lines(expected), lines(documented()));
  }

  private static Set<String> fields(final FieldRow row, final Treatment treatment) {
    return row.fields().entrySet().stream()
        .filter(field -> field.getValue() == treatment)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String lines(final Map<String, List<Set<String>>> rows) {
    return rows.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
