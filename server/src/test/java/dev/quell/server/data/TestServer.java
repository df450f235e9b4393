package dev.quell.server.data;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.QuellException;
import dev.quell.Session;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.Listing;
import dev.quell.server.data.command.Catalogue;
import dev.quell.server.data.command.FirstStages;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.FieldCheck;
import dev.quell.server.dispatch.TimeLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Runs data commands on a real core and a store in memory. */
public final class TestServer implements AutoCloseable {
  private final KillCore core = KillCore.create();
  private final Store store;
  private final List<Command> commands;
  private final AtomicInteger sweeps = new AtomicInteger();
  private @Nullable TestCall last;

  /** A stage of somebody else's: two documents. */
  private record TestStages() implements FirstStages {
    @Override
    public Set<String> names() {
      return Set.of("$listLocalSessions");
    }

    @Override
    public Listing listing(
        final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
      return Listing.whole(
          Stream.of(BsonDocument.parse("{_id: 1, s: 'a'}"), BsonDocument.parse("{_id: 2, s: 'b'}")));
    }
  }

  private record NoExplanation() implements Command {
    @Override
    public Set<String> names() {
      return Set.of("explain");
    }

    @Override
    public void authorize(final CommandCall call) {}

    @Override
    public BsonDocument run(final CommandCall call) {
      throw new CommandException(115, "elsewhere");
    }
  }

  public TestServer() {
    this(Store.inMemory());
  }

  public TestServer(final Store store) {
    this.store = store;
    this.commands = new ArrayList<>(Catalogue.commands(core, new TestStages(), new NoExplanation(), store));
    this.commands.addAll(Catalogue.testCommands(sweeps::incrementAndGet));
  }

  public KillCore core() {
    return core;
  }

  /** How often a test command asked for a sweep. */
  public int sweeps() {
    return sweeps.get();
  }

  public Store store() {
    return store;
  }

  /** What listings show of the last command, beside the command itself. */
  public BsonDocument shown() {
    return last == null ? new BsonDocument() : last.shown();
  }

  /** What a command is run as. */
  public record As(Caller caller, Optional<Session> session, String db, Runnable onCheck) {
    public static As open() {
      return new As(Caller.open("test"), Optional.empty(), "test", () -> {});
    }

    public As in(final Session newSession) {
      return new As(caller, Optional.of(newSession), db, onCheck);
    }

    public As by(final Caller newCaller) {
      return new As(newCaller, session, db, onCheck);
    }

    public As on(final String newDb) {
      return new As(caller, session, newDb, onCheck);
    }

    /** With something done at each poll, before it. */
    public As atEachCheck(final Runnable doThis) {
      return new As(caller, session, db, doThis);
    }
  }

  /** The reply to a command written as JSON. */
  public BsonDocument run(final String json) {
    return run(As.open(), json);
  }

  public BsonDocument run(final As as, final String json) {
    return run(as, BsonDocument.parse(json));
  }

  public BsonDocument run(final As as, final BsonDocument body) {
    try (Operation operation = begin(as, body)) {
      return run(as, body, operation);
    }
  }

  private Operation begin(final As as, final BsonDocument body) {
    return as.session().isPresent()
        ? as.session().get().begin(body.getFirstKey())
        : core.begin(body.getFirstKey());
  }

  /** Runs a command in an operation of the test's own. */
  public BsonDocument run(final As as, final BsonDocument body, final Operation operation) {
    final TestCall call = new TestCall(body, as.db(), as.caller(), as.session(), operation, as.onCheck());
    last = call;
    final Command command =
        commands.stream().filter(each -> each.names().contains(call.name())).findFirst().orElseThrow();
    try {
      command.authorize(call);
      FieldCheck.check( // as the dispatcher does
          command.fields(call.name()), call.name(), body, command.sessionUse(call).attaches());
      TimeLimit.of(body).ifPresent(operation::deadline);
      final BsonDocument reply = command.run(call);
      return reply.containsKey("ok") ? reply : reply.append("ok", new BsonInt32(1));
    } catch (final QuellException e) {
      return CommandException.reply(e);
    } catch (final RuntimeException e) {
      throw e;
    } catch (final Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Adds documents {@code {_id: 0}} and so on to {@code test.c}. */
  public void fill(final int documents) {
    final String all =
        IntStream.range(0, documents).mapToObj(i -> "{_id: " + i + ", n: " + i % 10 + "}").reduce((a,
            b) -> a + "," + b).orElseThrow();
    run("{insert: 'c', documents: [" + all + "]}");
  }

  /** The documents of a reply with a cursor, as JSON in one line. */
  public static List<String> batch(final BsonDocument reply) {
    final BsonDocument cursor = reply.getDocument("cursor");
    final BsonValue batch = cursor.containsKey("firstBatch") ? cursor.get("firstBatch") : cursor.get("nextBatch");
    return batch.asArray().stream().map(document -> document.asDocument().toJson()).toList();
  }

  public static long cursorId(final BsonDocument reply) {
    return reply.getDocument("cursor").getInt64("id").getValue();
  }

  public static int code(final BsonDocument reply) {
    return reply.containsKey("code") ? reply.getInt32("code").getValue() : 0;
  }

  @Override
  public void close() {
    core.close();
    store.close();
  }
}
