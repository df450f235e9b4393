package dev.quell.server.net;

import dev.quell.KillCode;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.Received;
import dev.quell.server.wire.Compression;
import dev.quell.server.wire.Preview;
import dev.quell.server.wire.ReplyTo;
import dev.quell.server.wire.Request;
import dev.quell.server.wire.WireException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has arrived on a connection and is not running. Belongs to its event loop.
 *
 * <p><b>Received is begun.</b> A message is read as soon as it has arrived, and its operation begins, whatever runs
 * before it: from then on kills reach it. Two things come later: what is large is read on threads of its own, and what
 * comes behind a login, a kill or administration is to find what that has changed. What comes behind these waits for
 * them, in its order. No more than a few are begun at once; the rest is left unread.
 *
 * <p>Operations are kept for the connection and used again. Which of them is whose request's changes on the event loop
 * alone, and so do kills from here: none comes too late and hits another.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  /** Larger messages are run by workers, whatever is in them: no kill that is accepted is so large. */
  private static final long MOST_CONTROL_BYTES = 17 << 20;
  /** No handshake is larger, and anybody may send one. */
  private static final long MOST_HELLO_BYTES = 64 << 10;
  /** Larger messages are read elsewhere: the time to check one must not delay others. */
  private static final long MOST_BYTES_HERE = 64 << 10;
  private static final int MOST_WAITING = 16;
  private static final int MOST_WAITING_BYTES = 1 << 20;
  private static final int MOST_SHOWN = 200;
  private static final ReplyTo NOBODY = new ReplyTo(0, false, false, Compression.NONE);

  private final Peer peer;
  private final Engine engine;
  private final Owner owner;
  /** Not read yet. */
  private final Queue<ByteBuf> frames = new ArrayDeque<>();
  /** Read, and begun unless refused; in the order in which they came. */
  private final Queue<Job> waiting = new ArrayDeque<>();
  /** Operations that do not run. */
  private final Queue<Operation> operations = new ArrayDeque<>();

  private long frameBytes;
  private long jobBytes;
  private boolean reading;
  /** What comes next is to find what the last one has changed, or not to be read at all. */
  private boolean held;

  private boolean gone;
  /** For the next message, if it is large; null if it has not asked. */
  private LargeRequests.@Nullable Room room;

  /** The connection that it is of. */
  interface Owner extends Job.Sender {
    /** Has something done on the event loop; false if that has ended. From any thread. */
    boolean onLoop(Runnable step);

    /** Something more can be done. */
    void proceed();

    /** Nothing more can be read. */
    void close();
  }

  Inbox(final Peer peer, final Engine engine, final Owner owner) {
    this.peer = peer;
    this.engine = engine;
    this.owner = owner;
    operations.add(engine.dispatcher().operation());
  }

  void add(final ByteBuf frame) {
    frames.add(frame);
    frameBytes += frame.readableBytes();
  }

  /** Whether the network may go on reading. */
  boolean hasRoom() {
    return !reading && frames.size() + waiting.size() < MOST_WAITING && frameBytes + jobBytes < MOST_WAITING_BYTES;
  }

  /** Whether a message is being read elsewhere, or waits for that. */
  boolean isReading() {
    return reading || room != null;
  }

  /** The one that has waited longest; null if none waits. */
  @Nullable
  Job next() {
    final Job job = waiting.poll();
    if (job != null) {
      jobBytes -= job.bytes();
    }
    return job;
  }

  /** Begins what has arrived, as far as that goes. */
  void receive() {
    while (mayReceive()) {
      final Preview preview = Preview.of(frames.element());
      if (preview.size() > MOST_BYTES_HERE && !hasRoomFor(preview.size())) {
        return;
      }
      final ByteBuf frame = frames.remove();
      frameBytes -= frame.readableBytes();
      final Operation kept = operations.poll();
      final Operation operation = kept != null ? kept : engine.dispatcher().operation();
      if (preview.size() <= MOST_BYTES_HERE) {
        received(read(frame, preview, operation), operation);
      } else {
        readElsewhere(frame, preview, operation);
      }
    }
  }

  private boolean hasRoomFor(final long bytes) {
    if (room == null) {
      room = engine.largeRequests().ask(bytes, () -> owner.onLoop(owner::proceed));
    }
    return room.isGranted();
  }

  private void giveBackRoom() {
    if (room != null) {
      room.giveBack();
      room = null;
    }
  }

  private boolean mayReceive() {
    return !frames.isEmpty() && !reading && !held
        && (waiting.isEmpty() || waiting.size() < MOST_WAITING && jobBytes < MOST_WAITING_BYTES);
  }

  private void readElsewhere(final ByteBuf frame, final Preview preview, final Operation operation) {
    reading = true;
    try {
      engine.lanes().read(peer.user(), () -> handOver(read(frame, preview, operation), operation));
    } catch (final RejectedExecutionException | OutOfMemoryError e) { // it shuts down; no more threads to be had
      LOG.info("{} closed: its message cannot be read now: {}", peer, e.toString());
      frame.release();
      reading = false;
      received(null, operation);
    }
  }

  /** Hands what was read elsewhere to the event loop. */
  private void handOver(final @Nullable Job job, final Operation operation) {
    boolean told = false;
    try {
      told = owner.onLoop(() -> {
        reading = false;
        received(job, operation);
        owner.proceed();
      });
    } catch (final Throwable e) { // no memory for that, or the like
      LOG.error("{} closed: its message was read in vain", peer, e);
      owner.close();
    } finally {
      if (!told) { // or the server has been closed meanwhile
        operation.close();
        if (room != null) { // nobody else looks at it while this is read
          room.giveBack();
        }
      }
    }
  }

  /** @param job null if it could not be read */
  private void received(final @Nullable Job job, final Operation operation) {
    if (job == null) {
      operations.add(operation);
      held = true;
      giveBackRoom();
      owner.close();
      return;
    }
    job.room(room); // null if it is small
    room = null;
    held = job.fatal().isPresent() || job.received().comesFirst();
    if (gone && job.to().wanted()) {
      drop(job);
    } else {
      waiting.add(job);
      jobBytes += job.bytes();
    }
  }

  /** One that was taken from here is answered. */
  void ended(final Job job) {
    job.giveBackRoom();
    operations.add(job.operation());
    if (job.received().comesFirst()) {
      held = false;
    }
  }

  // ---- the end

  /** The client has gone: what it has waited for is ended, what it has not waited for is still to be done. */
  void clientHasGone() {
    gone = true;
    if (!reading) {
      giveBackRoom(); // what is left asks again
    }
    frames.removeIf(frame -> {
      final boolean wanted = Preview.of(frame).replyWanted();
      if (wanted) {
        frameBytes -= frame.readableBytes();
        frame.release(); // tells of the last of those that share their memory, not of this one
      }
      return wanted;
    });
    waiting.removeIf(job -> {
      if (job.to().wanted()) {
        jobBytes -= job.bytes();
        drop(job);
      }
      return job.to().wanted();
    });
  }

  private void drop(final Job job) {
    if (!job.received().isRefused()) {
      job.received().kill(KillCode.CLIENT_DISCONNECT);
      job.giveUp();
    }
    ended(job);
  }

  /** Nothing of a connection that has gone runs or waits any more. */
  void close() {
    frames.forEach(ByteBuf::release); // behind a message that could not be read
    frames.clear();
    giveBackRoom();
    for (final Operation each : operations) {
      each.close(); // it runs only if something has gone wrong
      each.labels(Labels.none()); // so the core need not find out that nobody uses it
    }
  }

  // ---- on any thread

  /** Reads a message, and begins what it asks; null if there is no memory for it, or the like. */
  private @Nullable Job read(final ByteBuf frame, final Preview preview, final Operation operation) {
    final long bytes = Math.max(frame.readableBytes(), preview.size());
    try {
      final Request request = engine.reader().read(frame);
      final ReplyTo to = request.replyTo();
      final Received received = to.legacy() && !HelloCommand.NAMES.contains(firstKey(request.body()))
          ? Received.refused(unsupportedQuery(request.body()))
          : engine.dispatcher().receive(peer, request.database(), request.body(), operation);
      final long most = HelloCommand.NAMES.contains(preview.command()) ? MOST_HELLO_BYTES : MOST_CONTROL_BYTES;
      final Lane lane = preview.size() > most ? Lane.WORK : laneOf(received, preview.size());
      return new Job(engine, owner, to, received, operation, bytes, lane, Optional.empty());
    } catch (final WireException e) {
      final String why = String.valueOf(e.getMessage());
      final Optional<String> fatal = e.replyTo().isPresent() ? Optional.empty() : Optional.of(why);
      final Received none =
          Received.refused(fatal.isPresent() ? new BsonDocument() : new CommandException(e.code(), why).toReply());
      return new Job(engine, owner, e.replyTo().orElse(NOBODY), none, operation, bytes, none.lane(), fatal);
    } catch (final Throwable e) {
      LOG.error("{} closed: its message could not be read", peer, e);
      operation.close(); // if it has begun, nobody else will end it
      return null;
    } finally {
      frame.release();
    }
  }

  /** A large listing takes long before its first look at the time: when it is understood. */
  private static Lane laneOf(final Received received, final long bytes) {
    return received.lane() == Lane.LISTING && bytes > MOST_BYTES_HERE ? received.longLane() : received.lane();
  }

  private static String firstKey(final BsonDocument body) {
    return body.isEmpty() ? "" : body.getFirstKey();
  }

  private static BsonDocument unsupportedQuery(final BsonDocument body) {
    final String name = firstKey(body);
    return new CommandException(ErrorCode.UNSUPPORTED_OP_QUERY, "Unsupported OP_QUERY command: "
        + (name.length() > MOST_SHOWN ? name.substring(0, MOST_SHOWN) + "..." : name)
        + ". The client driver may require an upgrade.").toReply();
  }
}
