package dev.quell.server;

import static dev.quell.server.TestServer.await;
import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.orders;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoCredential;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One query language for both forms of {@code currentOp}: the command with a filter, and the stage with a match. */
final class CurrentOpTest {
  private static final String SLEEP = "{sleep: 1, secs: 600, comment: 'victim'}";

  private TestServer server;
  private MongoClient root;
  private MongoClient alice;
  private CompletableFuture<Integer> sleep;

  @BeforeEach
  void start() throws StartException {
    server = TestServer.withUsers();
    root = server.login("root", "admin");
    alice = server.client(server.settings().applicationName("report-7").credential(
        MongoCredential.createScramSha256Credential(
            "alice", "app", TestServer.PASSWORD.toCharArray())));
    sleep = CompletableFuture.supplyAsync(() -> codeOf(() -> server.run(alice, "app", SLEEP)));
    server.awaitRunning("sleep", 1);
  }

  @AfterEach
  void stop() {
    server.close();
    sleep.join();
  }

  private List<Document> byCommand(final String filter) {
    final Document command = new Document("currentOp", true);
    command.putAll(Document.parse(filter));
    return root.getDatabase("admin").runCommand(command).getList("inprog", Document.class);
  }

  private List<Document> byStage(final String filter) {
    return root.getDatabase("admin")
        .aggregate(List.of(
            new Document("$currentOp", new Document("allUsers", true)), new Document("$match", Document.parse(filter))))
        .into(new ArrayList<>());
  }

