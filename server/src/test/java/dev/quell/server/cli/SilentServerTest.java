package dev.quell.server.cli;

import static dev.quell.server.TestMembers.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.quell.server.TestMembers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Three servers, of which the third is a process that is stopped, as by a debugger, and goes on. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class SilentServerTest {
  private static final String SILENT = "node-3";
  private static final List<String> WARNING = List.of(SILENT + " did not answer in time: what it has is not listed");
  /** More than there are threads for kills. */
  private static final int MANY = 200;
  /** What began so shortly before a kill may be spared by a member that hears of it late. */
  private static final long OLD_ENOUGH_MICROS = 4_000_000;

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestMembers members;
  private ServerProcess silent;
  private MongoClient onSilent;

  @BeforeEach
  void start() throws Exception {
    members = TestMembers.start(2, Duration.ofSeconds(2), options -> options);
    silent = new ServerProcess(
        directory, "--port", "0", "--enable-test-commands", "--cluster-name", SILENT, "--cluster-bind", "127.0.0.1:0",
        "--cluster-peers", String.join(",", members.addresses()));
    onSilent = MongoClients.create("mongodb://127.0.0.1:" + silent.awaitPort());
    // it has joined when it says that it listens
    assertEquals(3, TestMembers.membersIn(onSilent).size());
    await(() -> isInTouch(0) && isInTouch(1));
  }

  @AfterEach
  void end() {
    silent.close();
    onSilent.close();
    members.close();
    threads.shutdownNow();
  }

  private boolean isInTouch(final int node) {
    return members.stateOf(node, SILENT).equals("inTouch");
  }

  private static Document aggregate(final String pipeline, final String... more) {
    return Document.parse("{aggregate: 1, pipeline: " + pipeline + ", cursor: {" + String.join(",", more) + "}}");
  }

  private Document send(final String db, final Document command) {
    return members.client(0).getDatabase(db).runCommand(command);
  }

  private static List<Document> firstBatch(final Document reply) {
    return reply.get("cursor", Document.class).getList("firstBatch", Document.class);
  }

  private static void assertWarns(final Document reply) {
    assertEquals(1.0, reply.getDouble("ok"));
    assertEquals(WARNING, reply.getList("warnings", String.class), reply::toJson);
    assertEquals(List.of(SILENT), reply.get("quell", Document.class).getList("unanswered", String.class));
  }

  private static void assertWarnsInCursor(final Document reply) {
    assertWarns(reply);
    assertTrue(reply.get("cursor", Document.class).getBoolean("partialResultsReturned"), reply::toJson);
  }

  private static void assertWhole(final Document reply) {
    assertFalse(reply.containsKey("warnings"), reply::toJson);
    assertFalse(reply.get("cursor", Document.class).containsKey("partialResultsReturned"), reply::toJson);
  }

  @Test
  void shouldWarnInTheFirstReplyOfEveryListing() throws Exception {
    final Document sessions = aggregate("[{$listSessions: {allUsers: true}}]").append("aggregate", "system.sessions");
    assertWhole(send("config", sessions));
    silent.stop();
    final Document operations = send("admin", aggregate("[{$currentOp: {allUsers: true}}]"));
    assertWarnsInCursor(operations);
    final Document last = firstBatch(operations).get(firstBatch(operations).size() - 1);
    assertEquals(new Document("member", SILENT).append("unanswered", true), last);
    assertWarnsInCursor(send("admin", aggregate("[{$currentOp: {allUsers: true}}]", "batchSize: 0")));
    final Document none = send("admin", aggregate("[{$currentOp: {allUsers: true}}, {$match: {op: 'no such'}}]"));
    assertWarnsInCursor(none);
    assertEquals(List.of(), firstBatch(none));
    assertWarnsInCursor(send("config", sessions));
    assertWarns(members.run(0, "{currentOp: 1, op: 'no such'}"));

    assertWhole(send("admin", aggregate("[{$currentOp: {allUsers: true, localOps: true}}]")));
    assertWhole(send("admin", aggregate("[{$listLocalSessions: {allUsers: true}}]")));
    // a driver's cursor shows documents alone
    final List<Document> listed = members.client(0).getDatabase("admin")
        .aggregate(List.of(Document.parse("{$currentOp: {allUsers: true}}"))).into(new ArrayList<>());
    assertEquals(SILENT, listed.get(listed.size() - 1).getString("member"));

    silent.resume();
    await(() -> isInTouch(0));
    await(() -> !send("config", sessions).containsKey("warnings"));
  }

  @Test
  void shouldNameItInReportsAndFailOnlyIfAllAreRequired() throws Exception {
    final Future<Document> victim = sleep(onSilent, SILENT);
    await(() -> runsFor(SILENT) > OLD_ENOUGH_MICROS);
    silent.stop();
    final Document explained = members.run(0, "{explain: {killAllSessions: []}}");
    assertEquals("unanswered", stateOf(explained));
    final Document report = members.run(0, "{killAllSessions: [], report: true}");
    assertEquals("unanswered", stateOf(report.get("report", Document.class)));
    final MongoCommandException refused = assertThrows(
        MongoCommandException.class,
        () -> members.run(0, "{killAllSessionsByPattern: [{}], requireAll: true}"));
    assertEquals(6, refused.getErrorCode());
    assertEquals("HostUnreachable", refused.getErrorCodeName());
    assertTrue(refused.getErrorMessage().contains(SILENT), refused::getErrorMessage);
    final Document same = Document.parse(refused.getResponse().toJson()).get("report", Document.class);
    assertEquals("unanswered", stateOf(same));
    assertEquals(report.get("report", Document.class).keySet(), same.keySet());
    assertFalse(victim.isDone());
    await(() -> members.stateOf(0, SILENT).equals("missing"));
    final Document missing = member(members.members(0));
    assertTrue(missing.getLong("behind") > 0, missing::toJson);
    assertTrue(missing.getLong("silentMillis") >= 3_000, missing::toJson);
    final Instant since = missing.getDate("since").toInstant();

    silent.resume();
    assertKilled(victim);
    await(() -> isInTouch(0));
    await(() -> member(members.members(0)).getLong("behind") == 0);
    assertFalse(member(members.members(0)).getDate("since").toInstant().isBefore(since));
  }

  @Test
  void shouldKillElsewhereWhileManyKillsWaitForIt() throws Exception {
    final Future<Document> victim = sleep(members.client(1), "node-2");
    silent.stop();
    final List<Future<Document>> waiting = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      waiting.add(
          threads.submit(() -> members.run(0, "{killAllSessions: [{user: 'nobody', db: 'app'}], report: true}")));
    }
    members.run(0, "{killAllSessions: []}");
    assertKilled(victim);
    for (final Future<Document> kill : waiting) {
      assertEquals("unanswered", stateOf(kill.get().get("report", Document.class)));
    }
  }

  @Test
  void shouldSayWhyAnOperationElsewhereCannotBeKilled() throws Exception {
    final MongoCommandException unknown =
        assertThrows(MongoCommandException.class, () -> members.run(0, "{killOp: 1, op: 'node-9:1'}"));
    assertEquals(2, unknown.getErrorCode());
    assertTrue(unknown.getErrorMessage().contains("node-9"), unknown::getErrorMessage);
    assertEquals(1.0, members.run(0, "{killOp: 1, op: '" + SILENT + ":1'}").getDouble("ok"));
    silent.stop();
    final MongoCommandException unreachable =
        assertThrows(MongoCommandException.class, () -> members.run(0, "{killOp: 1, op: '" + SILENT + ":1'}"));
    assertEquals(6, unreachable.getErrorCode());
    assertTrue(unreachable.getErrorMessage().contains(SILENT), unreachable::getErrorMessage);
  }

  // ---- what runs

  private Future<Document> sleep(final MongoClient client, final String member) {
    final Future<Document> victim =
        threads.submit(() -> client.getDatabase("admin").runCommand(Document.parse("{sleep: 1, secs: 3600}")));
    await(() -> runsFor(member) >= 0);
    return victim;
  }

  /** For how many microseconds the sleep there has run; -1 if it does not. */
  private long runsFor(final String member) {
    return firstBatch(send("admin", aggregate("[{$currentOp: {allUsers: true}}]"))).stream()
        .filter(each -> member.equals(each.getString("member")) && each.toJson().contains("sleep"))
        .map(each -> each.getLong("microsecs_running"))
        .findFirst()
        .orElse(-1L);
  }

  private static Document member(final List<Document> all) {
    return all.stream().filter(each -> SILENT.equals(each.getString("name"))).findFirst().orElseThrow();
  }

  private static String stateOf(final Document report) {
    return member(report.getList("members", Document.class)).getString("state");
  }

  private static void assertKilled(final Future<Document> victim) {
    final Exception killed = assertThrows(Exception.class, () -> victim.get(60, TimeUnit.SECONDS));
    assertTrue(killed.getMessage().contains("11601"), killed.getMessage());
  }
}
