package dev.quell.server.data.cursor;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.QuellException;
import dev.quell.command.CommandException;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.Preparation;
import dev.quell.server.dispatch.TimeLimit;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * Opens results as cursors of the core, and goes on with them. A cursor is pinned while one goes on with it; what
 * happens to it then is what mongod's source does.
 */
public final class Cursors {
  /** The documents of a first batch, if nobody says otherwise. */
  public static final long FIRST_BATCH = 101;

  /** Commands that are larger are not shown as a whole by each operation that uses their cursor. */
  private static final int LARGE_BYTES = 16 * 1024;

  private final KillCore core;
  private final LongAdder staying;

  /** Cursors are kept in this core. */
  public Cursors(final KillCore core) {
    this(core, new LongAdder());
  }

  /**
   * Cursors are kept in this core.
   *
   * @param staying counts those that stay open however long nobody uses them
   */
  public Cursors(final KillCore core, final LongAdder staying) {
    this.core = Objects.requireNonNull(core, "core");
    this.staying = Objects.requireNonNull(staying, "staying");
  }

  /** Whether a cursor over this may be closed because nobody has used it for long, for the core. */
  public static boolean mayExpire(final AutoCloseable resource) {
    return !(resource instanceof OpenResult result && result.stays());
  }

  /**
   * Reads the first batch and opens a cursor for the rest. If that fails, or the operation is killed before the reply
   * is made, there is no cursor and the result is closed.
   *
   * @param namespace what the cursor reads
   * @param batchSize how many documents the first batch has at most
   * @param single whether the rest is not wanted
   */
  public BsonDocument open(
      final CommandCall call, final String namespace, final Result result, final long batchSize, final boolean single) {
    final OpenResult open =
        new OpenResult(result, call.caller().uid(), Lsid.of(call), namespace, originating(call.body()));
    if (call.body() instanceof RawBsonDocument raw && raw.getByteLength() > LARGE_BYTES) {
      open.showsLittle();
    }
    final long began = System.nanoTime();
    call.shows(open::plan);
    final Batch batch;
    final Cursor<?> cursor;
    try {
      batch = open.next(call::check, batchSize);
      if (single || batch.last()) {
        open.close();
        return reply("firstBatch", batch, 0, namespace);
      }
      open.workLeft(less(TimeLimit.of(call.body()), began));
      count(open);
      cursor = call.operation().openCursor(open); // in its session, with its labels
    } catch (final Throwable e) {
      open.close();
      throw e;
    }
    try {
      call.check(); // a kill from here on finds the cursor; one before may not have
    } catch (final Throwable e) {
      cursor.close();
      throw e;
    }
    return reply("firstBatch", batch, cursor.id(), namespace);
  }

  private void count(final OpenResult open) {
    if (open.stays()) {
      final AtomicBoolean closed = new AtomicBoolean();
      staying.increment();
      open.whenClosed(() -> {
        if (closed.compareAndSet(false, true)) {
          staying.decrement();
        }
      });
    }
  }

  /** What is left of a time after the work that began then; nothing is less than none. */
  private static Optional<Duration> less(final Optional<Duration> time, final long began) {
    return time.map(left -> Duration.ofNanos(Math.max(0, left.toNanos() - (System.nanoTime() - began))));
  }

  /** Which threads make another batch of a cursor, or tell that there is no such cursor. */
  public Lane laneOf(final long id) {
    final Optional<Cursor<?>> cursor = core.findCursor(id);
    if (cursor.isEmpty()) {
      return Lane.LISTING;
    }
    if (!(cursor.get().resource() instanceof OpenResult result)) {
      return Lane.WORK;
    }
    return result.isListing() ? Lane.LISTING : result.isLongListing() ? Lane.LONG_LISTING : Lane.WORK;
  }

  /** What listings show of the command: not what only the transport needs, and not a whole batch of anything. */
  private static BsonDocument originating(final BsonDocument body) {
    final BsonDocument command = new BsonDocument();
    body.forEach((name, value) -> {
      if (!List.of("lsid", "$clusterTime").contains(name)) {
        command.put(name, value);
      }
    });
    return command;
  }

  /** A getMore that has its cursor, while it waits for a thread. */
  private record Pinned(CommandCall call, Cursor<?> cursor, OpenResult result) implements Preparation {
    @Override
    public void giveUp() {
      if (call.operation().isKilled()) {
        cursor.close();
      }
      cursor.unpin();
    }
  }

