package dev.quell.server.dispatch;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.command.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The one {@link CommandCall}. */
final class Call implements CommandCall {
  private static final int POLLS = 64;
  private static final long SLICE_NANOS = 1_000_000;
  /**
   * How long a platform thread computes before it lets others of its processor go first. The system lets it go on for
   * milliseconds otherwise, and a kill needs several threads one after the other. Costs nothing if nobody waits.
   */
  private static final long YIELD_NANOS = 100_000;

  // Who answers for it.
  /** One thread: it runs it, gives it up, or offers it. */
  private static final int HELD = 0;
  /** Nobody: whoever takes it. */
  private static final int OFFERED = 1;
  /** One thread, and a kill has come meanwhile: it is not to be offered any more. */
  private static final int HELD_AND_KILLED = 2;

  private final BsonDocument body;
  private final String name;
  private final String db;
  private final Client client;
  private final Operation operation;
  private final Turns.Turn turn;
  private final AtomicInteger state = new AtomicInteger(HELD);

  private Caller caller;
  private Optional<Session> session = Optional.empty();
  /** Read by listings. */
  private volatile boolean started;
  /** For listings; null if there is no more to be shown. */
  private volatile @Nullable Supplier<BsonDocument> details;
  /** Of who holds it. */
  private @Nullable Preparation preparation;
  // From here on of the thread that runs it.
  /**
   * A virtual thread is never taken off its carrier unless it says so. Thread.yield would not do: it goes to the end of
   * the carrier's own queue, and while two loops take turns there the carrier does not look at the queue where new
   * commands and woken victims wait. A timed park comes back through that queue.
   */
  private boolean yields;

  private boolean reserved;
  /** Null before it is needed. */
  private @Nullable Moment moment;

  private int polls;
  private long sliceBegan;
  private long turnBegan;

  Call(
      final BsonDocument body,
      final String name,
      final String db,
      final Caller caller,
      final Client client,
      final Operation operation,
      final Turns turns) {
    this.turn = turns.turn();
    this.body = body;
    this.name = name;
    this.db = db;
    this.caller = caller;
    this.client = client;
    this.operation = operation;
  }

  @Override
  public BsonDocument body() {
    return body;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String db() {
    return db;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  void caller(final Caller now) {
    caller = now;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public Optional<Session> session() {
    return session;
  }

  void session(final Optional<Session> attached) {
    session = attached;
  }

  @Override
  public Operation operation() {
    return operation;
  }

  @Override
  public void prepare(final Preparation ready) {
    preparation = ready;
  }

  @Override
  public <T extends Preparation> Optional<T> prepared(final Class<T> type) {
    final Optional<T> ready = Optional.ofNullable(preparation).filter(type::isInstance).map(type::cast);
    if (ready.isPresent()) {
      preparation = null;
    }
    return ready;
  }

  /** It will not be run. */
  void giveUp() {
    prepared(Preparation.class).ifPresent(Preparation::giveUp);
  }

  @Override
  public void shows(final Supplier<BsonDocument> more) {
    details = more;
  }

  /** What listings show beside the command. */
  BsonDocument details() {
    final Supplier<BsonDocument> more = details;
    return more == null ? new BsonDocument() : more.get();
  }

  // ---- waiting

  /** Leaves it to whoever takes it. False if a kill has come: then this thread still answers for it. */
  boolean offer() {
    return state.compareAndSet(HELD, OFFERED);
  }

  boolean isOffered() {
    return state.get() == OFFERED;
  }

  /** Takes it; true for one caller alone. */
  boolean take() {
    return state.compareAndSet(OFFERED, HELD);
  }

  /** Takes it after a kill; false if another has it, who then cannot offer it again. */
  boolean takeKilled() {
    while (!take()) {
      if (state.compareAndSet(HELD, HELD_AND_KILLED) || state.get() == HELD_AND_KILLED) {
        return false;
      }
    }
    return true;
  }

  /** Whether it waits for a thread to run it. */
  boolean isWaiting() {
    return !started;
  }

  // ---- running

  /**
   * The calling thread runs it from now on.
   *
   * @param onReservedThread whether it is one that is kept for other things than clients' work
   */
  void start(final boolean onReservedThread) {
    operation.thread(Thread.currentThread());
    started = true;
    reserved = onReservedThread;
    moment = null;
    yields = VirtualThreads.isCurrent();
    turnBegan = System.nanoTime();
    sliceBegan = turnBegan;
  }

  @Override
  public boolean briefly() {
    if (!reserved) {
      return false;
    }
    if (moment == null) {
      moment = new Moment();
    }
    moment.resume();
    return true;
  }

  @Override
  public BsonDocument later(final CompletionStage<BsonDocument> reply) {
    final CompletableFuture<BsonDocument> future = reply.toCompletableFuture();
    if (future.isDone()) {
      return future.join();
    }
    throw new Later(future);
  }

  @Override
  public void rest() {
    if (moment != null) {
      moment.rest();
    }
  }

  @Override
  public Stream<BsonDocument> own(final Stream<BsonDocument> source) {
    return moment == null ? source : OwnDocuments.of(source, moment);
  }

  @Override
  public Error moved() {
    return new Moved();
  }

  @Override
  public void check() {
    operation.check();
    if (moment != null && moment.isOver()) {
      throw new Moved();
    }
    if ((++polls & POLLS - 1) != 0) {
      return;
    }
    final long now = System.nanoTime();
    if (!reserved && now - turnBegan > Turns.NANOS) { // reserved threads are few
      turn.next(operation);
      turnBegan = System.nanoTime();
    }
    letOthers(now);
  }

  @SuppressWarnings("ThreadPriorityCheck") // it is for speed alone
  private void letOthers(final long now) {
    if (now - sliceBegan <= (yields ? SLICE_NANOS : YIELD_NANOS)) {
      return;
    }
    if (yields) {
      LockSupport.parkNanos(1);
    } else {
      Thread.yield();
    }
    sliceBegan = System.nanoTime();
  }

  /** The command computes no more. */
  void end() {
    turn.end();
  }

  /** The command has had its moment, and waits again. */
  void stop() {
    started = false;
    operation.thread(null);
  }
}
