package dev.quell.server.data.cursor;

import dev.quell.QuellException;
import dev.quell.Uid;
import dev.quell.command.CursorDetails;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Row;
import dev.quell.server.data.query.Rows;
import dev.quell.server.dispatch.StableApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a cursor keeps: how to go on. Batches are made by whoever has the cursor pinned; the rest may be asked by any
 * thread.
 */
final class OpenResult implements CursorDetails {
  /** What the documents of one batch may have together. */
  private static final long BATCH_BYTES = 16L * 1024 * 1024;
  private static final int MOST_SHOWN = 1_000;
  private static final long NO_LIMIT = -1;

  private final Rows rows;
  private final Poll poll;
  private final Uid uid;
  private final Optional<Lsid> session;
  private final String namespace;
  private final BsonDocument command;
  private final boolean stays;
  /** Whether the command is too large to be shown wherever the cursor is. Set before anybody else has this. */
  private boolean large;
  private long left;
  /** What may be worked on it altogether, in nanoseconds; negative if there is no limit. Changed while it is pinned. */
  private long workLeft = NO_LIMIT;
  private @Nullable Runnable whenClosed;
  /** Read from the rows, and found too large for the batch. */
  private @Nullable BsonDocument held;
  private @Nullable QuellException poison;
  private volatile long documents;
  private volatile long batches;

  OpenResult(
      final Result result,
      final Uid uid,
      final Optional<Lsid> session,
      final String namespace,
      final BsonDocument command) {
    this.rows = result.rows();
    this.poll = result.poll();
    this.left = result.limit() == 0 ? Long.MAX_VALUE : result.limit();
    this.stays = result.stays();
    this.uid = uid;
    this.session = session;
    this.namespace = namespace;
    this.command = command;
  }

  /**
   * The next documents: as many as are wanted, or as fit. Whether there are more after that is not looked for, since
   * that may take long.
   */
  Batch next(final Runnable check, final long wanted) {
    poll.by(check);
    try {
      rows.requireThere();
      final List<BsonDocument> batch = new ArrayList<>();
      long bytes = 0;
      boolean last = false;
      while (batch.size() < wanted) {
        final BsonDocument document = take();
        if (document == null) {
          last = true;
          break;
        }
        bytes += size(document);
        if (bytes > BATCH_BYTES && !batch.isEmpty()) {
          held = document;
          break;
        }
        batch.add(document);
      }
      left -= batch.size();
      check.run(); // a kill that came during the last document is told too
      counted(batch.size());
      return new Batch(batch, last || left == 0);
    } finally {
      poll.rest();
    }
  }

  private @Nullable BsonDocument take() {
    if (held != null) {
      final BsonDocument document = held;
      held = null;
      return document;
    }
    if (!rows.hasNext()) {
      return null;
    }
    final Row row = rows.next();
    return row.bson();
  }

  private static long size(final BsonDocument document) {
    return ((RawBsonDocument) document).getByteBuffer().remaining();
  }

  /** One writer at a time: it has the cursor pinned. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void counted(final int returned) {
    documents += returned;
    batches++;
  }

  // ---- how long

  /** Whether it stays open however long nobody uses it. */
  boolean stays() {
    return stays;
  }

  /** Has something done when it is closed, once, by whoever closes it. Called before anybody else has it. */
  void whenClosed(final Runnable action) {
    whenClosed = action;
  }

  /** The time that may still be worked on it: that of the command which opened it, less what was worked since. */
  Optional<Duration> workLeft() {
    return workLeft == NO_LIMIT ? Optional.empty() : Optional.of(Duration.ofNanos(workLeft));
  }

  /** Keeps what is left of its time. */
  void workLeft(final Optional<Duration> left) {
    workLeft = left.map(Duration::toNanos).orElse(NO_LIMIT);
  }

  /** What the command that opened it says of the Stable API. */
  BsonDocument apiParameters() {
    return StableApi.parameters(command);
  }

  // ---- what became of it

  /** Why nobody can go on with it; null if one can. */
  @Nullable
  QuellException poison() {
    return poison;
  }

  /** From now on it only tells why nobody can go on with it. */
  void poison(final QuellException why) {
    poison = why;
    rows.close();
  }

  /** Whether further batches are made on the threads for listings. */
  boolean isListing() {
    return rows.isListing();
  }

  /** Has listings of operations show a part of the command alone. */
  void showsLittle() {
    large = true;
  }

  /** The command that opened it; if that is large, what it is called by, and the comment. */
  BsonDocument shortCommand() {
    if (!large) {
      return command;
    }
    final BsonDocument shown = new BsonDocument();
    command.forEach((name, value) -> {
      if (!value.isDocument() && !value.isArray() && !(value instanceof BsonString text && isLong(text))) {
        shown.append(name, value);
      }
    });
    return shown.append("$truncated", new BsonString("a large command"));
  }

  private static boolean isLong(final BsonString text) {
    return text.getValue().length() > MOST_SHOWN;
  }

  /** How its documents are found, as listings show it. */
  BsonDocument plan() {
    return new BsonDocument("planSummary", new BsonString(rows.plan()));
  }

  boolean isLongListing() {
    return rows.isLongListing();
  }

  Optional<Lsid> session() {
    return session;
  }

  @Override
  public Uid uid() {
    return uid;
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public BsonDocument describe() {
    return new BsonDocument("nDocsReturned", new BsonInt64(documents))
        .append("nBatchesReturned", new BsonInt64(batches))
        .append("noCursorTimeout", BsonBoolean.valueOf(stays))
        .append("tailable", BsonBoolean.FALSE)
        .append("awaitData", BsonBoolean.FALSE)
        .append("originatingCommand", command)
        .append("planSummary", new BsonString(rows.plan()));
  }

  @Override
  public void close() {
    rows.close();
    final Runnable action = whenClosed;
    if (action != null) {
      action.run();
    }
  }
}
