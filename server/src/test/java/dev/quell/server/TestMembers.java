package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.bson.Document;

/** Servers of one cluster in this process, from node-1 on, and a client of each. */
public final class TestMembers implements AutoCloseable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private final List<QuellServer> servers = new ArrayList<>();
  private final List<MongoClient> clients = new ArrayList<>();

  private TestMembers() {}

  /** Starts as many as are wanted, each of which has joined those before it; the options may ask for users. */
  public static TestMembers start(
      final int count, final Duration timeout, final UnaryOperator<ServerOptions.Builder> change)
      throws StartException {
    final TestMembers started = new TestMembers();
    try {
      for (int i = 1; i <= count; i++) {
        started.add("node-" + i, timeout, change);
      }
    } catch (final StartException | RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  private void add(final String name, final Duration timeout, final UnaryOperator<ServerOptions.Builder> change)
      throws StartException {
    final QuellServer server = new QuellServer(
        change.apply(ServerOptions.builder().port(0).testCommands(true))
            .cluster(new ClusterOptions(name, "127.0.0.1", 0, addresses(), Optional.empty(), timeout))
            .build());
    servers.add(server.start());
    clients.add(MongoClients.create("mongodb://" + server.address()));
  }

  /** Where further members can reach these. */
  public List<String> addresses() {
    return servers.stream().map(server -> server.clusterAddress().orElseThrow()).toList();
  }

  public QuellServer server(final int node) {
    return servers.get(node);
  }

  public MongoClient client(final int node) {
    return clients.get(node);
  }

  /** On the database admin. */
  public Document run(final int node, final String command) {
    return clients.get(node).getDatabase("admin").runCommand(Document.parse(command));
  }

  /** What {@code serverStatus} says of the members. */
  public List<Document> members(final int node) {
    return membersIn(clients.get(node));
  }

  /** The same, of the server that this client talks to. */
  public static List<Document> membersIn(final MongoClient client) {
    return client.getDatabase("admin").runCommand(new Document("serverStatus", 1)).get("quell", Document.class)
        .get("cluster", Document.class).getList("members", Document.class);
  }

  /** How a server sees a member; empty if it does not know it. */
  public String stateOf(final int node, final String member) {
    return members(node).stream()
        .filter(each -> member.equals(each.getString("name")))
        .map(each -> each.getString("state"))
        .findFirst()
        .orElse("");
  }

  /** Waits for something that the servers will make true. */
  public static void await(final BooleanSupplier condition) {
    final long giveUp = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - giveUp < 0, "in time");
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    clients.forEach(MongoClient::close);
    servers.forEach(QuellServer::close);
  }
}
