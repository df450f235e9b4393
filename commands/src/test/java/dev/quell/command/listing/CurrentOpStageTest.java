package dev.quell.command.listing;

import static dev.quell.command.TestHost.ANN;
import static dev.quell.command.TestHost.BOB;
import static dev.quell.command.TestHost.caller;
import static dev.quell.command.TestHost.lsid;
import static dev.quell.command.TestHost.open;
import static dev.quell.command.TestHost.parse;
import static dev.quell.command.TestHost.raw;
import static dev.quell.command.TestHost.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.Operation;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.OperationDetails;
import dev.quell.command.TestHost;
import dev.quell.command.TestHost.Details;
import dev.quell.command.TestHost.OpenResult;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentOpStageTest {
  private static final BsonInt32 ONE = new BsonInt32(1);
  private static final Caller MONITOR = caller(BOB, Action.IN_PROGRESS);
  private static final BsonDocument ALL = parse("{allUsers: true}");

  private final TestHost host = new TestHost();
  private final CurrentOpStage stage = new CurrentOpStage(host.core, "", Stream::empty, null);

  @AfterEach
  void close() {
    host.close();
  }

  private List<BsonDocument> list(final Caller caller, final String options) {
    return stage.open(caller, "admin", ONE, parse(options)).documents().toList();
  }

  private BsonDocument only() {
    final List<BsonDocument> listed = stage.open(MONITOR, "admin", ONE, ALL).documents().toList();
    assertEquals(1, listed.size());
    return listed.get(0);
  }

  private static List<String> descriptions(final List<BsonDocument> listed) {
    return listed.stream().map(document -> document.getString("desc").getValue()).sorted().toList();
  }

  // ---- documents

  @Test
  void shouldHaveTheFieldsThatTheCoreKnows() {
    host.session(1, ANN).begin("find");
    assertEquals(
        List.of(
            "type", "desc", "active", "currentOpTime", "threaded", "opid", "lsid", "secs_running", "microsecs_running",
            "quell"),
        List.copyOf(only().keySet()));
  }

  @Test
  void shouldHaveTheFieldsOfTheHostInTheOrderOfMongoDb() {
    host.session(1, ANN).begin(new Details(
        ANN.uid(),
        parse("{command: {find: 'c'}, ns: 'a.c', op: 'command', planSummary: 'X', effectiveUsers: [], appName: 'x',"
            + " clientMetadata: {}, client: 'h:1', connectionId: 7, desc: 'conn7', host: 'h'}")));
    assertEquals(
        List.of(
            "type", "host", "desc", "connectionId", "client", "appName", "clientMetadata", "active", "currentOpTime",
            "effectiveUsers", "threaded", "opid", "lsid", "secs_running", "microsecs_running", "command", "ns", "op",
            "planSummary", "quell"),
        List.copyOf(only().keySet()));
  }

  @Test
  void shouldHaveTheTypesOfMongoDb() {
    final Operation operation = host.session(1, ANN).begin("find");
    final BsonDocument document = only();
    assertEquals(new BsonString("op"), document.get("type"));
    assertEquals(BsonBoolean.TRUE, document.get("active"));
    assertEquals(new BsonInt32(operation.id()), document.get("opid"));
    assertEquals(lsid(1, ANN), document.get("lsid"));
    assertTrue(document.isInt64("secs_running") && document.isInt64("microsecs_running"));
    assertTrue(
        document.getString("currentOpTime").getValue()
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00"));
  }

  @Test
  void shouldHaveNoLsidWithoutASession() {
    host.core.begin("find");
    assertFalse(only().containsKey("lsid"));
  }

  @Test
  void shouldHaveNoDescriptionWithoutOne() {
    host.core.begin((String) null);
    assertFalse(only().containsKey("desc"));
  }

  @Test
  void shouldNotLetTheHostOverruleTheCore() {
    host.core.begin(new Details(
        ANN.uid(), parse("{opid: 'x', type: 'y', lsid: 'z', killPending: true, quell: 1, secs_running: 'x'}")));
    final BsonDocument document = only();
    assertEquals(new BsonInt32(1), document.get("opid"));
    assertEquals(new BsonString("op"), document.get("type"));
    assertTrue(document.isInt64("secs_running") && document.isDocument("quell"));
    assertFalse(document.containsKey("lsid") || document.containsKey("killPending"));
  }

  @Test
  void shouldBeKillPendingOnceKilled() {
    final Operation operation = host.session(1, ANN).begin("find");
    assertFalse(only().containsKey("killPending"));
    operation.kill(11601, "slow", "ops@admin");
    assertEquals(BsonBoolean.TRUE, only().get("killPending"));
  }

  @Test
  void shouldSayWhyAndByWhomItWasKilled() {
    host.core.begin("find").kill(11601, "slow", "ops@admin");
    final BsonDocument quell = only().getDocument("quell");
    assertEquals(
        List.of(new BsonInt32(11601), new BsonString("slow"), new BsonString("ops@admin")),
        List.of(quell.get("killCode"), quell.get("killReason"), quell.get("killedBy")));
  }

  @Test
  void shouldSayNothingOfAKillWhileThereIsNone() {
    host.core.begin("find");
    assertEquals(parse("{exempt: false}"), only().getDocument("quell"));
  }

  @Test
  void shouldSayThatItIsExempt() {
    host.core.begin(host.core.operation().exempt(true), "find");
    assertEquals(BsonBoolean.TRUE, only().getDocument("quell").get("exempt"));
  }

  @Test
  void shouldSayHowLongItIsAllowedToRun() {
    host.core.begin("find").deadline(Duration.ofHours(1));
    assertTrue(only().getDocument("quell").getInt64("millisLeft").getValue() > 0);
  }

  @Test
  void shouldShowTheNameOfTheServerUnlessTheHostDoes() {
    host.core.begin("a");
    host.core.begin(new Details(ANN.uid(), parse("{host: 'own'}")));
    assertEquals(
        List.of("given", "own"),
        new CurrentOpStage(host.core, "given", Stream::empty, null).open(MONITOR, "admin", ONE, ALL).documents()
            .map(document -> document.getString("host").getValue()).sorted().toList());
  }

  static Stream<OperationDetails> failing() {
    return Stream.of(
        new Failing(new IllegalStateException()), new Failing(new AssertionError()),
        new Failing(new StackOverflowError()));
  }

  private record Failing(Throwable thrown) implements OperationDetails {
    @Override
    public Uid uid() {
      fail();
      return null;
    }

    @Override
    public BsonDocument describe() {
      fail();
      return null;
    }

    @Override
    public String get() {
      return "text";
    }

    private void fail() {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  @ParameterizedTest
  @MethodSource("failing")
  void shouldListWhatTheHostFailsToDescribe(final OperationDetails details) {
    host.core.begin(details);
    assertTrue(only().getString("desc").getValue().startsWith("(description failed: java.lang."));
  }

  @ParameterizedTest
  @MethodSource("failing")
  void shouldNotListAsOnesOwnWhatTheHostFailsToAscribe(final OperationDetails details) {
    host.core.begin(details);
    assertEquals(List.of(), list(caller(ANN), "{}"));
  }

  private static final class NullDetails implements OperationDetails {
    @Override
    public Uid uid() {
      return null;
    }

    @Override
    public BsonDocument describe() {
      return null;
    }

    @Override
    public String get() {
      return null;
    }
  }

  @Test
  void shouldListWhatTheHostDescribesWithNull() {
    host.core.begin(new NullDetails());
    assertEquals(new BsonInt32(1), only().get("opid"));
  }

  @Test
  void shouldCutLongCommandsIfAsked() {
    final BsonDocument command = new BsonDocument("find", new BsonString("x".repeat(5_000)));
    host.core.begin(new Details(ANN.uid(), new BsonDocument("command", command)));
    assertEquals(command, only().get("command"));
    final BsonDocument cut = list(MONITOR, "{allUsers: true, truncateOps: true}").get(0).getDocument("command");
    assertEquals(1_000, cut.getString("$truncated").getValue().length());
  }

  @Test
  void shouldNotCutShortCommands() {
    host.core.begin(new Details(ANN.uid(), parse("{command: {find: 'c'}}")));
    assertEquals(parse("{find: 'c'}"), list(MONITOR, "{allUsers: true, truncateOps: true}").get(0).get("command"));
  }

  // ---- who sees what

  private void beginFour() {
    host.session(1, ANN).begin("ann's");
    host.session(2, BOB).begin("bob's");
    host.core.begin(new Details(ANN.uid(), parse("{desc: 'ann alone'}")));
    host.core.begin("nobody's");
  }

  @Test
  void shouldListOnesOwnWithoutAPrivilege() {
    beginFour();
    assertEquals(List.of("ann alone", "ann's"), descriptions(list(caller(ANN), "{}")));
  }

  @Test
  void shouldListOnesOwnThoughOneMayListAll() {
    beginFour();
    assertEquals(List.of("bob's"), descriptions(list(MONITOR, "{allUsers: false}")));
  }

  @Test
  void shouldListAllWithThePrivilege() {
    beginFour();
    assertEquals(List.of("ann alone", "ann's", "bob's", "nobody's"), descriptions(list(MONITOR, "{allUsers: true}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{allUsers: true}", "{allUsers: false}"})
  void shouldListAllWhereNobodyIsAsked(final String options) {
    beginFour();
    assertEquals(4, list(open(), options).size());
  }

  @Test
  void shouldRefuseAllWithoutThePrivilege() {
    assertEquals(
        "not authorized on admin to execute command { aggregate: ... }",
        refused(13, () -> list(caller(ANN, Action.LIST_SESSIONS, Action.KILL_OP), "{allUsers: true}")).getMessage());
  }

  // ---- cursors

  private Cursor<?> cursor(final long session) {
    return host.session(session, ANN).openCursor(
        new OpenResult(
            ANN.uid(), "shop.carts",
            parse("{nDocsReturned: {$numberLong: '3'}, originatingCommand: {find: 'carts'}, ns: 'x', cursorId: 'y'}"),
            new AtomicInteger()));
  }

  @Test
  void shouldListIdleCursorsIfAsked() {
    final Cursor<?> cursor = cursor(1);
    assertEquals(List.of(), list(open(), "{}"));
    final BsonDocument document = list(open(), "{idleCursors: true}").get(0);
    assertEquals(List.of("type", "ns", "lsid", "cursor"), List.copyOf(document.keySet()));
    assertEquals(new BsonString("idleCursor"), document.get("type"));
    assertEquals(new BsonString("shop.carts"), document.get("ns"));
    assertEquals(lsid(1, ANN), document.get("lsid"));
    final BsonDocument part = document.getDocument("cursor");
    assertEquals(new BsonInt64(cursor.id()), part.get("cursorId"));
    assertEquals(new BsonInt64(3), part.get("nDocsReturned"));
    assertTrue(part.isDateTime("createdDate") && part.isDateTime("lastAccessDate"));
    assertFalse(part.containsKey("ns"));
  }

  @Test
  void shouldNotListAPinnedCursorAsIdle() {
    cursor(1).pin(host.session(1, ANN).begin("getMore"));
    assertEquals(
        List.of(new BsonString("op")),
        list(open(), "{idleCursors: true}").stream().map(document -> document.get("type")).toList());
  }

  @Test
  void shouldListOnesOwnIdleCursorsOnly() {
    cursor(1);
    host.core.openCursor(new OpenResult(ANN.uid(), "a.b"));
    host.session(2, BOB).openCursor(new OpenResult(BOB.uid(), "a.b"));
    host.core.openCursor(() -> {});
    assertEquals(2, list(caller(ANN), "{idleCursors: true}").size());
    assertEquals(4, list(MONITOR, "{idleCursors: true, allUsers: true}").size());
  }

  @Test
  void shouldCutTheCommandsOfIdleCursorsIfAsked() {
    host.core.openCursor(
        new OpenResult(
            ANN.uid(), "a.b",
            new BsonDocument("originatingCommand", new BsonDocument("find", new BsonString("x".repeat(5_000)))),
            new AtomicInteger()));
    assertTrue(
        list(open(), "{idleCursors: true, truncateOps: true}").get(0).getDocument("cursor")
            .getDocument("originatingCommand").containsKey("$truncated"));
  }

  // ---- options

  @ParameterizedTest
  @ValueSource(strings = {
    "{idleConnections: true}", "{idleSessions: true}", "{localOps: true}", "{targetAllNodes: true}",
    "{backtrace: true}", "{truncateOps: false}",
    "{allUsers: true, idleConnections: false, truncateOps: false}",
  })
  void shouldAcceptTheOptionsOfMongoDb(final String options) {
    host.core.begin("find");
    assertEquals(1, list(open(), options).size());
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("{x: 1}", 9, "Unrecognized option 'x' in $currentOp stage."),
        Arguments.of(
            "{allUsers: 1}", 14,
            "The 'allUsers' parameter of the $currentOp stage must be a boolean value, but found: int"),
        Arguments.of(
            "{allUsers: null}", 14,
            "The 'allUsers' parameter of the $currentOp stage must be a boolean value, but found: null"),
        Arguments.of(
            "{idleCursors: 'a'}", 9,
            "The 'idleCursors' parameter of the $currentOp stage must be a boolean value, but found: string"),
        Arguments.of(
            "{localOps: null}", 9,
            "The 'localOps' parameter of the $currentOp stage must be a boolean value, but found: null"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void shouldRefuseOptionsThatAreWrong(final String options, final int code, final String message) {
    assertEquals(message, refused(code, () -> list(open(), options)).getMessage());
  }

  @Test
  void shouldRefuseAnOptionThatOccursTwice() {
    final BsonDocument twice = raw("allUsers", BsonBoolean.TRUE, "allUsers", BsonBoolean.TRUE);
    refused(40413, () -> stage.open(open(), "admin", ONE, twice));
  }

  @Test
  void shouldRefuseOptionsThatAreNoDocument() {
    assertEquals(
        "$currentOp options must be specified in an object, but found: int",
        refused(14, () -> stage.open(open(), "admin", ONE, ONE)).getMessage());
  }

  static Stream<Arguments> wrongPlaces() {
    return Stream.of(
        Arguments.of("test", ONE),
        Arguments.of("admin", new BsonString("coll")),
        Arguments.of("admin", new BsonInt32(2)),
        Arguments.of("admin", BsonBoolean.TRUE));
  }

  @ParameterizedTest
  @MethodSource("wrongPlaces")
  void shouldRefuseAnotherPlace(final String db, final BsonValue target) {
    assertEquals(
        "$currentOp must be run against the 'admin' database with {aggregate: 1}",
        refused(73, () -> stage.open(open(), db, target, ALL)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"{$numberLong: '1'}", "1.0"})
  void shouldTakeAnyKindOfOne(final String one) {
    assertEquals(List.of(), stage.open(open(), "admin", parse("{v: " + one + "}").get("v"), ALL).documents().toList());
  }

  // ---- laziness

  @Test
  void shouldLookNoFurtherThanItIsAsked() {
    final AtomicInteger described = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      host.session(i, ANN).begin(() -> "call " + described.incrementAndGet());
    }
    final Iterator<BsonDocument> listing = stage.open(open(), "admin", ONE, ALL).documents().iterator();
    listing.next();
    assertTrue(described.get() < 100, () -> "described " + described);
  }
}
