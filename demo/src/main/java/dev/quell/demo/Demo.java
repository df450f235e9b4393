package dev.quell.demo;

import static dev.quell.demo.Told.ALL;
import static dev.quell.demo.Told.NONE;
import static dev.quell.demo.Told.OWNER;
import static dev.quell.demo.Told.ROLE;
import static dev.quell.demo.Told.SESSION_ID;

import dev.quell.server.QuellServer;
import dev.quell.server.ServerOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Shows every way to kill, on a server of its own, with the official driver. Ends with 1 if anything is not as the
 * manual says.
 */
public final class Demo {
  private static final int ROWS = 26;
  private static final int UNAUTHORIZED = 13;
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final String READ = "{role: 'read', db: 'shop'}";
  private static final String READ_WRITE = "{role: 'readWrite', db: 'shop'}";

  private final Scene scene;
  private final Referee referee;

  private Demo(final Scene scene, final Referee referee) {
    this.scene = scene;
    this.referee = referee;
  }

  /** Runs it; 0 if all went as it should. */
  public static int run(final PrintWriter out, final boolean terminal) throws Exception {
    final long began = System.nanoTime();
    final Progress progress = new Progress(out, terminal, ROWS);
    final ServerOptions options = ServerOptions.builder().port(0).auth(true).sweepEvery(SWEEP).build();
    try (QuellServer server = new QuellServer(options).start()) {
      out.println("A server with --auth on " + server.address() + ", six users connected with mongodb-driver-sync.");
      out.flush();
      try (Scene scene = new Scene(server.port(), progress)) {
        final Demo demo = new Demo(scene, new Referee(scene, progress));
        out.println(demo.intro());
        try {
          demo.killByPattern();
          demo.killOwn();
          demo.killByOldCommands();
          demo.killByNumber();
          demo.killAll();
        } finally {
          progress.end();
          out.println(demo.referee.table());
        }
        return demo.verdict(out, (System.nanoTime() - began) / 1e9);
      }
    }
  }

  private String intro() {
    return String.join(System.lineSeparator(),
        "  root@admin   root               ops@admin    warden: killAnySession, impersonate and what it takes to look",
        "  alice@shop   reports < read     bob@shop     readWrite",
        "  carol@shop   read               dave@shop    readWrite",
        "Alice, Bob, Carol and Dave have three sessions each: one with a getMore and one with a find, which run for",
        "hours unless they are killed, and one with an open cursor. S is the UUID of Alice's first; Bob uses it too.",
        "What a kill has stopped is started again before the next; every cursor that a kill should leave alone is read",
        "from after it, and every read must run on.", "");
  }

  // ---- which sessions

  private Predicate<Lsid> of(final User... users) {
    return lsid -> Arrays.stream(users).anyMatch(user -> user.owns(lsid));
  }

  private UUID shared() {
    return scene.visits().get(0).lsid().id();
  }

  private Predicate<Lsid> withSharedId() {
    return lsid -> lsid.id().equals(shared());
  }

  // ---- as a command has it

  private String id() {
    return "id: UUID('" + shared() + "')";
  }

  private static String uid(final User user) {
    final String base64 = Base64.getEncoder().encodeToString(user.uid().toBytes());
    return "uid: {$binary: {base64: '" + base64 + "', subType: '00'}}";
  }

  private static String name(final User user) {
    return "{user: '" + user.name().user() + "', db: '" + user.name().db() + "'}";
  }

  private static String byPattern(final String... patterns) {
    return "{killAllSessionsByPattern: [" + String.join(", ", patterns) + "]}";
  }

  private void kill(
      final String title, final List<String> indexes, final Predicate<Lsid> matches, final String... patterns)
      throws InterruptedException {
    referee.kill(title, scene.ops, byPattern(patterns), indexes, matches);
  }

  // ---- the kills

  private void killByPattern() throws InterruptedException {
    kill("{lsid: {id: S}}", List.of(SESSION_ID), withSharedId(), "{lsid: {" + id() + "}}");
    kill("{lsid: {id: S, uid: alice}}", List.of(SESSION_ID), withSharedId().and(of(scene.alice)),
        "{lsid: {" + id() + ", " + uid(scene.alice) + "}}");
    kill("{uid: bob}", List.of(OWNER), of(scene.bob), "{" + uid(scene.bob) + "}");
    kill("{users: [alice, dave]}", List.of(OWNER), of(scene.alice, scene.dave),
        "{users: [" + name(scene.alice) + ", " + name(scene.dave) + "]}");
    kill("{users: []}", List.of(NONE), lsid -> false, "{users: []}");
    kill("{roles: [readWrite]}", List.of(ROLE), of(scene.bob, scene.dave), "{roles: [" + READ_WRITE + "]}");
    kill("{roles: [read]}, alice's by inheritance", List.of(ROLE), of(scene.alice, scene.carol),
        "{roles: [" + READ + "]}");
    grant("grantRolesToUser");
    kill("{roles: [read]}, just granted to dave", List.of(ROLE), of(scene.alice, scene.carol, scene.dave),
        "{roles: [" + READ + "]}");
    grant("revokeRolesFromUser");
    kill("{roles: [read]}, taken back from dave", List.of(ROLE), of(scene.alice, scene.carol),
        "{roles: [" + READ + "]}");
    kill("{uid: alice, roles: [read]}", List.of(OWNER), of(scene.alice),
        "{" + uid(scene.alice) + ", roles: [" + READ + "]}");
    kill("{users: [bob, carol], roles: [read]}", List.of(OWNER), of(scene.carol),
        "{users: [" + name(scene.bob) + ", " + name(scene.carol) + "], roles: [" + READ + "]}");
    kill("{lsid: {id: S}}, {uid: dave}, {roles: [read]}", List.of(SESSION_ID, OWNER, ROLE),
        withSharedId().or(of(scene.dave, scene.alice, scene.carol)),
        "{lsid: {" + id() + "}}", "{" + uid(scene.dave) + "}", "{roles: [" + READ + "]}");
  }

