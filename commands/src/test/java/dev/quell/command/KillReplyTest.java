package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.everything;
import static dev.quell.command.House.may;
import static dev.quell.command.House.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.KillRequest;
import dev.quell.Owner;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kill command answers, and what victims, audit and listeners are told. */
class KillReplyTest {
  private final House house = new House();

  @BeforeEach
  void fill() {
    house.fill();
    house.session(1, ANN).openCursor(new House.Probe());
  }

  @AfterEach
  void close() {
    house.close();
  }

  private KillCause causeOf(final String operation) {
    return house.operation(operation).killCause().orElseThrow();
  }

  private String reasonAfter(final String comment) {
    house.run(everything(BOB), "{killAllSessions: [], comment: " + comment + "}");
    return causeOf("ann1").reason();
  }

  // ---- report

  @Test
  void shouldAnswerOkAlone() {
    assertEquals("{\"ok\": 1.0}", house.run(open(), "{killAllSessions: []}").toJson());
  }

  @ParameterizedTest
  @CsvSource({"killAllSessionsByPattern, 5, 5, 1", "killAllSessions, 5, 5, 1", "killSessions, 5, 5, 1"})
  void shouldReportItsCounts(final String command, final long sessions, final long operations, final long cursors) {
    final BsonDocument report = house.run(open(), "{" + command + ": [], report: true}").getDocument("report");
    assertEquals(
        sessions + " " + operations + " " + cursors,
        report.getInt64("sessionsMatched").getValue() + " " + report.getInt64("operationsKilled").getValue() + " "
            + report.getInt64("cursorsKilled").getValue());
  }

  @Test
  void shouldReportTheTime() {
    final BsonDocument report = house.run(open(), "{killAllSessions: [], report: true}").getDocument("report");
    assertTrue(report.getInt64("micros").getValue() >= 0);
  }

