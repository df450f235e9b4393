package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.CYD;
import static dev.quell.command.House.everything;
import static dev.quell.command.House.killer;
import static dev.quell.command.House.may;
import static dev.quell.command.House.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may kill what: each command by callers with and without privileges, and what it hits. */
class WhoMayKillTest {
  private static final String EVERYBODY = "ann1 ann2 bob1 bob3 cyd4";
  private static final String NOT_AUTHORIZED =
      "not authorized on admin to execute command { killAllSessionsByPattern: ... }";
  private static final String NOT_ALL = "not authorized on admin to execute command { killAllSessions: ... }";
  private static final String IMPERSONATE = "Not authorized to impersonate in killAllSessionsByPattern";
  private static final String DIGEST = "Unauthorized to set user digest in LogicalSessionId";

  /** Ann with no privilege at all, on nothing. */
  private static final Caller PLAIN = may(ANN);
  private static final Caller KILLER = killer(CYD);
  private static final Caller IMPERSONATOR = may(CYD, Action.IMPERSONATE);
  private static final Caller ALL = everything(CYD);
  private static final Caller OPEN = open();

  private final House house = new House();

  @BeforeEach
  void fill() {
    house.fill();
  }

  @AfterEach
  void close() {
    house.close();
  }

  /** A caller, a command, and either what it kills or why it is refused. */
  private record Row(String who, Caller caller, String command, String killed, String refusal) {
    @Override
    public String toString() {
      return who + " " + command;
    }
  }

  private static Row kills(final String who, final Caller caller, final String command, final String killed) {
    return new Row(who, caller, command, killed, "");
  }

  private static Row refused(final String who, final Caller caller, final String command, final String why) {
    return new Row(who, caller, command, "", why);
  }

  private static String byPattern(final String patterns) {
    return "{killAllSessionsByPattern: [" + patterns + "]}";
  }