  private void grant(final String command) {
    scene.root.client().getDatabase(User.DATABASE).runCommand(
        BsonDocument.parse("{" + command + ": '" + scene.dave.name().user() + "', roles: [" + READ + "]}"));
  }

  private void killOwn() throws InterruptedException {
    referee.kill("{uid: own}", scene.alice, byPattern("{" + uid(scene.alice) + "}"), List.of(OWNER), of(scene.alice));
    referee.kill("{lsid: {id: S}}, of one's own", scene.alice, byPattern("{lsid: {" + id() + "}}"),
        List.of(SESSION_ID), withSharedId().and(of(scene.alice)));
    referee.refuse("{uid: bob}", scene.alice, byPattern("{" + uid(scene.bob) + "}"), UNAUTHORIZED);
    referee.refuse("{uid: own}, {}", scene.alice, byPattern("{" + uid(scene.alice) + "}", "{}"), UNAUTHORIZED);
    referee.refuse("{roles: [read]}, no impersonate", scene.root, byPattern("{roles: [" + READ + "]}"), UNAUTHORIZED);
  }

  private void killByOldCommands() throws InterruptedException {
    referee.kill("killSessions [S]", scene.alice, "{killSessions: [{" + id() + "}]}", List.of(SESSION_ID),
        withSharedId().and(of(scene.alice)));
    referee.kill("killSessions []", scene.bob, "{killSessions: []}", List.of(OWNER), of(scene.bob));
    referee.kill("killAllSessions [carol]", scene.ops, "{killAllSessions: [" + name(scene.carol) + "]}",
        List.of(OWNER), of(scene.carol));
    referee.kill("killAllSessions []", scene.ops, "{killAllSessions: []}", List.of(ALL), lsid -> true);
  }

  private void killByNumber() throws InterruptedException {
    final Visit busy = scene.visits().get(scene.visits().size() - 2);
    final Visit quiet = scene.visits().get(scene.visits().size() - 1);
    final LongRead read = (LongRead) busy.work();
    final IdleCursor cursor = (IdleCursor) quiet.work();
    referee.killDirectly("killOp", scene.ops, read::equals, () -> killOp(read));
    referee.killDirectly("killCursors, one's own", scene.dave, cursor::equals, () -> killCursors(cursor));
    referee.killDirectly("endSessions, and its sweep", scene.dave, cursor::equals, () -> end(quiet));
  }

  private void killOp(final LongRead read) {
    final BsonDocument operation = scene.operations().stream()
        .filter(each -> read.tag().equals(comment(each)))
        .findFirst()
        .orElseThrow();
    scene.ops.run(new BsonDocument("killOp", new BsonInt32(1)).append("op", operation.get("opid")));
  }

  private static String comment(final BsonDocument operation) {
    return operation.getDocument("command", new BsonDocument())
        .getString("comment", new BsonString(""))
        .getValue();
  }

  private void killCursors(final IdleCursor cursor) {
    cursor.visit().user().client().getDatabase(User.DATABASE).runCommand(
        new BsonDocument("killCursors", new BsonString("orders"))
            .append("cursors", Scene.array(new BsonInt64(cursor.id()))));
  }

  private void end(final Visit visit) {
    final Lsid lsid = visit.lsid();
    visit.user().run(new BsonDocument("endSessions", Scene.array(lsid.idOnly())));
    final long giveUp = System.nanoTime() + PATIENCE_NS;
    while (scene.sessions().contains(lsid)) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(visit + " was not removed");
      }
      Thread.onSpinWait();
    }
  }

  private void killAll() throws InterruptedException {
    kill("{}", List.of(ALL), lsid -> true, "{}");
    kill("[], no pattern at all", List.of(ALL), lsid -> true);
  }

  private int verdict(final PrintWriter out, final double seconds) {
    referee.same("the demo", "kills", ROWS, referee.kills());
    if (referee.faults().isEmpty()) {
      out.printf("%d kills, each as the manual says. %.1f seconds.%n", referee.kills(), seconds);
      return 0;
    }
    referee.faults().forEach(fault -> out.println("WRONG  " + fault));
    return 1;
  }
}
