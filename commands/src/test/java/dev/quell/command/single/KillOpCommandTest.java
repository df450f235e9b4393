package dev.quell.command.single;

import static dev.quell.command.TestHost.ANN;
import static dev.quell.command.TestHost.BOB;
import static dev.quell.command.TestHost.caller;
import static dev.quell.command.TestHost.open;
import static dev.quell.command.TestHost.parse;
import static dev.quell.command.TestHost.raw;
import static dev.quell.command.TestHost.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.KillAudit;
import dev.quell.command.TestHost;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
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

class KillOpCommandTest {
  private static final Caller KILLER = caller(BOB, Action.KILL_OP);
  private static final BsonInt32 ONE = new BsonInt32(1);

  private final TestHost host = new TestHost();
  private final KillOpCommand command = new KillOpCommand(host.context());

  @AfterEach
  void close() {
    host.close();
  }

  private static BsonDocument kill(final BsonValue op) {
    return new BsonDocument("killOp", ONE).append("op", op);
  }

  private static BsonDocument kill(final Operation operation) {
    return kill(new BsonInt32(operation.id()));
  }

  private BsonDocument run(final Caller caller, final BsonDocument document) {
    return command.run(caller, "admin", document);
  }

  // ---- what it does

  @Test
  void shouldReplyAsMongoDbDoes() {
    assertEquals(parse("{info: 'attempting to kill op'}"), run(KILLER, kill(new BsonInt32(7))));
  }

  @Test
  void shouldTellTheVictimWhyAndByWhom() {
    final Operation victim = host.session(1, ANN).begin("find");
    run(KILLER, kill(victim).append("comment", new BsonString("too slow")));
    final KillCause cause = victim.killCause().orElseThrow();
    assertEquals(List.of(11601, "too slow", "bob@app"), List.of(cause.code(), cause.reason(), cause.by()));
  }

  @Test
  void shouldKillNothingElse() {
    final Operation victim = host.session(1, ANN).begin("find");
    final Operation other = host.session(1, ANN).begin("find");
    run(KILLER, kill(victim));
    assertFalse(other.isKilled());
  }

  @Test
  void shouldKillWorkWithoutASession() {
    final Operation victim = host.core.begin("find");
    run(KILLER, kill(victim));
    assertTrue(victim.isKilled());
  }

