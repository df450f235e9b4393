package dev.quell.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;

/**
 * The sessions there are and what the last sweep did with them: what {@code serverStatus} shows as {@code
 * logicalSessionRecordCache}. Immutable.
 *
 * @param activeSessions sessions now
 * @param sweeps how many sweeps there were
 * @param lastDuration how long the last one took
 * @param lastStart when the last one began; when the commands were made if there was none
 * @param lastLeft sessions that were there after it
 * @param lastEnded sessions that it ended
 * @param lastCursorsClosed cursors that went with them
 */
public record SessionCacheStatus(
    long activeSessions, long sweeps, Duration lastDuration, Instant lastStart, long lastLeft, long lastEnded,
    long lastCursorsClosed) {

  /**
   * Makes a status.
   *
   * @param activeSessions sessions now
   * @param sweeps how many sweeps
   * @param lastDuration of the last
   * @param lastStart of the last
   * @param lastLeft how many it left
   * @param lastEnded how many it ended
   * @param lastCursorsClosed how many cursors went with them
   * @throws NullPointerException if {@code lastDuration} or {@code lastStart} is null
   */
  public SessionCacheStatus {
    Objects.requireNonNull(lastDuration, "lastDuration");
    Objects.requireNonNull(lastStart, "lastStart");
  }

  /**
   * The status under the names that MongoDB gives it. There are no transactions, so their reaper has nothing to do.
   *
   * @return a document of the caller's own
   */
  public BsonDocument toBson() {
    final BsonInt32 none = new BsonInt32(0);
    return new BsonDocument("activeSessionsCount", new BsonInt64(activeSessions))
        .append("sessionsCollectionJobCount", new BsonInt64(sweeps))
        .append("lastSessionsCollectionJobDurationMillis", new BsonInt64(lastDuration.toMillis()))
        .append("lastSessionsCollectionJobTimestamp", new BsonDateTime(lastStart.toEpochMilli()))
        .append("lastSessionsCollectionJobEntriesRefreshed", new BsonInt64(lastLeft))
        .append("lastSessionsCollectionJobEntriesEnded", new BsonInt64(lastEnded))
        .append("lastSessionsCollectionJobCursorsClosed", new BsonInt64(lastCursorsClosed))
        .append("transactionReaperJobCount", none)
        .append("lastTransactionReaperJobDurationMillis", none)
        .append("lastTransactionReaperJobTimestamp", new BsonDateTime(lastStart.toEpochMilli()))
        .append("lastTransactionReaperJobEntriesCleanedUp", none);
  }
}
