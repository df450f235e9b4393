package dev.quell.bench.wire;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.UserName;
import dev.quell.bench.setup.Checks;
import dev.quell.command.Caller;
import dev.quell.command.SessionCommands;
import dev.quell.server.data.DataCommands;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.CommandTable;
import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.dispatch.Sessions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: what share of a small find, inside the server and without the network, is the tracking of its session?
 *
 * <p>{@link #find} dispatches a find of one document by {@code _id} in a session; {@link #tracking} does of it just
 * what knows the session: reads the lsid, finds the session, begins and ends the operation in it; {@link #reading} only
 * reads the lsid and finds the session. The share is {@code tracking / find}. Refuted as small if it is above a tenth.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar FindShare}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class FindShareBenchmark {
  private static final int DOCUMENTS = 10_000;

  private final KillCore core = KillCore.create();
  private final Store store = Store.inMemory();
  private final SessionCommands commands = SessionCommands.on(core).sweepEvery(Duration.ZERO).build();
  private final Caller caller = Caller.open("bench");
  private final Client client = new NoClient();
  private final Operation kept = core.operation();
  private final RawBsonDocument[] finds = new RawBsonDocument[DOCUMENTS];
  private Dispatcher dispatcher;
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    dispatcher = new Dispatcher(
        core, new CommandTable(DataCommands.of(core, commands, store, false)),
        Sessions.of(commands), ignored -> caller);
    final UUID id = UUID.randomUUID();
    final BsonArray documents = new BsonArray();
    for (int i = 0; i < DOCUMENTS; i++) {
      documents.add(new BsonDocument("_id", new BsonInt32(i)).append("name", new BsonString("document " + i)));
      finds[i] = raw(
          new BsonDocument("find", new BsonString("documents"))
              .append("filter", new BsonDocument("_id", new BsonInt32(i)))
              .append("$db", new BsonString("bench"))
              .append("lsid", new BsonDocument("id", new BsonBinary((byte) 4, bytes(id)))));
    }
    final BsonDocument inserted = dispatcher.dispatch(client, Optional.empty(), raw(
        new BsonDocument("insert", new BsonString("documents"))
            .append("documents", documents)
            .append("$db", new BsonString("bench"))),
        kept);
    Checks.equal("documents inserted", DOCUMENTS, inserted.getNumber("n").longValue());
    Checks.equal("documents found", 1, find().getDocument("cursor").getArray("firstBatch").size());
  }

  @TearDown(Level.Trial)
  public void close() {
    commands.close();
    core.close();
    store.close();
  }

  /** The whole command. */
  @Benchmark
  public BsonDocument find() {
    return dispatcher.dispatch(client, Optional.empty(), command(), kept);
  }

  /** The session of it: found by its lsid, and an operation begun and ended in it. */
  @Benchmark
  public Operation tracking() {
    final Session session = commands.session(caller, command()).orElseThrow();
    final Operation operation = session.begin(kept, "find");
    operation.close();
    return operation;
  }

  /** The lsid read and the session found. */
  @Benchmark
  public Optional<Session> reading() {
    return commands.session(caller, command());
  }

  private RawBsonDocument command() {
    next = next + 1 == DOCUMENTS ? 0 : next + 1;
    return finds[next];
  }

  private static byte[] bytes(final UUID id) {
    return ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
  }

  private static RawBsonDocument raw(final BsonDocument document) {
    return new RawBsonDocument(document, new BsonDocumentCodec());
  }

  /** Nobody: the benchmark has no connection. */
  private static final class NoClient implements Client {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String remote() {
      return "bench";
    }

    @Override
    public boolean isLoopback() {
      return true;
    }

    @Override
    public Optional<UserName> user() {
      return Optional.empty();
    }

    @Override
    public void user(final Optional<UserName> user) {}

    @Override
    public BsonDocument metadata() {
      return new BsonDocument();
    }

    @Override
    public void metadata(final BsonDocument metadata) {}

    @Override
    public Object login() {
      return null;
    }

    @Override
    public void login(final Object login) {}
  }
}
