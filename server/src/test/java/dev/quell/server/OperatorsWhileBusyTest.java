package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An abuser has taken every worker, and more work waits: who runs the server can still look, lock out and kill. */
final class OperatorsWhileBusyTest {
  private static final int SLEEPS = 12;
  private static final String HEAVY = "{aggregate: 1, cursor: {}, pipeline: [{$currentOp: {}}, {$limit: 1}, "
      + "{$project: {a: {$range: [0, 100000]}}}, {$unwind: '$a'}, {$project: {b: {$range: [0, 100000]}}}, "
      + "{$unwind: '$b'}, {$group: {_id: null, n: {$sum: 1}}}]}";

  private TestServer server;
  private MongoClient root;
  private MongoClient alice;

  @BeforeEach
  void open() throws StartException {
    server = TestServer.withUsers(options -> options.workers(2));
    root = server.login("root", "admin");
    alice = server.login("alice", "app");
    orders().insertOne(new Document("_id", 1));
    server.admin(root, "{ping: 1}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private MongoCollection<Document> orders() {
    return TestServer.orders(alice);
  }

  private List<CompletableFuture<Integer>> sleep() {
    final List<CompletableFuture<Integer>> sleeps = new ArrayList<>();
    for (int i = 0; i < SLEEPS; i++) {
      sleeps.add(running(() -> server.run(alice, "app", "{sleep: 1, secs: 3600}")));
    }
    server.awaitRunning("sleep", SLEEPS);
    return sleeps;
  }

  private static CompletableFuture<Integer> running(final Runnable action) {
    return CompletableFuture.supplyAsync(() -> codeOf(action), task -> new Thread(task).start());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "app   | {updateUser: 'alice', roles: []}",
    "app   | {updateUser: 'alice', pwd: 'other'}",
    "app   | {createUser: 'x', pwd: 'y', roles: []}",
    "app   | {revokeRolesFromUser: 'alice', roles: ['readWrite']}",
    "app   | {grantRolesToUser: 'alice', roles: ['read']}",
    "app   | {dropUser: 'bob'}",
    "app   | {dropAllUsersFromDatabase: 1}",
    "app   | {dropRole: 'reports'}",
    "app   | {createRole: 'more', privileges: [], roles: []}",
    "app   | {updateRole: 'reports', roles: []}",
    "app   | {usersInfo: 1}",
    "app   | {usersInfo: 1, filter: {user: 'alice'}}",
    "app   | {rolesInfo: 1}",
    "app   | {listCollections: 1}",
    "app   | {listCollections: 1, filter: {name: /^o/}}",
    "app   | {listIndexes: 'orders'}",
    "app   | {dbStats: 1}",
    "app   | {collStats: 'orders'}",
    "app   | {aggregate: 'orders', pipeline: [{$collStats: {count: {}}}], cursor: {}}",
    "admin | {listDatabases: 1}",
    "admin | {listDatabases: 1, filter: {name: /^a/}}",
    "admin | {currentOp: 1}",
    "admin | {serverStatus: 1}",
    "admin | {ping: 1}",
    "admin | {hello: 1}",
    "admin | {getLog: 'global'}",
    "admin | {connectionStatus: 1}",
    "admin | {explain: {killAllSessions: []}}",
    "admin | {killCursors: 'c', cursors: [{$numberLong: '1'}]}",
    "admin | {killSessions: []}",
    "admin | {endSessions: []}",
    "admin | {refreshSessions: []}",
    "admin | {startSession: 1}",
    "admin | {aggregate: 1, pipeline: [{$currentOp: {allUsers: true}}], cursor: {}}",
    "admin | {aggregate: 1, pipeline: [{$currentOp: {allUsers: true}}, {$match: {op: 'command'}}, {$sort: {opid: 1}}], cursor: {}}",
    "admin | {aggregate: 1, pipeline: [{$listLocalSessions: {}}], cursor: {}}",
    "admin | {aggregate: 1, pipeline: [{$listLocalCursors: {}}], cursor: {}}"
  })
  void shouldAnswer(final String db, final String command) {
    sleep();
    assertEquals(1, ((Number) server.run(root, db, command).get("ok")).intValue());
    assertEquals(SLEEPS, server.running("sleep"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{noSuchCommand: 1}                                      | 59",
    "{getMore: {$numberLong: '12345'}, collection: 'orders'} | 43",
    "{getMore: 'x', collection: 'orders'}                    | 14",
    "{listIndexes: 'none'}                                   | 26",
    "{dropUser: 'alice'}                                     | 11"
  })
  void shouldRefuse(final String command, final int code) {
    sleep();
    assertEquals(code, codeOf(() -> server.admin(root, command)));
    assertEquals(SLEEPS, server.running("sleep"));
  }

  /** What is in a filter may take long to understand. So it waits for a worker, and is killed with its session. */
  @Test
  void shouldExplainAQueryWhereQueriesRun() {
    sleep();
    final CompletableFuture<Integer> explain = running(() -> server.run(alice, "app", "{explain: {find: 'orders'}}"));
    server.awaitRunning("explain", 1);
    server.admin(root, "{killAllSessions: [{user: 'alice', db: 'app'}]}");
    assertEquals(11601, explain.join());
  }

  @Test
  void shouldLetAnotherLogIn() {
    sleep();
    assertEquals(1.0, server.admin(server.login("warden", "admin"), "{connectionStatus: 1}").get("ok"));
  }

  /** The second batch asks for the cursor of a listing, not for data. */
  @ParameterizedTest
  @ValueSource(strings = {
    "{$currentOp: {allUsers: true}}", "{$listLocalSessions: {allUsers: true}}",
    "{$currentOp: {allUsers: true}}, {$match: {op: 'command'}}"
  })
  void shouldReadAListingToItsEnd(final String stages) {
    sleep();
    final List<Document> pipeline = Document.parse("{p: [" + stages + "]}").getList("p", Document.class);
    final List<Document> all = new ArrayList<>();
    root.getDatabase("admin").aggregate(pipeline).batchSize(2).into(all);
    assertTrue(all.size() >= 2, all::toString);
    assertEquals(SLEEPS, server.running("sleep"));
  }

  /** It is too large for the threads of listings. */
  @Test
  void shouldReadALargeListingToItsEnd() {
    sleep();
    final List<Document> pipeline = Document.parse("{p: [{$currentOp: {allUsers: true}}, {$limit: 1}, "
        + "{$project: {a: {$range: [0, 60000]}}}, {$unwind: '$a'}]}").getList("p", Document.class);
    assertEquals(60_000,
        root.getDatabase("admin").aggregate(pipeline).batchSize(20_000).into(new ArrayList<>()).size());
    assertEquals(SLEEPS, server.running("sleep"));
  }

  @Test
  void shouldListWhatWaits() {
    sleep();
    final Document waiting = server.admin(root, "{aggregate: 1, cursor: {}, pipeline: "
        + "[{$currentOp: {allUsers: true}}, {$match: {waitingForWorker: true}}, {$count: 'n'}]}");
    assertEquals(SLEEPS - 2, waiting.get("cursor", Document.class).getList("firstBatch", Document.class).get(0)
        .getInteger("n"));
  }

  @Test
  void shouldKillAllThatAnAbuserHasSent() {
    final List<CompletableFuture<Integer>> sleeps = sleep();
    final Document reply =
        server.admin(root, "{killAllSessions: [{user: 'alice', db: 'app'}], report: true}");
    assertEquals(SLEEPS, reply.get("report", Document.class).getLong("operationsKilled"));
    sleeps.forEach(each -> assertEquals(11601, each.join()));
  }

  // ---- what a client adds to a listing

  /** Each had held a reserved thread for hours. */
  @Test
  void shouldListWhileClientsComputeOnListings() {
    final List<CompletableFuture<Integer>> heavy = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      heavy.add(running(() -> server.admin(alice, HEAVY)));
    }
    server.awaitRunning("aggregate", 8);
    for (int i = 0; i < 20; i++) {
      assertTrue(server.admin(root, "{currentOp: 1}").getList("inprog", Document.class).size() >= 8);
      server.admin(root, "{aggregate: 1, cursor: {}, pipeline: [{$currentOp: {allUsers: true}}, {$match: {}}]}");
    }
    final Document reply = server.admin(root, "{killAllSessions: [{user: 'alice', db: 'app'}], report: true}");
    assertEquals(8, reply.get("report", Document.class).getLong("operationsKilled"));
    heavy.forEach(each -> assertEquals(11601, each.join()));
  }