  @Test
  void shouldReportWhatThisKillClaimedAlone() {
    house.run(open(), "{killSessions: [{id: #1, uid: #ann}]}");
    final BsonDocument report = house.run(open(), "{killAllSessions: [], report: true}").getDocument("report");
    assertEquals(4, report.getInt64("operationsKilled").getValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1", "NumberLong(1)", "0.5", "NumberDecimal('0.1')"})
  void shouldTakeWhatMeansTrue(final String value) {
    assertTrue(house.run(open(), "{killAllSessions: [], report: " + value + "}").containsKey("report"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "0", "NumberLong(0)", "0.0", "NumberDecimal('0E3')"})
  void shouldTakeWhatMeansFalse(final String value) {
    assertEquals("{\"ok\": 1.0}", house.run(open(), "{killAllSessions: [], report: " + value + "}").toJson());
  }

  @Test
  void shouldPassOverFieldsThatMeanNothing() {
    assertEquals("ok", House.outcome(house.run(open(), "{killAllSessions: [], x: {y: [1]}, $db: 'd', z: null}")));
  }

  // ---- what the victims are told

  @Test
  void shouldTellVictimsWho() {
    house.run(everything(BOB), "{killAllSessions: []}");
    assertEquals("bob@app", causeOf("ann1").by());
  }

  @Test
  void shouldTellVictimsNobodyWhereNobodyIsAsked() {
    house.run(open(), "{killAllSessions: []}");
    assertEquals("", causeOf("ann1").by());
  }

  @Test
  void shouldTellVictimsTheCode() {
    house.run(open(), "{killAllSessions: []}");
    assertEquals(11601, causeOf("ann1").code());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "'why'|why", "''|``", "1|1", "NumberLong(5)|5", "1.5|1.5", "true|true", "null|null",
    "{}|{}", "{a: 1}|{\"a\": 1}", "{a: {b: [1, 'x']}}|{\"a\": {\"b\": [1, \"x\"]}}",
    "[]|[]", "[1, 'x', {a: [2]}]|[1, \"x\", {\"a\": [2]}]", "[[1], [[]]]|[[1], [[]]]",
    "BinData(4, 'AAAA')|{\"$binary\": {\"base64\": \"AAAA\", \"subType\": \"04\"}}",
    "{$code: 'f'}|{\"$code\": \"f\"}", "{$code: 'f', $scope: {x: 1}}|{\"$code\": \"f\", \"$scope\": {\"x\": 1}}",
    "{$undefined: true}|{\"$undefined\": true}", "{$minKey: 1}|{\"$minKey\": 1}"})
  void shouldTellVictimsTheComment(final String comment, final String reason) {
    assertEquals(reason, reasonAfter(comment));
  }

  @Test
  void shouldTellVictimsNoReasonWithoutAComment() {
    house.run(open(), "{killAllSessions: []}");
    assertEquals("", causeOf("ann1").reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"'%s'", "['%s']", "{a: '%s'}", "[1, {a: ['%s']}]", "{$code: '%s'}"})
  void shouldCutALongComment(final String form) {
    assertEquals(KillRequest.MAX_TEXT_LENGTH, reasonAfter(String.format(form, "x".repeat(3_000))).length());
  }

  @Test
  void shouldCutManyElements() {
    assertEquals(KillRequest.MAX_TEXT_LENGTH, reasonAfter("[" + "1, ".repeat(50_000) + "1]").length());
  }

  @ParameterizedTest
  @ValueSource(ints = {998, 999, 1_000, 1_001})
  void shouldNeverCutACharacterInHalf(final int before) {
    final String reason = reasonAfter("'" + "x".repeat(before) + "\uD83D\uDE00".repeat(5) + "'");
    assertTrue(!Character.isHighSurrogate(reason.charAt(reason.length() - 1)) && reason.length() >= 999, reason);
  }

  @Test
  void shouldTakeTheCommentOfADecodedCommand() {
    house.commands.run(open(), "admin", House.decoded("{killAllSessions: [], comment: {a: [1]}}"));
    assertEquals("{\"a\": [1]}", causeOf("ann1").reason());
  }

  @Test
  void shouldCutALongName() {
    final Owner long_ = Owner.of("u".repeat(9_000), "app");
    house.run(everything(long_), "{killAllSessions: []}");
    assertEquals(KillRequest.MAX_TEXT_LENGTH, causeOf("ann1").by().length());
  }

  // ---- audit

  @Test
  void shouldAuditWhatWasDone() {
    house.run(everything(BOB), "{killAllSessionsByPattern: [{uid: #ann}, {lsid: {id: #3}}], comment: 'why'}");
    final KillAudit.Entry entry = house.audit.get(0);
    assertEquals(
        "bob@app killAllSessionsByPattern [{uid: " + ANN.uid() + "}, {lsid: {id: " + House.id(3) + "}}] why 0 3 3 1",
        entry.caller().name() + " " + entry.command() + " " + entry.target() + " " + entry.comment() + " "
            + entry.refusal() + " " + entry.sessions() + " " + entry.operations() + " " + entry.cursors());
  }

  @Test
  void shouldAuditOnce() {
    house.run(open(), "{killSessions: []}");
    assertEquals(1, house.audit.size());
  }

  @Test
  void shouldAuditARefusalWithoutATarget() {
    house.run(may(ANN), "{killAllSessions: []}");
    final KillAudit.Entry entry = house.audit.get(0);
    assertEquals("true 13 killAllSessions []",
        entry.isRefused() + " " + entry.refusal() + " " + entry.command() + " [" + entry.target() + "]");
  }

  @Test
  void shouldAuditTheRefusalOfOneWhoHasNotLoggedIn() {
    house.run(House.anonymous(), "{killAllSessions: []}");
    assertEquals(1, house.audit.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{killAllSessions: 1}", "{startSession: 1}", "{endSessions: []}", "{refreshSessions: []}",
    "{explain: {killAllSessions: []}}", "{x: 1}"})
  void shouldNotAuditWhatKillsNothing(final String command) {
    house.run(open(), command);
    assertEquals(List.of(), house.audit);
  }

  @Test
  void shouldCutALongTarget() {
    final List<String> patterns = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      patterns.add("{lsid: {id: #" + i + "}}");
    }
    house.run(open(), "{killAllSessionsByPattern: [" + String.join(", ", patterns) + "]}");
    assertEquals(KillAudit.MAX_TEXT_LENGTH, house.audit.get(0).target().length());
  }

  @Test
  void shouldKillWhateverTheAuditThrows() {
    try (House other =
        new House(
            core -> {},
            commands -> commands.audit(
                entry -> {
                  throw new IllegalStateException("the disk is full");
                }))) {
      other.fill();
      assertEquals("{\"ok\": 1.0}", other.run(open(), "{killAllSessions: []}").toJson());
      assertEquals("ann1 ann2 bob1 bob3 cyd4", other.killed());
    }
  }

  @Test
  void shouldTellTheErrorHandlerWhatTheAuditThrows() {
    final RuntimeException full = new IllegalStateException("the disk is full");
    try (House other =
        new House(
            core -> {},
            commands -> commands.audit(
                entry -> {
                  throw full;
                }))) {
      other.run(open(), "{killAllSessions: []}");
      assertEquals(List.of(full), other.errors);
    }
  }

  // ---- explain

  @Test
  void shouldExplain() {
    final BsonDocument reply = house.run(open(), "{explain: {killAllSessionsByPattern: [{uid: #ann}]}}");
    assertEquals(
        BsonDocument.parse(
            "{explainVersion: '1', command: 'killAllSessionsByPattern', steps: [{patterns: '{uid: [" + ANN.uid()
                + "]}', index: 'OWNER', candidates: NumberLong(2), sessions: NumberLong(2), operations: NumberLong(2),"
                + " cursors: NumberLong(1)}], sessions: NumberLong(2), operations: NumberLong(2),"
                + " cursors: NumberLong(1), ok: 1.0}"),
        reply);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "killAllSessionsByPattern: []|ALL", "killAllSessionsByPattern: [{lsid: {id: #1}}]|SESSION_ID",
    "killAllSessionsByPattern: [{roles: [{role: 'read', db: 'shop'}]}]|ROLE",
    "killAllSessionsByPattern: [{users: [{user: 'ann', db: 'app'}]}]|OWNER",
    "killAllSessionsByPattern: [{users: []}]|NONE", "killAllSessions: []|ALL",
    "killAllSessions: [{user: 'ann', db: 'app'}]|OWNER", "killSessions: [{id: #1, uid: #ann}]|SESSION_ID"})
  void shouldSayWhichIndex(final String command, final String index) {
    final BsonDocument reply = house.run(open(), "{explain: {" + command + "}, verbosity: 'executionStats'}");
    assertEquals(
        new BsonString(index), reply.getArray("steps").get(0).asDocument().get("index"));
  }

