package dev.quell.server.dispatch;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.QuellException;
import dev.quell.SessionEndedException;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command: finds it, asks who the client is and what it may, attaches the session, begins the operation, and
 * makes a reply of whatever comes of it. Thread-safe; runs on the calling thread.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MOST_NAME = 200;
  private static final int MOST_DB = 63;
  private static final int ATTEMPTS = 8;

  private final KillCore core;
  private final CommandTable commands;
  private final Sessions sessions;
  private final Identities identities;
  private final Turns turns = new Turns(Runtime.getRuntime().availableProcessors());

  /**
   * A dispatcher.
   *
   * @param core where operations run; those of {@link KeptRun} must be its own
   * @param commands all that can be run
   * @param sessions what reads the lsid
   * @param identities what says who a client is
   */
  public Dispatcher(
      final KillCore core, final CommandTable commands, final Sessions sessions, final Identities identities) {
    this.core = core;
    this.commands = commands;
    this.sessions = sessions;
    this.identities = identities;
  }

  /** A new operation for a connection to keep. */
  public Operation operation() {
    return core.operation();
  }

  /** What can be run. */
  public CommandTable commands() {
    return commands;
  }

  /**
   * Runs a command. The operation has ended when this returns.
   *
   * @param client who sent it
   * @param namespaceDb the database, if the message and not the body says it
   * @param body the command
   * @param run what the connection keeps; its operation must not be running
   * @return the reply, with {@code ok: 1} or as an error; never null, and nothing is thrown whatever the command did
   */
  public BsonDocument dispatch(
      final Client client, final Optional<String> namespaceDb, final BsonDocument body, final KeptRun run) {
    try {
      return succeeded(attempt(client, namespaceDb, body, run));
    } catch (final QuellException e) {
      return CommandException.reply(e);
    } catch (final InterruptedException e) {
      return new CommandException(
          KillCode.INTERRUPTED_AT_SHUTDOWN, KillCode.messageOf(KillCode.INTERRUPTED_AT_SHUTDOWN)).toReply();
    } catch (final Throwable e) { // an error too: it has been unwound to here, and others go on working
      LOG.error("command of conn{} failed", client.id(), e);
      return new CommandException(
          ErrorCode.INTERNAL_ERROR, "internal error: " + e.getClass().getSimpleName()).toReply();
    }
  }

  private BsonDocument attempt(
      final Client client, final Optional<String> namespaceDb, final BsonDocument body, final KeptRun run)
      throws Exception {
    final String name = body.isEmpty() ? "" : body.getFirstKey();
    final String db = namespaceDb.isPresent() ? database(namespaceDb.get()) : database(body);
    final Command command = commands.find(name).orElseThrow(
        () -> new CommandException(ErrorCode.COMMAND_NOT_FOUND, "no such command: '" + shortened(name) + "'"));
    final Caller caller = identities.callerOf(client);
    if (caller.access() == Caller.Access.ANONYMOUS && command.needsLogin()) {
      throw new CommandException(ErrorCode.UNAUTHORIZED, "Command " + name + " requires authentication");
    }
    final Call call = new Call(body, name, db, caller, client, run.operation(), turns);
    command.authorize(call);
    FieldCheck.check(command.fields(name), name, body, command.sessionUse() == SessionUse.ATTACH);
    final Optional<Duration> limit = TimeLimit.of(body);
    begin(call, command);
    try {
      VarHandle.fullFence(); // our begin before our look; whoever abandons the run writes that before it looks for one
      if (run.abandoned()) {
        throw new CommandException(
            KillCode.CLIENT_DISCONNECT, KillCode.messageOf(KillCode.CLIENT_DISCONNECT));
      }
      call.operation().thread(Thread.currentThread());
      limit.ifPresent(call.operation()::deadline);
      return command.run(call);
    } finally {
      call.end();
      call.operation().close();
    }
  }

  private void begin(final Call call, final Command command) {
    // as a rule it has these already; a command that kills by its own client's labels is not to kill itself
    call.operation().labels(command.sessionUse() == SessionUse.ATTACH ? call.client().labels() : Labels.none());
    final CommandOperation description = new CommandOperation(call, command.secret());
    if (command.sessionUse() == SessionUse.VALIDATE) {
      sessions.validate(call.caller(), call.body());
    }
    if (command.sessionUse() != SessionUse.ATTACH) {
      core.begin(call.operation(), description);
      return;
    }
    for (int attempt = 1;; attempt++) {
      call.session(sessions.session(call.caller(), call.body()));
      if (call.session().isEmpty()) {
        core.begin(call.operation(), description);
        return;
      }
      try {
        call.session().get().begin(call.operation(), description);
        return;
      } catch (final SessionEndedException e) { // in between: the next look opens another
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  // ---- the database

  private static String database(final BsonDocument body) {
    final BsonValue value = body.get("$db");
    if (value == null) {
      throw new CommandException(
          ErrorCode.MISSING_FIELD, "BSON field 'OpMsgRequest.$db' is missing but a required field");
    }
    if (!(value instanceof BsonString)) {
      throw new CommandException(ErrorCode.TYPE_MISMATCH, "BSON field 'OpMsgRequest.$db' is the wrong type '"
          + TypeWord.of(value.getBsonType()) + "', expected type 'string'");
    }
    return database(value.asString().getValue());
  }

  private static String database(final String name) {
    boolean valid = !name.isEmpty() && name.length() <= MOST_DB;
    for (int i = 0; i < name.length() && valid; i++) {
      valid = "/\\. \"\0".indexOf(name.charAt(i)) < 0 && (name.charAt(i) != '$' || "$external".equals(name));
    }
    if (!valid) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "Invalid database name: '" + shortened(name) + "'");
    }
    return name;
  }

  private static String shortened(final String name) {
    return name.length() > MOST_NAME ? name.substring(0, MOST_NAME) + "..." : name;
  }

  // ---- the reply

  private static BsonDocument succeeded(final BsonDocument reply) {
    if (reply.containsKey("ok")) {
      return reply;
    }
    final BsonDocument changeable = reply instanceof RawBsonDocument raw ? raw.decode(new BsonDocumentCodec()) : reply;
    return changeable.append("ok", new BsonDouble(1));
  }
}
