package dev.quell.server.dispatch;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.command.Caller;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonDocument;

/** The one {@link CommandCall}. */
final class Call implements CommandCall {
  private static final int POLLS = 64;
  private static final long SLICE_NANOS = 1_000_000;

  private final BsonDocument body;
  private final String name;
  private final String db;
  private final Caller caller;
  private final Client client;
  private final Operation operation;
  /**
   * A virtual thread is never taken off its carrier unless it says so. Thread.yield would not do: it goes to the end of
   * the carrier's own queue, and while two loops take turns there the carrier does not look at the queue where new
   * commands and woken victims wait. A timed park comes back through that queue.
   */
  private final boolean yields = VirtualThreads.isCurrent();

  private Optional<Session> session = Optional.empty();
  private final Turns.Turn turn;
  private int polls;
  private long sliceBegan;
  private long turnBegan = System.nanoTime();

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
  public void check() {
    operation.check();
    if ((++polls & POLLS - 1) != 0) {
      return;
    }
    final long now = System.nanoTime();
    if (now - turnBegan > Turns.NANOS) {
      turn.next(operation);
      turnBegan = System.nanoTime();
    }
    if (yields && now - sliceBegan > SLICE_NANOS) {
      LockSupport.parkNanos(1);
      sliceBegan = System.nanoTime();
    }
  }

  /** The command computes no more. */
  void end() {
    turn.end();
  }
}