  static final Row[] BY_PATTERN = {
    kills("nobody asked", OPEN, byPattern(""), EVERYBODY),
    kills("nobody asked", OPEN, byPattern("{}"), EVERYBODY),
    kills("nobody asked", OPEN, byPattern("{lsid: {id: #1}}"), "ann1 bob1"),
    kills("nobody asked", OPEN, byPattern("{lsid: {id: #1, uid: #bob}}"), "bob1"),
    kills("nobody asked", OPEN, byPattern("{lsid: {id: #3, uid: #ann}}"), ""),
    kills("nobody asked", OPEN, byPattern("{uid: #ann}"), "ann1 ann2"),
    kills("nobody asked", OPEN, byPattern("{users: [{user: 'bob', db: 'app'}]}"), "bob1 bob3"),
    kills("nobody asked", OPEN, byPattern("{users: [{user: 'x', db: 'y'}]}"), ""),
    kills("nobody asked", OPEN, byPattern("{roles: [{role: 'read', db: 'shop'}]}"), "ann1 ann2 bob1 bob3"),
    kills("nobody asked", OPEN, byPattern("{users: []}"), ""),
    kills("nobody asked", OPEN, byPattern("{roles: []}"), ""),
    kills("nobody asked", OPEN, byPattern("{uid: #ann}, {roles: [{role: 'read', db: 'shop'}]}"), "ann1 ann2 bob1 bob3"),
    kills("nobody asked", OPEN, byPattern("{uid: #ann, lsid: {id: #1}}"), "ann1"),
    kills("nobody asked", OPEN, byPattern("{uid: #ann, lsid: {id: #1, uid: #bob}}"), ""),
    kills("nobody asked", OPEN,
        byPattern("{lsid: {id: #1}, uid: #bob, users: [{user: 'bob', db: 'app'}],"
            + " roles: [{role: 'read', db: 'shop'}]}"),
        "bob1"),
    kills("nobody asked", OPEN, byPattern("{uid: #ann, users: [{user: 'bob', db: 'app'}]}"), ""),

    kills("all rights", ALL, byPattern(""), EVERYBODY),
    kills("all rights", ALL, byPattern("{users: [{user: 'bob', db: 'app'}]}"), "bob1 bob3"),
    kills("all rights", ALL, byPattern("{roles: [{role: 'read', db: 'shop'}]}"), "ann1 ann2 bob1 bob3"),
    kills("all rights", ALL, byPattern("{users: []}, {uid: #ann}"), "ann1 ann2"),

    kills("killAnySession", KILLER, byPattern(""), EVERYBODY),
    kills("killAnySession", KILLER, byPattern("{}"), EVERYBODY),
    kills("killAnySession", KILLER, byPattern("{lsid: {id: #1}}"), "ann1 bob1"),
    kills("killAnySession", KILLER, byPattern("{lsid: {id: #1, uid: #bob}}"), "bob1"),
    kills("killAnySession", KILLER, byPattern("{uid: #ann}"), "ann1 ann2"),
    refused("killAnySession", KILLER, byPattern("{users: [{user: 'bob', db: 'app'}]}"), IMPERSONATE),
    kills("killAnySession", KILLER, byPattern("{appName: 'x'}"), ""),
    refused("killAnySession", KILLER, byPattern("{appName: 'x', users: []}"), IMPERSONATE),
    refused("killAnySession", KILLER, byPattern("{users: []}"), IMPERSONATE),
    refused("killAnySession", KILLER, byPattern("{roles: []}"), IMPERSONATE),
    refused("killAnySession", KILLER, byPattern("{users: 1}"), IMPERSONATE),
    refused("killAnySession", KILLER, byPattern("{roles: null}"), IMPERSONATE),
    refused("killAnySession", KILLER, byPattern("{uid: #ann}, {uid: #bob, roles: []}"), IMPERSONATE),
    refused("killAnySession", KILLER, byPattern("1, {x: {y: 1}}, {lsid: 1, roles: []}"), IMPERSONATE),

    refused("impersonate", IMPERSONATOR, byPattern(""), NOT_AUTHORIZED),
    refused("impersonate", IMPERSONATOR, byPattern("{users: []}"), NOT_AUTHORIZED),
    refused("impersonate", IMPERSONATOR, byPattern("{roles: [{role: 'read', db: 'shop'}]}"), NOT_AUTHORIZED),
    refused("impersonate", IMPERSONATOR, byPattern("{uid: #ann}"), NOT_AUTHORIZED),
    kills("impersonate", IMPERSONATOR, byPattern("{uid: #cyd}"), "cyd4"),

    kills("no right", PLAIN, byPattern("{uid: #ann}"), "ann1 ann2"),
    kills("no right", PLAIN, byPattern("{lsid: {id: #1}}"), "ann1"),
    kills("no right", PLAIN, byPattern("{lsid: {id: #3}}"), ""),
    kills("no right", PLAIN, byPattern("{lsid: {id: #99}}"), ""),
    kills("no right", PLAIN, byPattern("{lsid: {id: #1, uid: #ann}}"), "ann1"),
    kills("no right", PLAIN, byPattern("{lsid: {id: #1}, uid: #ann}"), "ann1"),
    kills("no right", PLAIN, byPattern("{uid: #ann, lsid: {id: #2, uid: #ann}}"), "ann2"),
    kills("no right", PLAIN, byPattern("{lsid: {id: #1}}, {lsid: {id: #2}}, {lsid: {id: #3}}"), "ann1 ann2"),
    refused("no right", PLAIN, byPattern(""), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #ann}, {}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #bob}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #ann}, {uid: #bob}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {id: #1, uid: #bob}}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {id: #1, uid: #bob}, uid: #ann}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {id: #1}, uid: #bob}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{users: []}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{roles: []}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #ann, users: [{user: 'ann', db: 'app'}]}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #ann, roles: []}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{appName: 'x'}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #ann, client: 'x'}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{appName: 1}"), NOT_AUTHORIZED),
    // who may not is told so, not what else is wrong
    refused("no right", PLAIN, "{killAllSessionsByPattern: 1}", NOT_AUTHORIZED),
    refused("no right", PLAIN, "{killAllSessionsByPattern: null}", NOT_AUTHORIZED),
    refused("no right", PLAIN, "{killAllSessionsByPattern: {}}", NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("1"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{x: 1}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: 1}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: BinData(0, 'AAAA')}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{uid: #ann, uid: #ann}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: 1}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {}}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {id: BinData(4, 'AAAA')}}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {id: #1}, lsid: {id: #1}}"), NOT_AUTHORIZED),
    refused("no right", PLAIN, byPattern("{lsid: {id: #1, txnUUID: #2}}"), NOT_AUTHORIZED),
  };

  static final Row[] ALL_SESSIONS = {
    kills("nobody asked", OPEN, "{killAllSessions: []}", EVERYBODY),
    kills("nobody asked", OPEN, "{killAllSessions: [{user: 'x', db: 'y'}]}", ""),
    kills("killAnySession", KILLER, "{killAllSessions: []}", EVERYBODY),
    kills("killAnySession", KILLER, "{killAllSessions: [{user: 'bob', db: 'app'}]}", "bob1 bob3"),
    kills("killAnySession", KILLER, "{killAllSessions: [{user: 'bob', db: 'app'}, {user: 'cyd', db: 'app'}]}",
        "bob1 bob3 cyd4"),
    kills("killAnySession", KILLER, "{killAllSessions: [{user: 'nobody', db: 'app'}]}", ""),
    kills("killAnySession", KILLER, "{killAllSessions: [{user: '', db: ''}]}", ""),
    kills("no right", PLAIN, "{killAllSessions: [{user: 'ann', db: 'app'}]}", "ann1 ann2"),
    refused("no right", PLAIN, "{killAllSessions: []}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: [{user: 'bob', db: 'app'}]}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: [{user: 'ann', db: 'app'}, {user: 'bob', db: 'app'}]}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: [{user: 'ann', db: 'other'}]}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: [{user: '', db: ''}]}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: 1}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: [1]}", NOT_ALL),
    refused("no right", PLAIN, "{killAllSessions: [{user: 'ann', db: 'app', x: 1}]}", NOT_ALL),
    refused("impersonate", IMPERSONATOR, "{killAllSessions: []}", NOT_ALL),
  };

  static final Row[] SOME_SESSIONS = {
    kills("nobody asked", OPEN, "{killSessions: []}", EVERYBODY),
    kills("nobody asked", OPEN, "{killSessions: [{id: #1}]}", ""),
    kills("nobody asked", OPEN, "{killSessions: [{id: #1, uid: #bob}]}", "bob1"),
    kills("no right", PLAIN, "{killSessions: []}", "ann1 ann2"),
    kills("no right", PLAIN, "{killSessions: [{id: #1}]}", "ann1"),
    kills("no right", PLAIN, "{killSessions: [{id: #3}]}", ""),
    kills("no right", PLAIN, "{killSessions: [{id: #2, uid: #ann}, {id: #1}]}", "ann1 ann2"),
    refused("no right", PLAIN, "{killSessions: [{id: #1, uid: #bob}]}", DIGEST),
    refused("no right", PLAIN, "{killSessions: [{id: #99, uid: #bob}]}", DIGEST),
    refused("no right", PLAIN, "{killSessions: [{id: #1}, {id: #1, uid: #bob}]}", DIGEST),
    refused("no right", PLAIN, "{killSessions: [{id: #1, uid: #bob}, 1]}", DIGEST),
    kills("killAnySession", KILLER, "{killSessions: []}", "cyd4"),
    kills("killAnySession", KILLER, "{killSessions: [{id: #1}]}", ""),
    kills("killAnySession", KILLER, "{killSessions: [{id: #1, uid: #bob}]}", "bob1"),
    kills("impersonate", IMPERSONATOR, "{killSessions: [{id: #1, uid: #bob}]}", "bob1"),
  };

  @ParameterizedTest
  @FieldSource({"BY_PATTERN", "ALL_SESSIONS", "SOME_SESSIONS"})
  void shouldKillWhatTheCallerMayAndNothingElse(final Row row) {
    house.run(row.caller, row.command);
    assertEquals(row.killed, house.killed());
  }

  @ParameterizedTest
  @FieldSource({"BY_PATTERN", "ALL_SESSIONS", "SOME_SESSIONS"})
  void shouldAnswerWhetherTheCallerMay(final Row row) {
    final BsonDocument reply = house.run(row.caller, row.command);
    assertEquals(
        row.refusal.isEmpty() ? "{\"ok\": 1.0}" : row.refusal,
        row.refusal.isEmpty() ? reply.toJson() : reply.getString("errmsg").getValue());
  }

  @ParameterizedTest
  @FieldSource({"BY_PATTERN", "ALL_SESSIONS", "SOME_SESSIONS"})
  void shouldRefuseWith13(final Row row) {
    assertEquals(row.refusal.isEmpty() ? "ok" : "13", House.outcome(house.run(row.caller, row.command)));
  }

  /** A decoded document has each field once. */
  static Stream<Row> withoutDuplicates() {
    return Stream.of(BY_PATTERN, ALL_SESSIONS, SOME_SESSIONS)
        .flatMap(Stream::of)
        .filter(row -> !row.command.contains("uid: #ann, uid: #ann") && !row.command.contains("{id: #1}, lsid"));
  }

  @ParameterizedTest
  @MethodSource("withoutDuplicates")
  void shouldDecideADecodedCommandInTheSameWay(final Row row) {
    house.commands.run(row.caller, "admin", House.decoded(row.command));
    assertEquals(row.killed, house.killed());
  }

  @ParameterizedTest
  @FieldSource({"BY_PATTERN", "ALL_SESSIONS", "SOME_SESSIONS"})
  void shouldRefuseToExplainWhatItRefusesToDo(final Row row) {
    final BsonDocument reply = house.run(row.caller, "{explain: " + row.command + "}");
    assertEquals(row.refusal.isEmpty() ? "ok" : "13", House.outcome(reply));
  }

  @ParameterizedTest
  @FieldSource({"BY_PATTERN", "ALL_SESSIONS", "SOME_SESSIONS"})
  void shouldAuditEachRefusal(final Row row) {
    house.run(row.caller, row.command);
    assertEquals(
        row.refusal.isEmpty() ? List.of(0) : List.of(13), house.audit.stream().map(KillAudit.Entry::refusal).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{killAllSessionsByPattern: []}", "{killAllSessions: []}", "{killSessions: []}", "{startSession: 1}",
    "{refreshSessions: []}", "{endSessions: []}", "{explain: {killSessions: []}}", "{killSessions: 1}"})
  void shouldRefuseOneWhoHasNotLoggedIn(final String command) {
    final BsonDocument reply = house.run(House.anonymous(), command);
    final String name = House.raw(command).getFirstKey();
    assertEquals("Command " + name + " requires authentication", reply.getString("errmsg").getValue());
  }

  @Test
  void shouldNotKillForOneWhoHasNotLoggedIn() {
    house.run(House.anonymous(), "{killAllSessions: []}");
    assertEquals("", house.killed());
  }

  @Test
  void shouldGoByThePrivilegeOnTheClusterAlone() {
    final Privilege everywhere = Privilege.of(Resource.ANY_DATABASE, Action.KILL_ANY_SESSION);
    final Caller caller = Caller.authenticated(CYD, Privileges.of(List.of(everywhere)), "test");
    assertEquals("13", House.outcome(house.run(caller, "{killAllSessions: []}")));
  }

  static Stream<String> foreign() {
    return Stream.of("{killSessions: [{id: #%d, uid: #bob}]}", byPattern("{lsid: {id: #%d, uid: #bob}}"),
        "{refreshSessions: [{id: #%d, uid: #bob}]}", "{endSessions: [{id: #%d, uid: #bob}]}",
        byPattern("{lsid: {id: #%d}}"), "{killSessions: [{id: #%d}]}");
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void shouldAnswerTheSameWhetherOrNotThereIsAForeignSession(final String command) {
    assertEquals(
        house.run(PLAIN, String.format(command, 99)), house.run(PLAIN, String.format(command, 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{killSessions: [{id: #3}]}", "{killAllSessionsByPattern: [{lsid: {id: #3}}]}",
    "{killAllSessionsByPattern: [{lsid: {id: #3}, uid: #ann}]}"})
  void shouldExplainTheSameWhetherOrNotThereIsAForeignSession(final String command) {
    final BsonDocument there = house.run(PLAIN, "{explain: " + command + "}");
    house.session(3, House.BOB).end();
    assertEquals(house.run(PLAIN, "{explain: " + command + "}"), there);
  }

  @Test
  void shouldNeverTouchWorkWithoutASession() {
    house.run(OPEN, "{killAllSessions: []}");
    assertFalse(house.operation("none").isKilled());
  }
}
