package dev.quell.demo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCursor;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A cursor that is left open after its first batch; each look at it takes one more document, and a getMore for it. */
final class IdleCursor implements Work {
  private final Visit visit;
  @SuppressWarnings("NullAway.Init") // set by start
  private MongoCursor<BsonDocument> cursor;
  private int sawCode;
  private long stoppedAt;

  IdleCursor(final Visit visit) {
    this.visit = visit;
  }

  @Override
  public Visit visit() {
    return visit;
  }

  @Override
  public void start() {
    sawCode = 0;
    cursor = visit.user().orders().find(visit.session()).batchSize(1).iterator();
    cursor.next();
  }

  long id() {
    return cursor.getServerCursor().getId();
  }

  @Override
  public @Nullable String faultIfSpared() {
    takeOne();
    return sawCode == 0 ? null : this + " is gone though no kill should hit it: " + sawCode;
  }

  @Override
  public @Nullable String faultIfKilled(final Set<Integer> codes) {
    takeOne();
    return codes.contains(sawCode) ? null : this + " saw " + sawCode + ", expected one of " + codes;
  }

  private void takeOne() {
    try {
      cursor.next();
    } catch (final MongoException e) {
      sawCode = e.getCode();
      stoppedAt = System.nanoTime();
      cursor.close();
    }
  }

  @Override
  public int operations() {
    return 0;
  }

  @Override
  public int cursors() {
    return 1;
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
    return "the cursor in " + visit;
  }
}
