package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CursorDetails;
import dev.quell.server.data.DataCommands;
import dev.quell.server.data.TestServer;
import dev.quell.server.data.TestServer.As;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As in mongod's source: who gets more of a cursor, and what a kill does to it. */
class CursorRulesTest {
  private static final UUID A = new UUID(1, 2);
  private static final UUID B = new UUID(3, 4);
  private static final Owner ALICE = Owner.of("alice", "admin");
  private static final Owner BOB = Owner.of("bob", "admin");
  private static final Privilege READ = Privilege.of(Resource.ANY_DATABASE, Action.FIND);
  private static final Privilege IMPERSONATE = Privilege.of(Resource.CLUSTER, Action.IMPERSONATE);

  private TestServer server;

  @BeforeEach
  void setUp() {
    server = new TestServer();
    server.fill(300);
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  private static Caller caller(final String who) {
    return switch (who) {
      case "open" -> Caller.open("test");
      case "alice" -> Caller.authenticated(ALICE, Privileges.of(List.of(READ)), "test");
      case "bob" -> Caller.authenticated(BOB, Privileges.of(List.of(READ)), "test");
      case "alice+" -> Caller.authenticated(ALICE, Privileges.of(List.of(READ, IMPERSONATE)), "test");
      default -> Caller.authenticated(BOB, Privileges.of(List.of(READ, IMPERSONATE)), "test");
    };
  }

  /** Somebody in a session: {@code none}, one of their own, or one of the other's with {@code alice's}. */
  private As as(final String who, final String session) {
    final Caller caller = caller(who);
    final As outside = As.open().by(caller);
    return switch (session) {
      case "none" -> outside;
      case "A" -> outside.in(server.core().session(A, caller.owner()));
      case "B" -> outside.in(server.core().session(B, caller.owner()));
      default -> outside.in(server.core().session(A, ALICE));
    };
  }

  private long find(final As as) {
    return TestServer.cursorId(server.run(as, "{find: 'c', batchSize: 2}"));
  }

  private static BsonDocument getMore(final long id, final String collection) {
    return new BsonDocument("getMore", new BsonInt64(id))
        .append("collection", new BsonString(collection))
        .append("batchSize", new BsonInt64(2));
  }

  private BsonDocument more(final As as, final long id) {
    return server.run(as, getMore(id, "c"));
  }

  // ---- who gets more

  @ParameterizedTest
  @CsvSource(
      textBlock = """
          alice,  A,    alice,  A,       0
          alice,  none, alice,  none,    0
          alice,  A,    alice,  B,       13
          alice,  none, alice,  A,       13
          alice,  A,    alice,  none,    13
          alice,  none, bob,    none,    13
          alice,  A,    bob,    A,       13
          open,   A,    open,   A,       0
          open,   none, open,   none,    0
          open,   A,    open,   B,       50738
          open,   none, open,   A,       50736
          open,   A,    open,   none,    50737
          alice+, A,    alice+, A,       0
          alice+, A,    alice+, B,       50738
          alice+, none, alice+, A,       50736
          alice+, A,    alice+, none,    50737
          alice,  A,    bob+,   A,       50738
          alice,  A,    bob+,   alice's, 0
          alice,  none, bob+,   none,    13
          """)
  void shouldLookAtSessionAndUser(
      final String finder, final String found, final String getter, final String got, final int code) {
    final long id = find(as(finder, found));
    assertEquals(code, TestServer.code(more(as(getter, got), id)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          alice | A    | B    | Cursor session id (<A>) is not the same as the operation context's session id (<B>)
          alice | none | A    | Cursor session id (none) is not the same as the operation context's session id (<A>)
          alice | A    | none | Cursor session id (<A>) is not the same as the operation context's session id (none)
          open  | A    | B    | Cannot run getMore on cursor <n>, which was created in session <A>, in session <B>
          open  | none | A    | Cannot run getMore on cursor <n>, which was not created in a session, in session <A>
          open  | A    | none | Cannot run getMore on cursor <n>, which was created in session <A>, without an lsid
          """)
  void shouldNameTheSessions(final String who, final String found, final String got, final String message) {
    final long id = find(as(who, found));
    final String uid = caller(who).uid() + " -  - ";
    assertEquals(
        message.replace("<A>", A + " - " + uid).replace("<B>", B + " - " + uid).replace("<n>", id + ""),
        more(as(who, got), id).getString("errmsg").getValue());
  }

  @Test
  void shouldNameTheCursorToAnotherUser() {
    final long id = find(as("alice", "none"));
    assertEquals(
        "cursor id " + id + " was not created by the authenticated user",
        more(as("bob", "none"), id).getString("errmsg").getValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "alice"})
  void shouldRefuseAnotherNamespace(final String who) {
    final BsonDocument reply = server.run(as(who, "A"), getMore(find(as(who, "A")), "other"));
    assertEquals(
        "13 Requested getMore on namespace 'test.other', but cursor belongs to a different namespace test.c",
        TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
  }

  @Test
  void shouldLookAtTheSessionBeforeTheUserAndTheNamespace() {
    final BsonDocument reply = server.run(as("bob", "B"), getMore(find(as("alice", "A")), "other"));
    assertEquals("Cursor session id", reply.getString("errmsg").getValue().substring(0, 17));
  }

  @Test
  void shouldLookAtTheUserBeforeTheNamespace() {
    final BsonDocument reply = server.run(as("bob", "none"), getMore(find(as("alice", "none")), "other"));
    assertEquals("was not created by", reply.getString("errmsg").getValue().replaceAll(".*(was not created by).*",
        "$1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5, Long.MAX_VALUE})
  void shouldNotFindWhatIsNotThere(final long id) {
    final BsonDocument reply = more(As.open(), id);
    assertEquals("43 cursor id " + id + " not found",
        TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
  }

  @Test
  void shouldLeaveACursorToItsOwnerAfterARefusal() {
    final long id = find(as("alice", "A"));
    more(as("bob", "A"), id);
    assertEquals(0, TestServer.code(more(as("alice", "A"), id)));
  }

  @Test
  void shouldSayThatACursorIsInUseBeforeAnythingElse() {
    final long id = find(as("alice", "A"));
    try (Operation other = server.core().begin("other")) {
      server.core().findCursor(id).orElseThrow().pin(other);
      final BsonDocument reply = server.run(as("bob", "B"), getMore(id, "nonsense"));
      server.core().findCursor(id).orElseThrow().unpin();
      assertEquals(
          "143 cursor id " + id + " is already in use",
          TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
    }
  }

  // ---- what a kill does

  @Test
  void shouldNotFindACursorWhoseSessionWasKilled() {
    final long id = find(as("open", "A"));
    server.core().kill(KillPattern.all());
    assertEquals(KillCode.CURSOR_NOT_FOUND, TestServer.code(more(as("open", "A"), id)));
  }

  @Test
  void shouldKeepACursorOutsideSessionsWhenAllAreKilled() {
    final long id = find(as("open", "none"));
    server.core().kill(KillPattern.all());
    assertEquals(0, TestServer.code(more(as("open", "none"), id)));
  }

  /** Runs a getMore and does something when it polls for the first time. */
  private BsonDocument moreAndThen(final As as, final long id, final Runnable doThis) {
    final AtomicInteger polls = new AtomicInteger();
    return more(as.atEachCheck(() -> {
      if (polls.getAndIncrement() == 0) {
        doThis.run();
      }
    }), id);
  }

  @Test
  void shouldFailAGetMoreWhoseSessionIsKilledAndCloseItsCursor() {
    final As as = as("open", "A");
    final long id = find(as);
    final BsonDocument killed = moreAndThen(as, id, () -> server.core().kill(KillPattern.all()));
    assertEquals(List.of(11601, 43), List.of(TestServer.code(killed), TestServer.code(more(as, id))));
  }

  @Test
  void shouldFailAGetMoreWhoseCursorIsKilledAndCloseIt() {
    final As as = as("open", "none");
    final long id = find(as);
    final BsonDocument killed = moreAndThen(as, id, () -> server.core().killCursor(id, "", ""));
    assertEquals(List.of(237, 43), List.of(TestServer.code(killed), TestServer.code(more(as, id))));
  }

  @ParameterizedTest
  @ValueSource(ints = {11601, 237, 50, 279, 11600})
  void shouldTellOnceWhyTheOperationWasInterrupted(final int code) {
    final As as = as("open", "A");
    final long id = find(as);
    final BsonDocument body = getMore(id, "c");
    try (Operation operation = as.session().orElseThrow().begin("getMore")) {
      final AtomicInteger polls = new AtomicInteger();
      server.run(as.atEachCheck(() -> {
        if (polls.getAndIncrement() == 1) {
          operation.kill(code, "", "");
        }
      }), body, operation);
    }
    assertEquals(List.of(43, 43), List.of(TestServer.code(more(as, id)), TestServer.code(more(as, id))));
    assertEquals(0, server.core().cursors().count());
  }

  @Test
  void shouldNotLetAStrangerSpoilACursor() {
    final As alice = as("alice", "A");
    final long id = find(alice);
    try (Operation operation = server.core().begin("getMore")) {
      operation.kill(50, "", "");
      server.run(as("bob", "none"), getMore(id, "c"), operation);
    }
    assertEquals(0, TestServer.code(more(alice, id)));
  }

  @Test
  void shouldLeaveNoCursorOfAFindThatIsKilled() {
    final As as = as("open", "A");
    final AtomicInteger polls = new AtomicInteger();
    final BsonDocument reply = server.run(as.atEachCheck(() -> {
      if (polls.getAndIncrement() == 1) {
        server.core().kill(KillPattern.all());
      }
    }), "{find: 'c', batchSize: 2}");
    assertEquals(List.of(11601, 0L), List.of(TestServer.code(reply), server.core().cursors().count()));
  }

  @Test
  void shouldKillTheCursorOfAFindWhoseKillComesAtTheLastPoll() {
    final As as = as("open", "A");
    final AtomicLong polls = new AtomicLong();
    server.run(as.atEachCheck(polls::incrementAndGet), "{find: 'c', batchSize: 2}");
    final long last = polls.getAndSet(0);
    server.core().kill(KillPattern.all());
    server.run(as.atEachCheck(() -> {
      if (polls.incrementAndGet() == last) {
        server.core().kill(KillPattern.all());
      }
    }), "{find: 'c', batchSize: 2}");
    assertEquals(0, server.core().cursors().count());
  }

  // ---- the time of a cursor

  private long findWithin(final As as, final int millis) {
    return TestServer.cursorId(server.run(as, "{find: 'c', batchSize: 2, maxTimeMS: " + millis + "}"));
  }

  /** Works until the operation is killed, or for so long. */
  private static void work(final Operation operation, final long millis) {
    final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!operation.isKilled() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** A getMore of two documents that works for so long at its first poll. */
  private BsonDocument moreWorking(final As as, final long id, final long millis) {
    try (Operation operation = server.core().begin("getMore")) {
      final AtomicInteger polls = new AtomicInteger();
      return server.run(as.atEachCheck(() -> {
        if (polls.getAndIncrement() == 0) {
          work(operation, millis);
        }
      }), getMore(id, "c"), operation);
    }
  }

  @Test
  void shouldEndAGetMoreAtTheTimeOfItsCursor() {
    final As as = as("open", "none");
    final long id = findWithin(as, 50);
    assertEquals(
        List.of(KillCode.MAX_TIME_MS_EXPIRED, 43),
        List.of(TestServer.code(moreWorking(as, id, 60_000)), TestServer.code(more(as, id))));
  }

  @Test
  void shouldAddUpTheTimeOfAllGetMores() {
    final As as = as("open", "none");
    final long id = findWithin(as, 200);
    int batches = 0;
    int code;
    do {
      code = TestServer.code(moreWorking(as, id, 20));
      batches++;
    } while (code == 0 && batches < 100);
    assertEquals(KillCode.MAX_TIME_MS_EXPIRED, code);
    assertTrue(batches <= 11, () -> "more was worked than there was time");
  }

  @Test
  void shouldLeaveOutTheTimeOfTheClient() {
    final As as = as("open", "none");
    final long id = findWithin(as, 500);
    try (Operation client = server.core().begin("the client thinks")) {
      work(client, 600);
    }
    assertEquals(0, TestServer.code(more(as, id)));
  }

  @Test
  void shouldHaveNoLimitWithoutOne() {
    final As as = as("open", "none");
    final long id = find(as);
    assertEquals(0, TestServer.code(moreWorking(as, id, 20)));
  }

  @Test
  void shouldRefuseATimeForAGetMoreAndKeepTheCursor() {
    final As as = as("open", "none");
    final long id = find(as);
    final BsonDocument reply = server.run(as, getMore(id, "c").append("maxTimeMS", new BsonInt64(1000)));
    assertEquals(
        "2 cannot set maxTimeMS on getMore command for a non-awaitData cursor",
        TestServer.code(reply) + " " + reply.getString("errmsg").getValue());
    assertEquals(0, TestServer.code(server.run(as, getMore(id, "c").append("maxTimeMS", new BsonInt64(0)))));
  }

  @Test
  void shouldGoOnWithTheApiThatTheCursorWasOpenedWith() {
    final As as = as("open", "none");
    final long id = TestServer.cursorId(server.run(as, "{find: 'c', batchSize: 2, apiVersion: '1'}"));
    assertEquals(347, TestServer.code(more(as, id)));
    assertEquals(
        0, TestServer.code(server.run(as, getMore(id, "c").append("apiVersion", new BsonString("1")))));
  }

  // ---- what a cursor reads is dropped

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {find: 'c', batchSize: 2}                                        | {drop: 'c'}
          {find: 'c', batchSize: 2}                                        | {dropDatabase: 1}
          {find: 'c', batchSize: 2, sort: {n: 1}}                          | {drop: 'c'}
          {find: 'c', batchSize: 2, projection: {n: 1}, skip: 1}           | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$match: {_id: {$gte: 0}}}], cursor: {batchSize: 2}} | {drop: 'c'}
          {aggregate: 'c', pipeline: [], cursor: {batchSize: 0}}           | {dropDatabase: 1}
          {find: 'c', filter: {_id: 1}, batchSize: 0}                      | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$sort: {_id: -1}}], cursor: {batchSize: 2}} | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$sort: {_id: -1}}], cursor: {batchSize: 2}} | {dropDatabase: 1}
          {aggregate: 'c', pipeline: [{$match: {_id: {$gte: 0}}}, {$sort: {n: 1}}, {$limit: 9}], cursor: {batchSize: 2}} | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$group: {_id: '$_id'}}], cursor: {batchSize: 2}} | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$sortByCount: '$_id'}], cursor: {batchSize: 2}} | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$sample: {size: 9}}], cursor: {batchSize: 2}} | {drop: 'c'}
          {aggregate: 'c', pipeline: [{$match: {_id: 1}}, {$set: {a: [1, 2, 3]}}, {$unwind: '$a'}], cursor: {batchSize: 2}} | {drop: 'c'}
          """)
  void shouldNotReadWhatWasDropped(final String command, final String drop) {
    final As as = as("open", "none");
    final long id = TestServer.cursorId(server.run(as, command));
    assertEquals(0, TestServer.code(server.run(drop)));
    server.fill(3); // another of the same name
    final BsonDocument reply = more(as, id);
    assertEquals(175, TestServer.code(reply));
    assertTrue(reply.getString("errmsg").getValue().startsWith("collection dropped. UUID "), reply::toJson);
    assertEquals(43, TestServer.code(more(as, id)));
  }

  @Test
  void shouldEndAQueryWhoseCollectionIsDroppedUnderItsHands() {
    final AtomicInteger polls = new AtomicInteger();
    final BsonDocument reply = server.run(as("open", "none").atEachCheck(() -> {
      if (polls.getAndIncrement() == 5) {
        server.run("{drop: 'c'}");
      }
    }), "{count: 'c', query: {n: 1}}");
    assertEquals(175, TestServer.code(reply));
  }

  // ---- which cursors stay

  @ParameterizedTest
  @CsvSource({"true, true", "1, true", "false, false", "0, false", "null, false"})
  void shouldKnowWhichCursorsStay(final String noCursorTimeout, final boolean stays) {
    final long id = TestServer.cursorId(
        server.run("{find: 'c', batchSize: 2, noCursorTimeout: " + noCursorTimeout + "}"));
    final AutoCloseable resource = server.core().findCursor(id).orElseThrow().resource();
    assertEquals(
        List.of(stays, !stays),
        List.of(
            ((CursorDetails) resource).describe().getBoolean("noCursorTimeout").getValue(),
            DataCommands.timesOut(resource)));
  }

  // ---- the end

  @Test
  void shouldCloseAnExhaustedCursor() {
    final As as = as("open", "A");
    final long id = find(as);
    final BsonDocument body = new BsonDocument("getMore", new BsonInt64(id)).append("collection", new BsonString("c"));
    final BsonDocument rest = server.run(as, body);
    assertEquals(
        List.of(298, 0L, 43),
        List.of(TestServer.batch(rest).size(), TestServer.cursorId(rest), TestServer.code(server.run(as, body))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          {find: 'c'}                                     | 101 | true
          {find: 'c', batchSize: 0}                       | 0   | true
          {find: 'c', batchSize: 300}                     | 300 | true
          {find: 'c', batchSize: 301}                     | 300 | false
          {find: 'c', limit: 5}                           | 5   | false
          {find: 'c', limit: 5, batchSize: 3}             | 3   | true
          {find: 'c', batchSize: 5, singleBatch: true}    | 5   | false
          {find: 'c', filter: {_id: 7}}                   | 1   | false
          {aggregate: 'c', pipeline: [], cursor: {}}      | 101 | true
          {aggregate: 'c', pipeline: [], cursor: {batchSize: 0}} | 0 | true
          """)
  void shouldFillTheFirstBatch(final String command, final int documents, final boolean open) {
    final BsonDocument reply = server.run(command);
    assertEquals(
        List.of(documents, open), List.of(TestServer.batch(reply).size(), TestServer.cursorId(reply) != 0));
  }

  @Test
  void shouldStopABatchAtSixteenMegabytes() {
    final String large = "x".repeat(3 * 1024 * 1024);
    for (int i = 0; i < 7; i++) {
      server.run("{insert: 'large', documents: [{_id: " + i + ", x: '" + large + "'}]}");
    }
    final BsonDocument first = server.run("{find: 'large'}");
    final BsonDocument next =
        server.run("{getMore: {$numberLong: '" + TestServer.cursorId(first) + "'}, collection: 'large'}");
    assertEquals(List.of(5, 2, 0L), List.of(
        first.getDocument("cursor").getArray("firstBatch").size(),
        next.getDocument("cursor").getArray("nextBatch").size(),
        TestServer.cursorId(next)));
  }

  @Test
  void shouldLimitOverAllBatches() {
    final BsonDocument first = server.run("{find: 'c', limit: 5, batchSize: 3}");
    final BsonDocument next = server.run(
        "{getMore: {$numberLong: '" + TestServer.cursorId(first) + "'}, collection: 'c'}");
    assertEquals(List.of(2, 0L), List.of(TestServer.batch(next).size(), TestServer.cursorId(next)));
  }

  @Test
  void shouldTellAboutAnOpenCursor() {
    find(as("alice", "A"));
    final long id = server.core().cursors().findFirst().orElseThrow().id();
    final BsonDocument told =
        ((CursorDetails) server.core().findCursor(id).orElseThrow().resource()).describe();
    assertEquals(
        "{\"nDocsReturned\": 2, \"nBatchesReturned\": 1, \"noCursorTimeout\": false, \"tailable\": false, "
            + "\"awaitData\": false, "
            + "\"originatingCommand\": {\"find\": \"c\", \"batchSize\": 2}, \"planSummary\": \"COLLSCAN\"}",
        told.toJson());
  }

  @Test
  void shouldCloseTheCursorsOfASessionThatEnds() {
    final As as = as("open", "A");
    final long id = find(as);
    final Session session = as.session().orElseThrow();
    session.end();
    assertFalse(server.core().findCursor(id).isPresent());
  }
}
