package dev.quell.demo;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads the whole collection for nothing: in the find itself, or in a getMore, which has its cursor
 * pinned meanwhile.
 */
final class LongRead implements Work {
  private static final int CURSOR_NOT_FOUND = 43;
  private static final int PATIENCE_MS = 60_000;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Visit visit;
  private final Bson slowFilter;
  private final boolean inGetMore;

  @SuppressWarnings("NullAway.Init") // set by start
  private Thread thread;
  private String tag = "";
  // Written by the thread, read after its end.
  private @Nullable MongoCursor<BsonDocument> cursor;
  private int sawCode;
  private long stoppedAt;
  private String ending = "";

  /** @param inGetMore whether the first batch is found at once, and the rest never */
  LongRead(final Visit visit, final Bson slowFilter, final boolean inGetMore) {
    this.visit = visit;
    this.slowFilter = inGetMore ? Filters.or(Filters.lt("_id", 2), slowFilter) : slowFilter;
    this.inGetMore = inGetMore;
  }

  @Override
  public Visit visit() {
    return visit;
  }

  /** The comment of the running command, by which a listing shows it. */
  String tag() {
    return tag;
  }

  boolean inGetMore() {
    return inGetMore;
  }

  @Override
  public void start() {
    sawCode = 0;
    cursor = null;
    ending = "its end";
    tag = "read " + NUMBERS.incrementAndGet();
    final FindIterable<BsonDocument> find =
        visit.user().orders().find(visit.session(), slowFilter).batchSize(2).comment(tag);
    thread = new Thread(() -> run(find), tag);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Leaves the cursor open: closing it sends a command in the session, which a kill that is not over yet would count.
   */
  private void run(final FindIterable<BsonDocument> find) {
    try {
      cursor = find.iterator();
      while (cursor.hasNext()) {
        cursor.next();
      }
    } catch (final MongoException e) {
      sawCode = e.getCode();
      ending = e.toString();
    } catch (final Throwable e) { // whatever it is, the main thread says what is wrong with it
      ending = e.toString();
    } finally {
      stoppedAt = System.nanoTime();
    }
  }

  @Override
  public @Nullable String faultIfSpared() {
    return thread.isAlive() ? null : this + " has stopped though no kill should hit it: " + ending;
  }

  @Override
  public @Nullable String faultIfKilled(final Set<Integer> codes) throws InterruptedException {
    thread.join(PATIENCE_MS);
    if (thread.isAlive()) {
      return this + " still runs though it should be killed";
    }
    if (!codes.contains(sawCode)) {
      return this + " ended with " + ending + ", expected one of " + codes;
    }
    if (!inGetMore || cursor == null) {
      return null;
    }
    final int code = codeOfNextUse(cursor.getServerCursor().getId());
    cursor.close();
    return code == CURSOR_NOT_FOUND ? null : this + " has left its cursor open";
  }

  /** What somebody is told who goes on with the cursor. */
  private int codeOfNextUse(final long cursorId) {
    try {
      visit.user().client().getDatabase(User.DATABASE).runCommand(visit.session(),
          new BsonDocument("getMore", new BsonInt64(cursorId)).append("collection", new BsonString("orders")));
      return 0;
    } catch (final MongoException e) {
      return e.getCode();
    }
  }

  @Override
  public int operations() {
    return 1;
  }

  @Override
  public int cursors() {
    return inGetMore ? 1 : 0;
  }

  @Override
  public int sawCode() {
    return sawCode;
  }

  @Override
  public long stoppedAt() {
    return stoppedAt;
  }

  @Override
  public String toString() {
    return (inGetMore ? "the getMore" : "the find") + " in " + visit;
  }
}
