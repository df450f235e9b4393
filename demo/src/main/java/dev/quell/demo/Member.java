package dev.quell.demo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A server of {@link MembersDemo} with its users: the process, and what goes on there. For the main thread. */
final class Member implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  final String name;
  private final Process process;
  private final String address;
  private final int port;
  private final List<User> users = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  User root;
  User ops;
  User alice;
  User bob;

  /** Starts the process, which knows the others, and waits until it has joined them. */
  Member(final String name, final List<Member> others) throws IOException {
    this.name = name;
    final List<String> command = new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel="
                + System.getProperty("org.slf4j.simpleLogger.defaultLogLevel", "info"),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", // three of them start at once, and live for seconds
            "-cp", System.getProperty("java.class.path"), MemberMain.class.getName(), name));
    others.forEach(other -> command.add(other.address));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    final String said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    if (said == null) {
      throw new IllegalStateException(name + " did not start");
    }
    port = Integer.parseInt(said.substring(0, said.indexOf(' ')));
    address = said.substring(said.indexOf(' ') + 1);
    makeUsers();
  }

  /** The same on each server: users and data are not shared. */
  private void makeUsers() {
    try (MongoClient nobody = MongoClients.create(User.settings(port).build())) {
      nobody.getDatabase("admin").runCommand(BsonDocument.parse(
          "{createUser: 'root', pwd: '" + User.PASSWORD + "', roles: ['root']}"));
    }
    root = connect("root", "admin");
    make("admin", "{createRole: 'warden', roles: [], privileges: [{resource: {cluster: true}, actions: "
        + "['killAnySession', 'impersonate', 'killop', 'inprog', 'listSessions', 'serverStatus']}]}");
    ops = user("ops", "admin", "warden");
    alice = user("alice", User.DATABASE, "readWrite");
    bob = user("bob", User.DATABASE, "read");
    Scene.fill(alice);
  }

  private void make(final String db, final String command) {
    root.client().getDatabase(db).runCommand(BsonDocument.parse(command));
  }

  private User user(final String user, final String db, final String role) {
    make(db, "{createUser: '" + user + "', pwd: '" + User.PASSWORD + "', roles: ['" + role + "']}");
    return connect(user, db);
  }

  private User connect(final String user, final String db) {
    final User connected = new User(user, db, port);
    users.add(connected);
    return connected;
  }

  /** A read that runs for hours unless it is killed; returns when the server lists it. */
  LongRead read(final User user) throws InterruptedException {
    final Visit visit = new Visit(user, each -> new LongRead(each, Scene.SLOW_FILTER, false));
    final LongRead read = (LongRead) visit.work();
    works.add(read);
    start(read);
    return read;
  }

  /** Begins it, once more after a kill. */
  void start(final LongRead read) throws InterruptedException {
    read.start();
    final long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (idOf(read) == 0) {
      if (System.nanoTime() - giveUp > 0 || read.faultIfSpared() != null) {
        throw new IllegalStateException(name + " does not list " + read);
      }
      TimeUnit.MILLISECONDS.sleep(2); // a client can only ask again
    }
  }

  /** A cursor that is left open. */
  IdleCursor cursor(final User user) {
    final IdleCursor cursor = (IdleCursor) new Visit(user, IdleCursor::new).work();
    works.add(cursor);
    cursor.start();
    return cursor;
  }

  List<Work> works() {
    return works;
  }

  /** The number that a read has on this server; 0 if it does not run. */
  int idOf(final LongRead read) {
    return currentOp(new BsonDocument("localOps", BsonBoolean.TRUE)).stream()
        .filter(
            each -> each.getDocument("command", new BsonDocument()).getString("comment", new BsonString(""))
                .getValue().equals(read.tag()))
        .map(each -> each.getInt32("opid", new BsonInt32(0)).getValue())
        .findFirst()
        .orElse(0);
  }

  /** What this server lists of all members. */
  List<BsonDocument> currentOp(final BsonDocument options) {
    return ops.client().getDatabase("admin")
        .aggregate(
            List.of(new BsonDocument("$currentOp", options.append("allUsers", BsonBoolean.TRUE))),
            BsonDocument.class)
        .into(new ArrayList<>());
  }

  /** How this server sees another: {@code inTouch}, {@code missing}; empty if it does not know it. */
  String stateOf(final Member other) {
    final BsonArray members = ops.run(new BsonDocument("serverStatus", new BsonInt32(1)))
        .getDocument("quell").getDocument("cluster").getArray("members");
    for (final BsonValue each : members) {
      if (each.asDocument().getString("name").getValue().equals(other.name)) {
        return each.asDocument().getString("state").getValue();
      }
    }
    return "";
  }

  /**
   * Stops the process, as a debugger or a machine that swaps does, until the input of what this returns ends. So it
   * goes on when the demo ends, however that ends.
   */
  Process stop() throws IOException {
    final String pid = Long.toString(process.pid());
    final Process stopped =
        new ProcessBuilder("sh", "-c", "trap '' HUP INT TERM; kill -STOP " + pid + "; echo; read x; kill -CONT " + pid)
            .start();
    if (stopped.getInputStream().read() < 0) {
      throw new IOException("cannot stop a process on this machine");
    }
    return stopped;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    users.forEach(User::close);
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IOException(name + " did not end");
  }

  @Override
  public String toString() {
    return name;
  }
}