  @Test
  void shouldKillNothingWhenItExplains() {
    house.run(open(), "{explain: {killAllSessions: []}}");
    assertEquals("", house.killed());
  }

  @Test
  void shouldExplainADecodedCommand() {
    final BsonDocument reply =
        house.commands.run(open(), "admin", House.decoded("{explain: {killAllSessions: []}, $db: 'admin'}"));
    assertEquals(5, reply.getInt64("sessions").getValue());
  }

  @Test
  void shouldExplainWhatACallerWithoutPrivilegeMayKill() {
    final BsonDocument reply = house.run(may(ANN), "{explain: {killAllSessionsByPattern: [{lsid: {id: #1}}]}}");
    assertEquals(1, reply.getInt64("sessions").getValue());
  }

  @Test
  void shouldShowALimitedNumberOfSteps() {
    final List<String> patterns = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      patterns.add("{uid: #ann, roles: [{role: 'r" + i + "', db: 'd'}]}");
    }
    final BsonDocument reply =
        house.run(open(), "{explain: {killAllSessionsByPattern: [" + String.join(", ", patterns) + "]}}");
    assertEquals("1000 500", reply.getArray("steps").size() + " " + reply.getInt64("stepsOmitted").getValue());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{explain: {killAllSessions: []}}|true", "{explain: {killAllSessionsByPattern: 1}}|true",
    "{explain: {killSessions: []}}|true", "{explain: {find: 'c'}}|false", "{explain: {}}|false",
    "{explain: 1}|false", "{}|false"})
  void shouldSayWhatItExplains(final String command, final boolean expected) {
    assertEquals(expected, house.commands.explains(House.raw(command)));
  }
}