  static Stream<BsonValue> numbers() {
    return Stream.of(new BsonInt32(1), new BsonInt64(1), new BsonDouble(1));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void shouldTakeAnyKindOfNumber(final BsonValue kind) {
    final Operation victim = host.core.begin("find");
    assertEquals(1, victim.id());
    run(KILLER, kill(kind));
    assertTrue(victim.isKilled());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void shouldReportSuccessForANumberThatNamesNothing(final int op) {
    assertTrue(run(KILLER, kill(new BsonInt32(op))).containsKey("info"));
  }

  @Test
  void shouldReadACommandFromTheWire() {
    final Operation victim = host.core.begin("find");
    run(KILLER, raw(kill(victim).append("$db", new BsonString("admin"))));
    assertTrue(victim.isKilled());
  }

  @Test
  void shouldCutALongNameAndComment() {
    final Operation victim = host.core.begin("find");
    final Owner owner = Owner.of(new UserName("x".repeat(5_000), "app"), List.of());
    run(caller(owner, Action.KILL_OP), kill(victim).append("comment", new BsonString("y".repeat(5_000))));
    final KillCause cause = victim.killCause().orElseThrow();
    assertEquals(List.of(1_000, 1_000), List.of(cause.reason().length(), cause.by().length()));
  }

  @Test
  void shouldTellTheAuditWhatItKilled() {
    final Operation victim = host.core.begin("find");
    run(KILLER, kill(victim).append("comment", new BsonString("why")));
    run(KILLER, kill(victim));
    final KillAudit.Entry first = host.audit.get(0);
    assertEquals(List.of("killOp", "{op: 1}", "why"), List.of(first.command(), first.target(), first.comment()));
    assertEquals(List.of(1L, 0L), host.audit.stream().map(KillAudit.Entry::operations).toList());
  }

  // ---- who may

  @Test
  void shouldLetAnybodyKillWhereNobodyIsAsked() {
    final Operation victim = host.session(1, ANN).begin("find");
    run(open(), kill(victim));
    assertTrue(victim.isKilled());
  }

  @Test
  void shouldLetOwnersKillInTheirSessions() {
    final Operation victim = host.session(1, ANN).begin("find");
    run(caller(ANN), kill(victim));
    assertTrue(victim.isKilled());
  }

  @Test
  void shouldLetOwnersKillWhatTheHostSaysIsTheirs() {
    final Operation victim = host.core.begin(new TestHost.Details(ANN.uid(), new BsonDocument()));
    run(caller(ANN), kill(victim));
    assertTrue(victim.isKilled());
  }

  private List<Operation> notBobs() {
    return List.of(
        host.session(1, ANN).begin("find"),
        host.core.begin("find"),
        host.core.begin(new TestHost.Details(ANN.uid(), new BsonDocument())),
        host.core.begin(new TestHost.Details(null, new BsonDocument())));
  }

  @Test
  void shouldRefuseToKillWhatIsNotTheirs() {
    for (final Operation victim : notBobs()) {
      refused(13, () -> run(caller(BOB), kill(victim)));
      assertFalse(victim.isKilled());
    }
  }

  @Test
  void shouldNotLetAnyOtherPrivilegeKill() {
    final Action[] others =
        Stream.of(Action.values()).filter(action -> action != Action.KILL_OP).toArray(Action[]::new);
    final Operation victim = host.session(1, ANN).begin("find");
    refused(13, () -> run(caller(BOB, others), kill(victim)));
  }

  /** What is somebody else's, nobody's or nonsense looks the same to whoever may not kill. */
  @Test
  void shouldRefuseInTheSameWordsWhateverTheNumber() {
    final String foreign = refused(13, () -> run(caller(BOB), kill(host.session(1, ANN).begin("find")))).getMessage();
    final List<BsonDocument> others = List.of(
        kill(new BsonInt32(1_000)), kill(new BsonInt64(Long.MAX_VALUE)), kill(new BsonString("x")),
        new BsonDocument("killOp", ONE));
    for (final BsonDocument other : others) {
      assertEquals(foreign, refused(13, () -> run(caller(BOB), other)).getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"test", "config", "Admin", "''"})
  void shouldRefuseAnotherDatabase(final String db) {
    assertEquals(
        "killOp may only be run against the admin database.",
        refused(13, () -> command.run(open(), db, kill(ONE))).getMessage());
  }

  // ---- what is wrong

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("{killOp: 1}", 40414, "BSON field 'killOp.op' is missing but a required field"),
        Arguments.of(
            "{killOp: 1, op: 'a'}", 14,
            "BSON field 'killOp.op' is the wrong type 'string', expected types '[long, int, double]'"),
        Arguments.of(
            "{killOp: 1, op: null}", 14,
            "BSON field 'killOp.op' is the wrong type 'null', expected types '[long, int, double]'"),
        Arguments.of(
            "{killOp: 1, op: true}", 14,
            "BSON field 'killOp.op' is the wrong type 'bool', expected types '[long, int, double]'"),
        Arguments.of(
            "{killOp: 1, op: {$numberDecimal: '1'}}", 14,
            "BSON field 'killOp.op' is the wrong type 'decimal', expected types '[long, int, double]'"),
        Arguments.of("{killOp: 1, op: 1.5}", 2, "BSON field 'killOp.op' must be a whole number"),
        Arguments.of("{killOp: 1, op: NaN}", 2, "BSON field 'killOp.op' must be a whole number"),
        Arguments.of("{killOp: 1, op: Infinity}", 26823, "invalid op : Infinity"),
        Arguments.of("{killOp: 1, op: 1e300}", 26823, "invalid op : 1.0E300"),
        Arguments.of("{killOp: 1, op: 2147483648.0}", 26823, "invalid op : 2.147483648E9"),
        Arguments.of("{killOp: 1, op: {$numberLong: '2147483648'}}", 26823, "invalid op : 2147483648"),
        Arguments.of("{killOp: 1, op: {$numberLong: '-2147483649'}}", 26823, "invalid op : -2147483649"),
        Arguments.of(
            "{killOp: 1, op: {$numberLong: '9223372036854775807'}}", 26823, "invalid op : 9223372036854775807"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void shouldRefuseWhatIsWrong(final String json, final int code, final String message) {
    assertEquals(message, refused(code, () -> run(KILLER, parse(json))).getMessage());
  }

  @Test
  void shouldRefuseAFieldThatOccursTwice() {
    refused(40413, () -> run(KILLER, raw("killOp", ONE, "op", ONE, "op", ONE)));
    refused(40413, () -> run(KILLER, raw("killOp", ONE, "comment", ONE, "comment", ONE)));
  }

  @Test
  void shouldRefuseACommentThatIsNestedTooDeeply() {
    BsonValue deep = new BsonArray();
    for (int i = 0; i < 10_000; i++) {
      deep = new BsonArray(List.of(deep));
    }
    final BsonDocument document = kill(ONE).append("comment", deep);
    refused(15, () -> run(KILLER, document));
  }
}
