package dev.quell.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a kill and a statement, for one piece of work. Two faults of real drivers make it more than a call of
 * {@code cancel}:
 *
 * <ul>
 *   <li>A cancel that comes before the database has begun does nothing. So it is made again, ever more slowly, until
 *       the work is over.
 *   <li>A cancel hits whatever the connection runs when it arrives, perhaps the next statement. So the end of the work
 *       waits until a cancel that is under way has returned, and none begins after it.
 * </ul>
 */
final class StatementGuard {
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Statement statement;
  private final StatementCanceller canceller;
  private final Executor executor;
  /** Held by a cancel while it is under way, and for good by the end of the work. */
  private final Semaphore connection = new Semaphore(1);

  private volatile boolean over;
  private volatile boolean cancelled;
  private volatile @Nullable Exception failure;

  StatementGuard(final Statement statement, final StatementCanceller canceller, final Executor executor) {
    this.statement = statement;
    this.canceller = canceller;
    this.executor = executor;
  }

  /**
   * Cancels, again and again until the work is over. Runs on the executor, and may block.
   *
   * @throws IllegalStateException if the first cancel fails; further ones follow all the same
   */
  void cancel() {
    cancel(FIRST_PAUSE_MILLIS);
    final Exception first = failure;
    if (first != null) {
      throw new IllegalStateException("a killed operation's statement could not be cancelled", first);
    }
  }

  private void cancel(final long pauseMillis) {
    if (over || !connection.tryAcquire()) {
      return; // one cancel is under way at most, and it sees to the next
    }
    try {
      if (over) {
        return;
      }
      cancelled = true;
      canceller.cancel(statement);
    } catch (final SQLException | RuntimeException e) {
      failure = e;
    } finally {
      connection.release();
    }
    if (!over) {
      CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, executor)
          .execute(() -> cancel(Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS)));
    }
  }

  /**
   * Ends the work: no cancel begins from here on, and none is under way. The thread's interrupt status stays as it is.
   *
   * @return false if a cancel is still under way after this time, so that the connection cannot be used any more
   */
  boolean end(final Duration patience) {
    over = true;
    final long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return connection.tryAcquire(patience.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether a cancel was begun, so that something of it may still be on its way. */
  boolean wasCancelled() {
    return cancelled;
  }

  /** What the last cancel that failed threw; null if none did. */
  @Nullable
  Exception failure() {
    return failure;
  }
}
