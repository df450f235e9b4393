package dev.quell.command;

import dev.quell.KillCore;
import dev.quell.KillCoreBuilder;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonReader;

/**
 * A core with its commands, people who send them, and commands as text: {@code #1} stands for the UUID (0, 1), {@code
 * #ann} for Ann's uid.
 */
final class House implements AutoCloseable {
  static final Role READ = Role.of("read", "shop");
  static final Owner ANN = Owner.of("ann", "app", READ);
  static final Owner BOB = Owner.of("bob", "app", READ);
  static final Owner CYD = Owner.of("cyd", "app");

  private static final Pattern PLACEHOLDER = Pattern.compile("#(\\w+)");
  private static final Map<String, Owner> OWNERS =
      Map.of("ann", ANN, "bob", BOB, "cyd", CYD, "nobody", Owner.unauthenticated());

  final KillCore core;
  final List<KillAudit.Entry> audit = new CopyOnWriteArrayList<>();
  /** What the error handler of the commands was told. */
  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  final SessionCommands commands;
  private final Map<String, Operation> running = new TreeMap<>();

  House() {
    this(core -> {}, commands -> {});
  }

  House(final Consumer<KillCoreBuilder> coreSettings, final Consumer<SessionCommands.Builder> settings) {
    final KillCoreBuilder builder = KillCore.builder().hostRunsAgent().cursorExecutor(Runnable::run);
    coreSettings.accept(builder);
    core = builder.build();
    final SessionCommands.Builder made =
        SessionCommands.on(core).sweepEvery(Duration.ZERO).audit(audit::add).errorHandler(errors::add);
    settings.accept(made);
    commands = made.build();
  }

  // ---- people

  static Caller open() {
    return Caller.open("test");
  }

  static Caller anonymous() {
    return Caller.anonymous("test");
  }

  /** Somebody who has logged in and may do these things to the server. */
  static Caller may(final Owner owner, final Action... actions) {
    final Privileges privileges =
        actions.length == 0
            ? Privileges.NONE
            : Privileges.of(List.of(Privilege.of(Resource.CLUSTER, actions)));
    return Caller.authenticated(owner, privileges, "test");
  }

  static Caller killer(final Owner owner) {
    return may(owner, Action.KILL_ANY_SESSION);
  }

  static Caller everything(final Owner owner) {
    return may(owner, Action.KILL_ANY_SESSION, Action.IMPERSONATE);
  }

  // ---- commands

  static UUID id(final long number) {
    return new UUID(0, number);
  }

  /** The command as it comes off the wire; a field may occur twice. */
  static RawBsonDocument raw(final String text) {
    final BasicOutputBuffer buffer = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      writer.pipe(new JsonReader(json(text)));
    }
    return new RawBsonDocument(buffer.toByteArray());
  }

  /** The command as a host may have decoded it. */
  static BsonDocument decoded(final String text) {
    return BsonDocument.parse(json(text));
  }

  private static String json(final String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(binary(found.group(1))));
  }

  private static String binary(final String name) {
    if (Character.isDigit(name.charAt(0))) {
      return "UUID('" + id(Long.parseLong(name)) + "')";
    }
    final Uid uid = OWNERS.get(name).uid();
    return "BinData(0, '" + Base64.getEncoder().encodeToString(uid.toBytes()) + "')";
  }

  BsonDocument run(final Caller caller, final String command) {
    return commands.run(caller, "admin", raw(command));
  }

  /** What the reply says, in short: {@code ok}, or the code. */
  static String outcome(final BsonDocument reply) {
    return reply.getDouble("ok").getValue() == 1 ? "ok" : Integer.toString(reply.getInt32("code").getValue());
  }

  // ---- sessions

  Session session(final long number, final Owner owner) {
    return core.session(id(number), owner);
  }

  boolean isThere(final long number, final Owner owner) {
    return core.findSession(id(number), owner.uid()).isPresent();
  }

  /** Begins an operation under this name in a session. */
  void begin(final String name, final long number, final Owner owner) {
    running.put(name, session(number, owner).begin(name));
  }

  /** Begins an operation under this name and with these labels, in a session or, for no owner, in none. */
  void begin(final String name, final long number, final Owner owner, final Labels labels) {
    final Operation labelled = core.operation().labels(labels);
    running.put(
        name, owner == null ? core.begin(labelled, name) : session(number, owner).begin(labelled, name));
  }

  /** One or two sessions of three people with an operation each, and an operation without a session. */
  void fill() {
    begin("ann1", 1, ANN);
    begin("ann2", 2, ANN);
    begin("bob1", 1, BOB);
    begin("bob3", 3, BOB);
    begin("cyd4", 4, CYD);
    running.put("none", core.begin("none"));
  }

  /** The names of the operations that were killed. */
  String killed() {
    final List<String> names = new ArrayList<>();
    running.forEach(
        (name, operation) -> {
          if (operation.isKilled()) {
            names.add(name);
          }
        });
    return String.join(" ", names);
  }

  Operation operation(final String name) {
    return running.get(name);
  }

  /** A resource of a cursor that counts its closes. */
  static final class Probe implements AutoCloseable {
    final AtomicInteger closes = new AtomicInteger();

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }

  /** Runs the background work of the core for a while. */
  void work() {
    for (int i = 0; i < 4; i++) {
      try {
        core.agent().doWork();
      } catch (final Exception e) {
        throw new AssertionError("the agent threw", e);
      }
    }
  }

  @Override
  public void close() {
    commands.close();
    core.close();
  }
}
