package dev.quell.server.dispatch;

import dev.quell.Cursor;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.QuellException;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives and runs commands. Received is begun: the command is found, its sender and what they may, its session is
 * attached and its operation begun at once. Then it waits for a thread of its {@link Lane}, within the reach of kills,
 * and is run, or given up if it was killed meanwhile. Thread-safe; everything runs on the calling thread.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int ATTEMPTS = 8;

  private final KillCore core;
  private final CommandTable commands;
  private final Sessions sessions;
  private final Identities identities;
  private final Turns turns = new Turns(Runtime.getRuntime().availableProcessors());

  /**
   * A dispatcher.
   *
   * @param core where operations run; those of the connections must be its own
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
    Moment.prepare();
  }

  /** A new operation for a connection to keep. */
  public Operation operation() {
    return core.operation();
  }

  /** What can be run. */
  public CommandTable commands() {
    return commands;
  }

  // ---- received

  /**
   * Receives a command: finds out who asks and whether they may, attaches the session, and begins the operation. From
   * here on it is listed, its time limit runs, and a kill reaches it. Does not block.
   *
   * @param client who sent it
   * @param namespaceDb the database, if the message and not the body says it
   * @param body the command
   * @param operation that is not running; it runs until {@link #run} or {@link #giveUp}, unless this is refused
   * @return what was begun, or the refusal; nothing is thrown whatever was sent
   */
  public Received receive(
      final Client client, final Optional<String> namespaceDb, final BsonDocument body, final Operation operation) {
    try {
      return begun(client, namespaceDb, body, operation);
    } catch (final Throwable e) { // an error too: the others of this thread go on
      return Received.refused(failed(client, e));
    }
  }

  private Received begun(
      final Client client, final Optional<String> namespaceDb, final BsonDocument body, final Operation operation) {
    final String name = body.isEmpty() ? "" : body.getFirstKey();
    final String db = namespaceDb.isPresent() ? DatabaseName.checked(namespaceDb.get()) : DatabaseName.of(body);
    final Command command = commands.find(name).orElseThrow(
        () -> new CommandException(ErrorCode.COMMAND_NOT_FOUND,
            "no such command: '" + DatabaseName.shortened(name) + "'"));
    final Call call = new Call(body, name, db, identities.callerOf(client), client, operation, turns);
    authorize(command, call);
    FieldCheck.check(command.fields(name), name, body, command.sessionUse(call).attaches());
    final Optional<Duration> limit = TimeLimit.of(body);
    begin(call, command);
    boolean whole = false;
    try {
      limit.ifPresent(operation::deadline);
      command.received(call);
      final Received received = Received.begun(command, call);
      whole = true;
      return received;
    } finally {
      if (!whole) {
        call.giveUp();
        operation.close();
      }
    }
  }

  private static void authorize(final Command command, final Call call) {
    if (call.caller().access() == Caller.Access.ANONYMOUS && command.needsLogin()) {
      throw new CommandException(ErrorCode.UNAUTHORIZED, "Command " + call.name() + " requires authentication");
    }
    command.authorize(call);
  }

  private void begin(final Call call, final Command command) {
    final SessionUse use = command.sessionUse(call);
    // as a rule it has these already; a command that kills by its own client's labels is not to kill itself
    call.operation().labels(use.attaches() ? call.client().labels() : Labels.none());
    final CommandOperation description = new CommandOperation(call, command.secret());
    if (use == SessionUse.VALIDATE) {
      sessions.validate(call.caller(), call.body());
    }
    if (!use.attaches()) {
      core.begin(call.operation(), description);
      return;
    }
    for (int attempt = 1;; attempt++) {
      call.session(session(call, use));
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

  private Optional<Session> session(final Call call, final SessionUse use) {
    try {
      return sessions.session(call.caller(), call.body());
    } catch (final QuellException e) {
      if (use == SessionUse.ATTACH_IF_ROOM && e.code() == KillCode.TOO_MANY_LOGICAL_SESSIONS) {
        return Optional.empty();
      }
      throw e;
    }
  }

  // ---- run

  /**
   * Runs what was begun, for its holder, on this thread. It is not run if it was killed while it waited. If there is a
   * reply, the operation has ended.
   *
   * @param onReservedThread whether the thread is kept for other things than the work of clients
   * @return the reply, with {@code ok: 1} or as an error; nothing is thrown whatever the command did. Null if the reply
   *     comes later ({@link Received#later}), or if it has had its moment on a reserved thread: then it waits again,
   *     and its holder offers it to one that is not
   */
  public @Nullable BsonDocument run(final Received received, final boolean onReservedThread) {
    final Call call = received.call();
    BsonDocument reply;
    try {
      reply = succeeded(performed(received.command(), call, onReservedThread));
    } catch (final Moved e) {
      call.stop();
      return null;
    } catch (final Later e) {
      received.later(e.reply());
      return null;
    } catch (final Throwable e) {
      reply = failed(call.client(), e);
    }
    return ended(received, reply);
  }

  /**
   * Ends what {@link #run} has left to others, for its holder, on any thread.
   *
   * @param reply what {@link Received#later} has come to
   * @return the reply for the client
   */
  public BsonDocument finish(final Received received, final BsonDocument reply) {
    return ended(received, succeeded(reply));
  }

  private BsonDocument ended(final Received received, final BsonDocument reply) {
    final Call call = received.call();
    call.operation().close();
    return call.operation().isKilled() && !received.reachesOthers() ? told(call, reply) : reply;
  }

  /**
   * The reply to what was claimed by a kill after its last poll: what was killed is never acknowledged as done. What it
   * has written stays, and what is left of its result is of no use to anybody. Kills alone say what they have done.
   */
  private BsonDocument told(final Call call, final BsonDocument reply) {
    if (reply.getNumber("ok").doubleValue() == 0) {
      return reply;
    }
    if (reply.get("cursor") instanceof BsonDocument result && result.get("id") instanceof BsonInt64 id) {
      core.findCursor(id.getValue()).ifPresent(Cursor::close);
    }
    return killed(call.operation());
  }

  private static BsonDocument killed(final Operation operation) {
    return CommandException.reply(
        operation.killCause().<QuellException>map(OperationKilledException::new).orElseGet(Dispatcher::stopped));
  }

  private static CommandException stopped() {
    return new CommandException(
        KillCode.INTERRUPTED_AT_SHUTDOWN, KillCode.messageOf(KillCode.INTERRUPTED_AT_SHUTDOWN));
  }

  private BsonDocument performed(final Command command, final Call call, final boolean onReservedThread)
      throws Exception {
    try {
      call.operation().check(); // killed while it waited: never run
      renewCaller(command, call);
    } catch (final Throwable e) {
      call.giveUp();
      throw e;
    }
    call.start(onReservedThread);
    try {
      return command.run(call);
    } finally {
      call.end();
    }
  }

  /** Asks again what the caller may do if that has changed since the command was received. */
  private void renewCaller(final Command command, final Call call) {
    final Caller before = call.caller();
    final Caller now = identities.callerOf(call.client());
    if (now.owner() == before.owner() && now.privileges() == before.privileges()) {
      return;
    }
    if (now.access() != Caller.Access.ANONYMOUS && !now.uid().equals(before.uid())) {
      throw new CommandException(ErrorCode.UNAUTHORIZED, "another user has logged in since the command was received");
    }
    call.caller(now);
    authorize(command, call);
  }

  /**
   * Ends what was begun without running it, for its holder.
   *
   * @return the reply, which says why: it was killed, or else that the server stops
   */
  public BsonDocument giveUp(final Received received) {
    final Operation operation = received.call().operation();
    received.call().giveUp();
    operation.close();
    return killed(operation);
  }

  /**
   * Receives a command and runs it at once, on this thread.
   *
   * @param client who sent it
   * @param namespaceDb the database, if the message and not the body says it
   * @param body the command
   * @param operation that is not running, before and after
   * @return the reply; never null, and nothing is thrown
   */
  public BsonDocument dispatch(
      final Client client, final Optional<String> namespaceDb, final BsonDocument body, final Operation operation) {
    final Received received = receive(client, namespaceDb, body, operation);
    if (received.isRefused()) {
      return received.refusal();
    }
    final BsonDocument reply = run(received, false);
    return reply != null // it is moved from reserved threads alone
        ? reply : finish(received, received.later().orElseThrow().toCompletableFuture().join());
  }

  // ---- the reply

  private static BsonDocument succeeded(final BsonDocument reply) {
    if (reply.containsKey("ok")) {
      return reply;
    }
    final BsonDocument changeable = reply instanceof RawBsonDocument raw ? raw.decode(new BsonDocumentCodec()) : reply;
    return changeable.append("ok", new BsonDouble(1));
  }

  private static BsonDocument failed(final Client client, final Throwable e) {
    if (e instanceof QuellException refusal) {
      return CommandException.reply(refusal);
    }
    if (e instanceof InterruptedException) {
      return stopped().toReply();
    }
    LOG.error("command of conn{} failed", client.id(), e); // it has been unwound to here, and others go on working
    return new CommandException(
        ErrorCode.INTERNAL_ERROR, "internal error: " + e.getClass().getSimpleName()).toReply();
  }
}