  /** Four of them compute at once, whatever the workers do. */
  @Test
  void shouldKillAListingThatWaitsForOthers() {
    final List<CompletableFuture<Integer>> heavy = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      heavy.add(running(() -> server.admin(alice, HEAVY)));
    }
    TestServer.await(() -> heavy(false) == 4 && heavy(true) == 1);
    server.admin(root, "{killAllSessions: [{user: 'alice', db: 'app'}]}");
    heavy.forEach(each -> assertEquals(11601, each.join()));
  }

  /** They hold all threads for such listings until they are killed. */
  @Test
  void shouldReadALongListingOfAnOperatorWhileThoseOfClientsLast() {
    final List<CompletableFuture<Integer>> heavy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      heavy.add(running(() -> server.admin(alice, HEAVY)));
    }
    TestServer.await(() -> heavy(false) == 4);
    final Document reply = server.admin(root, "{aggregate: 1, maxTimeMS: 20000, cursor: {batchSize: 100000}, pipeline: "
        + "[{$currentOp: {allUsers: true}}, {$limit: 1}, {$project: {a: {$range: [0, 60000]}}}, {$unwind: '$a'}]}");
    assertEquals(60_000, reply.get("cursor", Document.class).getList("firstBatch", Document.class).size());
    assertEquals(4, heavy(false));
    server.admin(root, "{killAllSessions: [{user: 'alice', db: 'app'}]}");
    heavy.forEach(each -> assertEquals(11601, each.join()));
  }

  private int heavy(final boolean waiting) {
    return server.admin(root, "{currentOp: 1, waitingForWorker: " + waiting + ", 'command.aggregate': 1}")
        .getList("inprog", Document.class).size();
  }

  /** The same in the filter of the command. */
  @Test
  void shouldListWhileClientsComputeOnFilters() {
    final String slow = "{currentOp: 1, $ownOps: true, 'command.comment': /^(a+)+\\1x$/}";
    final List<CompletableFuture<Integer>> heavy = new ArrayList<>();
    final CompletableFuture<Integer> prey = running(
        () -> server.run(alice, "app", "{sleep: 1, secs: 3600, comment: '" + "a".repeat(60) + "!'}"));
    server.awaitRunning("sleep", 1);
    for (int i = 0; i < 6; i++) {
      heavy.add(running(() -> server.admin(alice, slow)));
    }
    server.awaitRunning("currentOp", 6);
    for (int i = 0; i < 10; i++) {
      assertTrue(server.admin(root, "{currentOp: 1}").getList("inprog", Document.class).size() >= 7);
    }
    server.admin(root, "{killAllSessions: [{user: 'alice', db: 'app'}]}");
    heavy.forEach(each -> assertEquals(11601, each.join()));
    assertEquals(11601, prey.join());
  }

  @Test
  void shouldEndAListingInTime() {
    assertEquals(50, codeOf(() -> server.admin(alice, HEAVY.replace("cursor", "maxTimeMS: 50, cursor"))));
  }

  @Test
  void shouldComputeOnAListingAndAnswer() {
    final Document reply = server.admin(alice, HEAVY.replace("[0, 100000]", "[0, 1000]"));
    assertEquals(1_000_000, reply.get("cursor", Document.class).getList("firstBatch", Document.class).get(0)
        .getInteger("n"));
  }
}
