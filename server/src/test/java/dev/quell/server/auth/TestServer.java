package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.CommandTable;
import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.dispatch.SessionUse;
import dev.quell.server.dispatch.Sessions;
import dev.quell.server.net.HelloCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** A server without network and data: the real core, kill commands and dispatcher around the users under test. */
final class TestServer implements AutoCloseable {
  static final String PASSWORD = "secret";
  /** So that a test does not wait for what makes guessing slow. */
  static final int FEW_ITERATIONS = 64;

  final ConcurrentMap<String, byte[]> kept;
  final AtomicLong nanos = new AtomicLong(1);
  final Authentication authentication;
  final KillCore core;
  private final SessionCommands sessionCommands;
  final Dispatcher dispatcher;

  TestServer(final boolean enabled) {
    this(new ConcurrentHashMap<>(), enabled);
  }

  TestServer(final ConcurrentMap<String, byte[]> kept, final boolean enabled) {
    this(kept, enabled, FEW_ITERATIONS);
  }

  TestServer(final ConcurrentMap<String, byte[]> kept, final boolean enabled, final int iterations) {
    this.kept = kept;
    authentication = Authentication.open(kept, enabled, nanos::get, iterations);
    core = KillCore.builder().maxSessions(1_000).hostRunsAgent().currentOwner(authentication::currentOwner).build();
    sessionCommands = SessionCommands.on(core).sweepEvery(Duration.ZERO).build();
    final List<Command> commands = new ArrayList<>(authentication.commands(core));
    commands.add(new OfSessions());
    commands.add(new HelloCommand(30, authentication));
    dispatcher = new Dispatcher(
        core, new CommandTable(commands), Sessions.of(sessionCommands), authentication);
  }

  /** One with authentication, and a user {@code root@admin} whose client is to be had from {@link #root}. */
  static TestServer withRoot() {
    return withRoot(FEW_ITERATIONS);
  }

  static TestServer withRoot(final int iterations) {
    final TestServer server = new TestServer(new ConcurrentHashMap<>(), true, iterations);
    server.must(new TestClient(true), "admin", "{createUser: 'root', pwd: 'secret', roles: ['root']}");
    return server;
  }

  TestClient root() {
    return login("root", "admin");
  }

  /** A client that has logged in with the one password. */
  TestClient login(final String user, final String db) {
    final TestClient client = new TestClient(false);
    assertEquals(1, login(client, user, db, PASSWORD).getDouble("ok").getValue());
    return client;
  }

  /** What the last message of a login is answered with, or the first that is refused. */
  BsonDocument login(final Client client, final String user, final String db, final String password) {
    final ScramClient scram = new ScramClient(user, password, "clientNonce");
    final BsonDocument start = send(client, db, start(scram.first(), "{skipEmptyExchange: true}"));
    if (!start.containsKey("payload")) {
      return start;
    }
    return send(client, db, next(start, scram.last(start.getBinary("payload").getData())));
  }

  static BsonDocument start(final byte[] payload, final String options) {
    return BsonDocument.parse("{saslStart: 1, mechanism: 'SCRAM-SHA-256'}")
        .append("payload", new BsonBinary(payload))
        .append("options", BsonDocument.parse(options));
  }

  static BsonDocument next(final BsonDocument reply, final byte[] payload) {
    return BsonDocument.parse("{saslContinue: 1}")
        .append("conversationId", reply.get("conversationId"))
        .append("payload", new BsonBinary(payload));
  }

  BsonDocument send(final Client client, final String db, final String json) {
    return send(client, db, BsonDocument.parse(json));
  }

  BsonDocument send(final Client client, final String db, final BsonDocument body) {
    final BsonDocument fromWire = new RawBsonDocument(body, new BsonDocumentCodec());
    return dispatcher.dispatch(client, Optional.of(db), fromWire, core.operation());
  }

  BsonDocument must(final Client client, final String db, final String json) {
    final BsonDocument reply = send(client, db, json);
    assertEquals(1, reply.getDouble("ok").getValue(), () -> json + " -> " + reply.toJson());
    return reply;
  }

  /** What a command is refused with, as {@code code message}. */
  String refusal(final Client client, final String db, final String json) {
    return refusal(send(client, db, json));
  }

  static String refusal(final BsonDocument reply) {
    assertTrue(reply.containsKey("errmsg"), () -> "not refused: " + reply.toJson());
    return reply.getInt32("code").getValue() + " " + reply.getString("errmsg").getValue();
  }

  @Override
  public void close() {
    sessionCommands.close();
    core.close();
  }

  /** The commands of the core, and one that only uses its session. */
  private final class OfSessions implements Command {
    @Override
    public Set<String> names() {
      return Set.of("ping", "startSession", "killAllSessionsByPattern");
    }

    @Override
    public SessionUse sessionUse(final CommandCall call) {
      return SessionUse.ATTACH;
    }

    @Override
    public void authorize(final CommandCall call) {}

    @Override
    public BsonDocument run(final CommandCall call) {
      return call.name().equals("ping")
          ? new BsonDocument()
          : sessionCommands.run(call.caller(), call.db(), call.body());
    }
  }
}
