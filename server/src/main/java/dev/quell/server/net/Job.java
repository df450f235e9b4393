package dev.quell.server.net;

import dev.quell.Operation;
import dev.quell.server.dispatch.AfterReply;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.Received;
import dev.quell.server.wire.ReplyTo;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A request that was read, until it is answered. Answered once: by who holds it, see {@link Received}. */
final class Job implements Lanes.Task {
  private final Engine engine;
  private final Sender sender;
  private final ReplyTo to;
  private final Received received;
  private final Operation operation;
  private final long bytes;
  private final Optional<String> fatal;
  private volatile Lane lane;
  /** Of the thread that hands it in. */
  private boolean offered;
  /** From the begin of a kill's work on; set before it is answered. */
  private KillersFirst.@Nullable Turn turn;
  /** Of the event loop; null if it is small. */
  private LargeRequests.@Nullable Room room;

  /** Sends the replies of one connection. */
  @FunctionalInterface
  interface Sender {
    /** Sends the one reply of a request, unless nobody wants it. From any thread. */
    void send(Job job, BsonDocument reply);
  }

  /**
   * A request.
   *
   * @param operation used by it alone until it is answered, whether or not it was begun
   * @param bytes what it takes
   * @param lane the threads that are to run it
   * @param fatal why the connection is to be closed in its place; empty if it is not
   */
  Job(
      final Engine engine,
      final Sender sender,
      final ReplyTo to,
      final Received received,
      final Operation operation,
      final long bytes,
      final Lane lane,
      final Optional<String> fatal) {
    this.engine = engine;
    this.sender = sender;
    this.to = to;
    this.received = received;
    this.operation = operation;
    this.bytes = bytes;
    this.lane = lane;
    this.fatal = fatal;
  }

  ReplyTo to() {
    return to;
  }

  Received received() {
    return received;
  }

  Operation operation() {
    return operation;
  }

  long bytes() {
    return bytes;
  }

  Optional<String> fatal() {
    return fatal;
  }

  /** The memory that it takes, to be given back when it is answered. */
  void room(final LargeRequests.@Nullable Room newRoom) {
    room = newRoom;
  }

  /** It is answered. */
  void giveBackRoom() {
    if (room != null) {
      room.giveBack();
    }
  }

  // ---- waiting for a thread

  /**
   * Hands it in.
   *
   * @throws RejectedExecutionException if the server shuts down; see {@link #takeBack}
   * @throws OutOfMemoryError if there are no more threads to be had; see {@link #takeBack}
   */
  void hand() {
    offered = false;
    engine.lanes().execute(lane, this);
  }

  /** After it could not be handed in: whether this thread answers for it, and no kill has taken it. */
  boolean takeBack() {
    return !offered || received.take();
  }

  /** Ends it without running it. */
  BsonDocument giveUp() {
    return engine.dispatcher().giveUp(received);
  }

  @Override
  public Object user() {
    return received.uid();
  }

  /** A kill takes it from the queue at once, if it has to wait there; else the thread that runs it finds out. */
  @Override
  public boolean offer(final boolean waits) {
    if (waits) {
      received.onKill(this::killedInQueue, AfterReply.INSTANCE);
    }
    offered = received.offer();
    if (!offered) {
      sender.send(this, giveUp());
    }
    return offered;
  }

  @Override
  public boolean isOffered() {
    return received.isOffered();
  }

  private void killedInQueue() {
    engine.lanes().remove(lane, this);
    sender.send(this, giveUp());
  }

  // ---- running

  @Override
  public void run() {
    if (!received.take()) {
      return;
    }
    if (received.reachesOthers()) {
      kill();
    } else if (lane == Lane.CONTROL) { // it may kill
      AfterReply.INSTANCE.around(this::work);
    } else {
      work();
    }
  }

  private void kill() {
    turn = engine.killersFirst().begin();
    try {
      AfterReply.INSTANCE.around(this::work);
    } catch (final Throwable e) {
      turn.end();
      throw e;
    }
  }

  /** It is answered, or will be later. */
  void endTurn() {
    if (turn != null) {
      turn.end();
    }
  }

  /** Whether a kill has ended it. */
  boolean isVictim() {
    return received.isKilled() && !received.reachesOthers();
  }

  private void work() {
    final BsonDocument reply = engine.dispatcher().run(received, !lane.isLong());
    if (reply != null) {
      sender.send(this, reply);
      return;
    }
    final Optional<CompletionStage<BsonDocument>> later = received.later();
    if (later.isPresent()) {
      endTurn(); // its own part is done, and the others may take long
      later.get().thenAccept(done -> sender.send(this, engine.dispatcher().finish(received, done)));
      return;
    }
    lane = received.longLane(); // it has had its moment
    try {
      hand();
    } catch (final RejectedExecutionException | OutOfMemoryError e) {
      if (takeBack()) {
        sender.send(this, giveUp());
      }
    }
  }
}
