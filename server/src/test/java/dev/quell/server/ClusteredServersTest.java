package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three servers and the Java driver. */
class ClusteredServersTest {
  private final List<QuellServer> servers = new ArrayList<>();
  private final List<MongoClient> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeEach
  void start() throws Exception {
    for (final String name : List.of("node-1", "node-2", "node-3")) {
      final List<String> peers = servers.stream().map(server -> server.clusterAddress().orElseThrow()).toList();
      final QuellServer server = new QuellServer(
          ServerOptions.builder()
              .port(0)
              .testCommands(true)
              .cluster(new ClusterOptions(name, "127.0.0.1", 0, peers, Optional.empty(), Duration.ofSeconds(10)))
              .build());
      servers.add(server.start());
      clients.add(MongoClients.create("mongodb://" + server.address()));
    }
    for (int i = 0; i < 3; i++) {
      final int node = i;
      await(() -> members(node).size() == 3);
    }
  }

  @AfterEach
  void stop() {
    clients.forEach(MongoClient::close);
    servers.forEach(QuellServer::close);
    threads.shutdownNow();
  }

  private MongoDatabase admin(final int node) {
    return clients.get(node).getDatabase("admin");
  }

  private Document run(final int node, final String command) {
    return admin(node).runCommand(Document.parse(command));
  }

  private List<Document> members(final int node) {
    return run(node, "{serverStatus: 1}").get("quell", Document.class).get("cluster", Document.class)
        .getList("members", Document.class);
  }

  private Future<Document> sleep(final int node) throws InterruptedException {
    final Future<Document> victim = threads.submit(() -> run(node, "{sleep: 1, secs: 60}"));
    await(() -> !sleeping(node).isEmpty());
    return victim;
  }

  private List<Document> sleeping(final int node) {
    return admin(node).aggregate(
        List.of(
            Document.parse("{$currentOp: {allUsers: true, localOps: true}}"),
            Document.parse("{$match: {'command.sleep': {$exists: true}}}")))
        .into(new ArrayList<>());
  }

  private static void await(final java.util.function.BooleanSupplier condition) throws InterruptedException {
    final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "in time");
      Thread.sleep(10);
    }
  }

  private static void assertKilled(final Future<Document> victim) {
    final Exception killed = assertThrows(Exception.class, () -> victim.get(20, TimeUnit.SECONDS));
    assertTrue(killed.getMessage().contains("11601"), killed.getMessage());
  }

  @Test
  void shouldKillOnAllServersAndReportEach() throws Exception {
    final Future<Document> onTwo = sleep(1);
    final Future<Document> onThree = sleep(2);
    final Document report = run(0, "{killAllSessionsByPattern: [], report: true, requireAll: true}")
        .get("report", Document.class);
    assertEquals(2L, report.getLong("operationsKilled"));
    final Set<String> answered = new HashSet<>();
    for (final Document member : report.getList("members", Document.class)) {
      assertEquals("answered", member.getString("state"));
      answered.add(member.getString("name"));
    }
    assertEquals(Set.of("node-1", "node-2", "node-3"), answered);
    assertKilled(onTwo);
    assertKilled(onThree);
  }

  @Test
  void shouldListAndKillOperationOfAnotherServer() throws Exception {
    final Future<Document> onTwo = sleep(1);
    final int id = sleeping(1).get(0).getInteger("opid");
    final List<Document> all = admin(2).aggregate(List.of(Document.parse("{$currentOp: {allUsers: true}}")))
        .into(new ArrayList<>());
    final String opid = "node-2:" + id;
    assertTrue(
        all.stream().anyMatch(
            one -> opid.equals(one.get("opid")) && "node-2".equals(one.getString("member"))),
        all::toString);
    run(2, "{killOp: 1, op: '" + opid + "'}");
    assertKilled(onTwo);
    assertThrows(RuntimeException.class, () -> run(2, "{killOp: 1, op: 'node-9:1'}"));
  }

  @Test
  void shouldExplainAndListSessionsOfAllServers() throws Exception {
    final Future<Document> onTwo = sleep(1);
    final Document explained = run(0, "{explain: {killAllSessionsByPattern: [{}]}}");
    assertEquals(3, explained.getList("members", Document.class).size());
    assertEquals(1L, explained.getLong("operations"));
    final List<Document> sessions = clients.get(0).getDatabase("config").getCollection("system.sessions")
        .aggregate(List.of(Document.parse("{$listSessions: {allUsers: true}}"))).into(new ArrayList<>());
    assertTrue(sessions.stream().anyMatch(session -> "node-2".equals(session.getString("member"))));
    run(0, "{killAllSessions: []}");
    assertKilled(onTwo);
  }

  /** Kills that wait for a member are in SilentServerTest. */
  @Test
  void shouldAnswerKillsWhoseCallbacksBlockElsewhere() throws Exception {
    final int many = 40; // more than there are threads for kills
    final CountDownLatch release = new CountDownLatch(1);
    final List<Future<Document>> kills = new ArrayList<>();
    try (KillCore core = KillCore.create();
        Cluster slow = Cluster.of(core).name("slow").bind("127.0.0.1", 0)
            .peers(servers.get(0).clusterAddress().orElseThrow()).join()) {
      await(() -> members(0).size() == 4);
      for (int i = 0; i < many; i++) {
        final UUID id = UUID.randomUUID();
        final Operation victim = core.session(id, Owner.of("alice", "admin")).begin("work on " + slow.name());
        victim.onKill(cause -> awaitQuietly(release));
        kills.add(threads.submit(() -> admin(0).runCommand(killOf(id).append("requireAll", BsonBoolean.TRUE))));
      }
      for (final Future<Document> kill : kills) {
        assertEquals(1.0, kill.get(20, TimeUnit.SECONDS).getDouble("ok"));
      }
      assertEquals(many, core.telemetry().operationsKilled());
    } finally {
      release.countDown();
    }
  }

  private static BsonDocument killOf(final UUID id) {
    final BsonDocument lsid = new BsonDocument("id", new BsonBinary(id, UuidRepresentation.STANDARD));
    return new BsonDocument(
        "killAllSessionsByPattern", new BsonArray(List.of(new BsonDocument("lsid", lsid))));
  }

  private static void awaitQuietly(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldGoOnWhenServerHasLeft() throws Exception {
    servers.get(2).close();
    await(() -> members(0).size() == 2);
    final Document report = run(0, "{killSessions: [], report: true}").get("report", Document.class);
    assertEquals(2, report.getList("members", Document.class).size());
  }
}
