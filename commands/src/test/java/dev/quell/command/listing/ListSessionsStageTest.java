package dev.quell.command.listing;

import static dev.quell.command.TestHost.ANN;
import static dev.quell.command.TestHost.BOB;
import static dev.quell.command.TestHost.caller;
import static dev.quell.command.TestHost.idOf;
import static dev.quell.command.TestHost.lsid;
import static dev.quell.command.TestHost.parse;
import static dev.quell.command.TestHost.raw;
import static dev.quell.command.TestHost.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillExplanation;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.TestHost;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code $listSessions} and {@code $listLocalSessions}: what holds for both is tried with both. */
class ListSessionsStageTest {
  private static final String GLOBAL = "$listSessions";
  private static final String LOCAL = "$listLocalSessions";
  private static final BsonString SESSIONS = new BsonString("system.sessions");
  private static final BsonInt32 ONE = new BsonInt32(1);
  private static final Caller MONITOR = caller(BOB, Action.LIST_SESSIONS);

  private final TestHost host = new TestHost();

  @AfterEach
  void close() {
    host.close();
  }

  private ListSessionsStage stage(final String name) {
    return name.equals(GLOBAL)
        ? ListSessionsStage.listSessions(host.core, 10, null)
        : ListSessionsStage.listLocalSessions(host.core, 10);
  }

  private Stream<BsonDocument> list(final String name, final Caller caller, final BsonValue options) {
    return name.equals(GLOBAL)
        ? stage(name).open(caller, "config", SESSIONS, options).documents()
        : stage(name).open(caller, "any", ONE, options).documents();
  }

  private List<Long> ids(final String name, final Caller caller, final String options) {
    return list(name, caller, parse(options)).map(document -> idOf(document.getDocument("_id"))).sorted().toList();
  }

  private void openFour() {
    host.session(1, ANN);
    host.session(2, ANN);
    host.session(3, BOB);
    host.session(1, Owner.unauthenticated());
  }

  // ---- documents

  @Test
  void shouldShowTheUserAsADocumentOfTheStoredSession() {
    final Session session = host.session(1, ANN);
    assertEquals(
        List.of(
            new BsonDocument("_id", lsid(1, ANN))
                .append("lastUse", new BsonDateTime(session.lastUse().toEpochMilli()))
                .append("user", new BsonDocument("name", new BsonString("ann@app")))),
        list(GLOBAL, caller(ANN), new BsonDocument()).toList());
  }