  /**
   * Has a getMore use its cursor before it runs, if it may: what is left of the cursor's time is the operation's, the
   * end of one is the end of the other, and listings show it. If it may not, or another uses the cursor, that is told
   * when it runs.
   */
  public void prepare(final CommandCall call, final long id, final String namespace) {
    final Optional<Cursor<?>> found = core.findCursor(id);
    if (found.isEmpty() || !(found.get().resource() instanceof OpenResult result)) {
      return;
    }
    final Cursor<?> cursor = found.get();
    try {
      CursorRules.check(call, id, result, namespace);
      cursor.pin(call.operation());
    } catch (final QuellException e) {
      return;
    }
    call.prepare(new Pinned(call, cursor, result));
    call.shows(() -> Shown.of(call, cursor, result));
    result.workLeft().filter(left -> !left.isZero()).ifPresent(call.operation()::deadline);
  }

  /**
   * Reads another batch.
   *
   * @param id of the cursor, any number
   * @param namespace the collection that the client believes it reads
   * @param batchSize how many documents at most
   */
  public BsonDocument more(final CommandCall call, final long id, final String namespace, final long batchSize) {
    final Optional<Pinned> prepared = call.prepared(Pinned.class);
    if (prepared.isPresent()) {
      return more(call, prepared.get().cursor(), prepared.get().result(), namespace, batchSize, true);
    }
    final Cursor<?> cursor = core.findCursor(id).orElseThrow(() -> CursorException.notFound(id));
    if (!(cursor.resource() instanceof OpenResult result)) {
      throw CursorException.notFound(id);
    }
    cursor.pin(call.operation());
    return more(call, cursor, result, namespace, batchSize, false);
  }

  /**
   * Reads another batch of a cursor that is pinned, and unpins it.
   *
   * @param timed whether the time limit of the operation is the cursor's already
   */
  private static BsonDocument more(final CommandCall call, final Cursor<?> cursor, final OpenResult result,
      final String namespace, final long batchSize, final boolean timed) {
    try {
      if (result.poison() != null) {
        cursor.close();
        throw result.poison();
      }
      CursorRules.check(call, cursor.id(), result, namespace);
      call.shows(() -> Shown.of(call, cursor, result));
      return more(call, cursor, result, batchSize, timed);
    } finally {
      cursor.unpin();
    }
  }

  private static BsonDocument more(
      final CommandCall call, final Cursor<?> cursor, final OpenResult result, final long batchSize,
      final boolean timed) {
    final long began = System.nanoTime();
    final Optional<Duration> left = result.workLeft();
    boolean good = false;
    try {
      limit(call, left, timed);
      final Batch batch = result.next(call::check, batchSize);
      good = true;
      result.workLeft(less(left, began));
      if (batch.last()) {
        cursor.close();
      }
      return reply("nextBatch", batch, batch.last() ? 0 : cursor.id(), result.namespace());
    } finally {
      settle(cursor, result, call.operation().killCause(), good);
    }
  }

  /** What is left of the cursor's time is the operation's. What the client took in between is not counted. */
  private static void limit(final CommandCall call, final Optional<Duration> left, final boolean timed) {
    if (left.filter(Duration::isZero).isPresent()) {
      throw new CommandException(
          KillCode.MAX_TIME_MS_EXPIRED, KillCode.messageOf(KillCode.MAX_TIME_MS_EXPIRED));
    }
    if (!timed) {
      left.ifPresent(call.operation()::deadline);
    }
  }

  /**
   * What becomes of the cursor of an operation that failed, or was killed when its batch was made already. A failure is
   * told once, by the operation itself: its cursor is gone then.
   */
  private static void settle(
      final Cursor<?> cursor, final OpenResult result, final Optional<KillCause> kill, final boolean good) {
    if (!good) {
      cursor.close();
    } else if (kill.isPresent()) {
      final int code = kill.get().code();
      if (code == KillCode.INTERRUPTED || code == KillCode.CURSOR_KILLED) {
        cursor.close();
      } else {
        result.poison(new CommandException(code, kill.get().message()));
      }
    }
  }

  private static BsonDocument reply(final String field, final Batch batch, final long id, final String namespace) {
    return new BsonDocument(
        "cursor",
        new BsonDocument(field, new BsonArray(batch.documents()))
            .append("id", new BsonInt64(id))
            .append("ns", new BsonString(namespace)));
  }
}
