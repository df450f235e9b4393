package dev.quell.server;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import dev.quell.OperationInfo;
import dev.quell.Uid;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.UuidRepresentation;

/** A server in this process, and clients of the official driver. What is opened here is closed with it. */
final class TestServer implements AutoCloseable {
  static final String PASSWORD = "secret";
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  final QuellServer server;
  private final List<MongoClient> clients = new ArrayList<>();

  private TestServer(final ServerOptions options) throws StartException {
    server = new QuellServer(options).start();
  }

  /** Anybody may do everything; the commands for tests are there. */
  static TestServer open() throws StartException {
    return with(options -> options);
  }

  /** The same, with other options. */
  static TestServer with(final UnaryOperator<ServerOptions.Builder> change) throws StartException {
    return new TestServer(change.apply(ServerOptions.builder().port(0).testCommands(true)).build());
  }

  /**
   * Clients must log in: root@admin (root), killer@admin (killAnySession), imp@admin (impersonate), warden@admin
   * (both), alice@app and bob@app (readWrite), carol@app (reports, which has read).
   */
  static TestServer withUsers() throws StartException {
    return withUsers(options -> options);
  }

  /** The same, with other options. */
  static TestServer withUsers(final UnaryOperator<ServerOptions.Builder> change) throws StartException {
    final TestServer opened = with(options -> change.apply(options.auth(true)));
    opened.run(opened.client(), "admin", "{createUser: 'root', pwd: 'secret', roles: ['root']}");
    final MongoClient root = opened.login("root", "admin");
    opened.makeRole(root, "killer", "'killAnySession'");
    opened.makeRole(root, "imp", "'impersonate'");
    opened.makeRole(root, "warden", "'killAnySession', 'impersonate', 'killop', 'inprog', 'listSessions'");
    opened.run(root, "app", "{createRole: 'reports', privileges: [], roles: ['read']}");
    for (final String[] user : new String[][] {
      {"killer", "admin", "killer"}, {"imp", "admin", "imp"}, {"warden", "admin", "warden"},
      {"alice", "app", "readWrite"}, {"bob", "app", "readWrite"}, {"carol", "app", "reports"}}) {
      opened.run(root, user[1],
          "{createUser: '" + user[0] + "', pwd: 'secret', roles: ['" + user[2] + "']}");
    }
    return opened;
  }

  private void makeRole(final MongoClient root, final String name, final String actions) {
    run(root, "admin", "{createRole: '" + name + "', roles: [], privileges: [{resource: {cluster: true}, actions: ["
        + actions + "]}]}");
  }

  // ---- clients

  /** One that does not log in, and tries nothing twice. */
  MongoClient client() {
    return client(settings());
  }

  /** One that logs in. */
  MongoClient login(final String user, final String db) {
    return client(settings().credential(
        MongoCredential.createScramSha256Credential(user, db, PASSWORD.toCharArray())));
  }

  MongoClient client(final MongoClientSettings.Builder settings) {
    final MongoClient client = MongoClients.create(settings.build());
    clients.add(client);
    return client;
  }

  MongoClientSettings.Builder settings() {
    return MongoClientSettings.builder()
        .uuidRepresentation(UuidRepresentation.STANDARD)
        .retryReads(false)
        .retryWrites(false)
        .applyToClusterSettings(cluster -> cluster
            .serverSelectionTimeout(20, TimeUnit.SECONDS)
            .hosts(List.of(new ServerAddress("127.0.0.1", server.port()))));
  }

  // ---- commands

  Document run(final MongoClient client, final String db, final String json) {
    return client.getDatabase(db).runCommand(Document.parse(json));
  }

  /** On the database admin. */
  Document admin(final MongoClient client, final String json) {
    return run(client, "admin", json);
  }

  /** The code that it ends with; 0 if it ends well. */
  static int codeOf(final Runnable action) {
    try {
      action.run();
      return 0;
    } catch (final MongoException e) {
      return e.getCode();
    }
  }

  static MongoCollection<Document> orders(final MongoClient client) {
    return client.getDatabase("app").getCollection("orders");
  }

  /** Documents with the _ids from 0. */
  static void fill(final MongoClient client, final int count) {
    orders(client).insertMany(IntStream.range(0, count).mapToObj(i -> new Document("_id", i).append("n", i)).toList());
  }

  /** A cursor with more to read, of a filled collection. */
  static MongoCursor<Document> openCursor(final MongoClient client, final ClientSession session) {
    final MongoCursor<Document> cursor = orders(client).find(session).batchSize(2).iterator();
    cursor.next();
    return cursor;
  }

  /** Reads it to its end. */
  static int drain(final MongoCursor<Document> cursor) {
    return codeOf(() -> {
      while (cursor.hasNext()) {
        cursor.next();
      }
    });
  }

  // ---- sessions and owners, as a command has them

  static UUID idOf(final ClientSession session) {
    return session.getServerSession().getIdentifier().getBinary("id").asUuid();
  }

  /** {@code id: UUID(...)}. */
  static String id(final ClientSession session) {
    return "id: UUID('" + idOf(session) + "')";
  }

  /** {@code uid: ...}. */
  static String uid(final String user, final String db) {
    return "uid: " + new Document("x", new BsonBinary(Uid.ofUser(user, db).toBytes())).toJson()
        .replaceFirst("^\\{\"x\": (.*)}$", "$1");
  }

  // ---- what the server does

  /** Waits until this many operations run whose description begins so; what never comes fails the test. */
  void awaitRunning(final String what, final int count) {
    await(() -> running(what) >= count);
  }

  long running(final String what) {
    return server.core().operations().map(OperationInfo::description).filter(text -> text.startsWith(what)).count();
  }

  /** Waits for something that only the server can make true. */
  static void await(final BooleanSupplier condition) {
    final long giveUp = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("it never came true");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    clients.forEach(MongoClient::close);
    server.close();
  }
}