  @Test
  void shouldShowTheUserAsATextOfTheLocalSession() {
    host.session(1, ANN);
    assertEquals(
        List.of(new BsonString("ann@app")),
        list(LOCAL, caller(ANN), new BsonDocument()).map(document -> document.get("user")).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {GLOBAL, LOCAL})
  void shouldShowNoUserWhereNobodyIsAsked(final String name) {
    host.session(1, Owner.unauthenticated());
    assertEquals(
        List.of(Set.of("_id", "lastUse")),
        list(name, TestHost.open(), new BsonDocument()).map(BsonDocument::keySet).toList());
  }

  // ---- who sees what

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    "ann  | {}                                                            | 1 2",
    "ann  | {allUsers: false}                                             | 1 2",
    "ann  | {users: []}                                                   | 1 2",
    "ann  | {users: [{user: 'ann', db: 'app'}]}                           | 1 2",
    "ann  | {users: [{user: 'ann', db: 'app'}, {user: 'ann', db: 'app'}]} | 1 2",
    "bob  | {}                                                            | 3",
    "bob  | {allUsers: true}                                              | 1 1 2 3",
    "bob  | {allUsers: true, users: []}                                   | 1 1 2 3",
    "bob  | {users: [{user: 'ann', db: 'app'}]}                           | 1 2",
    "bob  | {users: [{user: 'ann', db: 'app'}, {user: 'bob', db: 'app'}]} | 1 2 3",
    "bob  | {users: [{user: 'cyd', db: 'app'}]}                           | ",
    "bob  | {users: [{user: '', db: ''}]}                                 | 1",
    "open | {}                                                            | 1",
    "open | {users: [{user: '', db: ''}]}                                 | 1",
    "open | {users: [{user: 'ann', db: 'app'}]}                           | 1 2",
    "open | {allUsers: true}                                              | 1 1 2 3",
  })
  void shouldListWhoseSessionsAreAskedFor(final String who, final String options, final String expected) {
    openFour();
    final Caller caller = who.equals("ann") ? caller(ANN) : who.equals("bob") ? MONITOR : TestHost.open();
    final List<Long> ids = expected == null ? List.of() : Stream.of(expected.split(" ")).map(Long::valueOf).toList();
    assertEquals(ids, ids(GLOBAL, caller, options));
    assertEquals(ids, ids(LOCAL, caller, options));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{allUsers: true}", "{users: [{user: 'bob', db: 'app'}]}",
    "{users: [{user: 'ann', db: 'app'}, {user: 'bob', db: 'app'}]}", "{users: [{user: '', db: ''}]}",
    "{users: [{user: 'nobody', db: 'app'}]}",
  })
  void shouldRefuseTheSessionsOfOthersWithoutThePrivilege(final String options) {
    openFour();
    final Caller ann = caller(ANN, Action.KILL_ANY_SESSION, Action.IN_PROGRESS, Action.IMPERSONATE);
    refused(13, () -> ids(GLOBAL, ann, options));
    refused(13, () -> ids(LOCAL, ann, options));
  }

  /** Kills find sessions by these very patterns, and say by which index. */
  @Test
  void shouldFindOnesOwnThroughTheOwner() {
    openFour();
    final KillRequest own =
        KillRequest.of(SessionListOptions.parse(new BsonDocument(), GLOBAL, 10).patterns(caller(ANN)));
    assertEquals(
        List.of(KillExplanation.Index.OWNER),
        host.core.explain(own).steps().stream().map(KillExplanation.Step::index).toList());
  }

  // ---- options

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("{x: 1}", 40415, "BSON field '%s.x' is an unknown field."),
        Arguments.of("{allUsers: 1}", 14, "BSON field '%s.allUsers' is the wrong type 'int', expected type 'bool'"),
        Arguments.of("{allUsers: null}", 14, "BSON field '%s.allUsers' is the wrong type 'null', expected type 'bool'"),
        Arguments.of("{users: 1}", 14, "BSON field '%s.users' is the wrong type 'int', expected type 'array'"),
        Arguments.of("{users: null}", 14, "BSON field '%s.users' is the wrong type 'null', expected type 'array'"),
        Arguments.of("{users: [1]}", 14, "BSON field '%s.users.0' is the wrong type 'int', expected type 'object'"),
        Arguments.of("{users: [{}]}", 40414, "BSON field '%s.users.user' is missing but a required field"),
        Arguments.of("{users: [{user: 'a'}]}", 40414, "BSON field '%s.users.db' is missing but a required field"),
        Arguments.of(
            "{users: [{user: 1, db: 'a'}]}", 14,
            "BSON field '%s.users.user' is the wrong type 'int', expected type 'string'"),
        Arguments.of("{users: [{user: 'a', db: 'a', x: 1}]}", 40415, "BSON field '%s.users.x' is an unknown field."),
        Arguments.of(
            "{users: [{user: '" + "x".repeat(10_001) + "', db: 'a'}]}", 2,
            "Username too long to use with logical sessions"),
        Arguments.of(
            "{allUsers: true, users: [{user: 'a', db: 'b'}]}", 12,
            "%s may not specify {allUsers:true} and {users:[...]} at the same time"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void shouldRefuseOptionsThatAreWrong(final String options, final int code, final String message) {
    for (final String name : List.of(GLOBAL, LOCAL)) {
      assertEquals(
          message.replace("%s", name),
          refused(code, () -> list(name, TestHost.open(), parse(options))).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GLOBAL, LOCAL})
  void shouldRefuseOptionsThatAreNoDocument(final String name) {
    assertEquals(
        name + " options must be specified in an object, but found: array",
        refused(14, () -> list(name, TestHost.open(), new BsonArray())).getMessage());
  }

  @Test
  void shouldRefuseAnOptionThatOccursTwice() {
    refused(
        40413,
        () -> list(GLOBAL, TestHost.open(), raw("allUsers", BsonBoolean.FALSE, "allUsers", BsonBoolean.FALSE)));
    refused(40413, () -> list(GLOBAL, TestHost.open(), raw("users", new BsonArray(), "users", new BsonArray())));
  }

  @Test
  void shouldTakeAsManyUsersAsAreAccepted() {
    assertEquals(List.of(), ids(GLOBAL, TestHost.open(), users(10)));
  }

  @Test
  void shouldRefuseAUserTooMany() {
    refused(16, () -> ids(GLOBAL, TestHost.open(), users(11)));
  }

  private static String users(final int count) {
    return "{users: [" + "{user: 'a', db: 'b'},".repeat(count - 1) + "{user: 'a', db: 'b'}]}";
  }

  static Stream<Arguments> wrongPlaces() {
    return Stream.of(
        Arguments.of(GLOBAL, "admin", SESSIONS),
        Arguments.of(GLOBAL, "config", ONE),
        Arguments.of(GLOBAL, "config", new BsonString("sessions")),
        Arguments.of(LOCAL, "config", SESSIONS),
        Arguments.of(LOCAL, "admin", new BsonInt32(0)),
        Arguments.of(LOCAL, "admin", BsonBoolean.TRUE));
  }

  @ParameterizedTest
  @MethodSource("wrongPlaces")
  void shouldRefuseAnotherPlace(final String name, final String db, final BsonValue target) {
    refused(73, () -> stage(name).open(TestHost.open(), db, target, new BsonDocument()));
  }

  // ---- laziness, and change

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{allUsers: true}", "{users: [{user: 'ann', db: 'app'}, {user: 'bob', db: 'app'}]}"})
  void shouldLookNoFurtherThanItIsAsked(final String options) {
    final List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      sessions.add(host.session(i, BOB));
    }
    final Iterator<BsonDocument> listing = list(GLOBAL, MONITOR, parse(options)).iterator();
    listing.next();
    sessions.forEach(Session::end);
    int rest = 0;
    while (listing.hasNext()) {
      listing.next();
      rest++;
    }
    assertTrue(rest < 200, "had looked at " + rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{allUsers: true}", "{users: [{user: 'ann', db: 'app'}]}"})
  void shouldListOnceWhateverStaysWhileOthersComeAndGo(final String options) throws Exception {
    final List<Long> staying = LongStream.range(0, 500).boxed().toList();
    staying.forEach(id -> host.session(id, ANN));
    final AtomicBoolean done = new AtomicBoolean();
    final Thread churn = new Thread(() -> {
      for (long i = 0; !done.get(); i++) {
        final long id = 1_000 + i % 300;
        host.session(id, ANN).end();
        host.session(id, BOB);
      }
    });
    churn.start();
    try {
      for (int i = 0; i < 50; i++) {
        assertEquals(staying, ids(LOCAL, MONITOR, options).stream().filter(id -> id < 500).toList());
      }
    } finally {
      done.set(true);
      churn.join();
    }
    assertEquals(staying, ids(LOCAL, caller(ANN), "{}"));
  }
}