  /** Which of the two operations: that of Alice, and the one that lists. */
  private static List<String> names(final List<Document> operations) {
    return operations.stream()
        .map(operation -> operation.get("command", Document.class))
        .filter(command -> !command.containsKey("hello") && !command.containsKey("isMaster")) // the driver's own
        .map(command -> command.containsKey("sleep") ? "sleep" : "list")
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {}                                                                    | list sleep
      {op: 'command', 'command.sleep': {$exists: true}}                     | sleep
      {ns: /^app\\./}                                                       | sleep
      {ns: {$regex: '^APP', $options: 'i'}}                                 | sleep
      {ns: {$not: /^app/}}                                                  | list
      {appName: /^rep/}                                                     | sleep
      {'effectiveUsers.user': 'alice'}                                      | sleep
      {'effectiveUsers.user': {$in: ['alice', 'root']}}                     | list sleep
      {'effectiveUsers.user': {$ne: 'root'}}                                | sleep
      {effectiveUsers: {$elemMatch: {user: 'alice', db: 'app'}}}            | sleep
      {effectiveUsers: {$elemMatch: {user: 'alice', db: 'admin'}}}          |
      {effectiveUsers: {$size: 1}}                                          | list sleep
      {$or: [{appName: 'report-7'}, {appName: 'nope'}]}                     | sleep
      {$and: [{active: true}, {appName: {$exists: true}}]}                  | sleep
      {$nor: [{appName: 'report-7'}]}                                       | list
      {opid: {$type: 'int'}, appName: {$type: 2}}                           | sleep
      {'command.comment': 'victim', $comment: 'who asks'}                   | sleep
      {secs_running: {$gte: 0}, opid: {$gt: 0}}                             | list sleep
      {active: true, numYields: 0, waitingForLock: false}                   | list sleep
      {$expr: {$eq: ['$appName', 'report-7']}}                              | sleep
      {'lsid.id': {$exists: true}, killPending: {$exists: false}}           | list sleep
      """)
  void shouldFindTheSameByBothForms(final String filter, final String expected) {
    final List<String> names = expected == null ? List.of() : List.of(expected.split(" "));
    assertEquals(List.of(names, names), List.of(names(byStage(filter)), names(byCommand(filter))));
  }

  /** Those of the manual of MongoDB 7.0. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {waitingForLock: true, $or: [{op: {$in: ['insert', 'update']}}, {'command.findandmodify': {$exists: true}}]} |
      {active: true, numYields: 0, waitingForLock: false, 'command.sleep': 1}       | sleep
      {active: true, secs_running: {$gt: -1}, ns: /^app\\./}                        | sleep
      {active: true, secs_running: {$gt: 3}, ns: /^db1\\./}                         |
      {$or: [{op: 'command', 'command.createIndexes': {$exists: true}}, {op: 'none', msg: /^Index Build/}]} |
      """)
  void shouldUnderstandTheExamplesOfTheManual(final String filter, final String expected) {
    final List<String> names = expected == null ? List.of() : List.of(expected.split(" "));
    assertEquals(List.of(names, names), List.of(names(byStage(filter)), names(byCommand(filter))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {$nope: 1}                | 2
      {op: {$nope: 1}}          | 2
      {$or: []}                 | 2
      {$where: 'true'}          | 115
      {ns: {$regex: '('}}       | 51091
      {op: {$in: 5}}            | 14
      """)
  void shouldRefuseTheSameByBothForms(final String filter, final int code) {
    assertEquals(
        List.of(code, code), List.of(codeOf(() -> byStage(filter)), codeOf(() -> byCommand(filter))));
  }

  // ---- what is idle

  private Stream<Document> idle(final MongoClient client, final Document options) {
    return client.getDatabase("admin").aggregate(List.of(new Document("$currentOp", options)))
        .into(new ArrayList<>()).stream().filter(document -> !document.getBoolean("active", true));
  }

  @Test
  void shouldListIdleConnectionsIfAsked() {
    final MongoClient idle = server.client(server.settings().applicationName("lazy"));
    server.run(idle, "admin", "{ping: 1}");
    final List<Document> byStage = idle(root, new Document("allUsers", true).append("idleConnections", true)).toList();
    final List<Document> lazy =
        byStage.stream().filter(document -> "lazy".equals(document.getString("appName"))).toList();
    assertTrue(!lazy.isEmpty(), byStage::toString);
    assertEquals(
        List.of("op", "lazy", false, true),
        List.of(
            lazy.get(0).get("type"), lazy.get(0).get("appName"), lazy.get(0).get("active"),
            lazy.get(0).getString("desc").equals("conn" + lazy.get(0).get("connectionId"))));
    final List<Document> byCommand = byCommand("{$all: true, appName: 'lazy', active: false}");
    assertTrue(!byCommand.isEmpty());
    assertEquals(0, idle(root, new Document("allUsers", true)).count());
    assertEquals(List.of(), byCommand("{active: false}"));
  }

  @Test
  void shouldListAConnectionWithAnOperationOnce() {
    final List<Document> all = byCommand("{$all: true}");
    final List<Object> connections = all.stream().map(document -> document.get("connectionId")).toList();
    assertEquals(connections.size(), connections.stream().distinct().count(), connections::toString);
  }

  @Test
  void shouldShowNobodyTheConnectionsOfOthers() {
    final MongoClient bob = server.login("bob", "app");
    server.run(bob, "app", "{ping: 1}");
    final List<Document> seen = idle(alice, new Document("idleConnections", true)).toList();
    assertTrue(seen.stream().allMatch(document -> document.getList("effectiveUsers", Document.class).stream()
        .allMatch(user -> "alice".equals(user.getString("user")))), seen::toString);
  }

  // ---- cursors that stay

  @Test
  void shouldCountCursorsThatNoIdleTimeCloses() {
    fill(alice, 10);
    assertEquals(0, withoutTimeout());
    try (MongoCursor<Document> stays = orders(alice).find().batchSize(2).noCursorTimeout(true).iterator();
        MongoCursor<Document> other = orders(alice).find().batchSize(2).iterator()) {
      assertTrue(stays.hasNext() && other.hasNext());
      assertEquals(1, withoutTimeout());
    }
    await(() -> withoutTimeout() == 0); // the core closes what was killed soon, on a thread of its own
  }

  private long withoutTimeout() {
    return server.admin(root, "{serverStatus: 1}").get("metrics", Document.class).get("cursor", Document.class)
        .get("open", Document.class).getLong("noTimeout");
  }
}
