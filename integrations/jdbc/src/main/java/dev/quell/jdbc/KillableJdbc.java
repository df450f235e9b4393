package dev.quell.jdbc;

import dev.quell.Cursor;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Pin;
import dev.quell.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs JDBC statements as operations: a kill cancels them in the database.
 *
 * <pre>{@code
 * KillableJdbc jdbc = KillableJdbc.builder().discard(pool::evictConnection).build(); // once
 *
 * try (Operation op = session.begin(sql);
 *     Connection db = pool.getConnection();
 *     PreparedStatement query = db.prepareStatement(sql)) {
 *   query.setQueryTimeout(5); // a deadline of the operation, too
 *   jdbc.run(op, query, q -> {
 *     try (ResultSet rows = q.executeQuery()) {
 *       while (rows.next()) { op.check(); send(rows.getString(1)); }
 *     }
 *   });
 * }
 * }</pre>
 *
 * <p><b>A kill</b> cancels the statement on an executor, never on the killing thread: {@link Statement#cancel} blocks
 * in many drivers. It is cancelled again, ever more slowly, until the work ends, because a cancel that comes before the
 * database has begun does nothing. The work then fails with {@link OperationKilledException}; the driver's exception is
 * its cause. If the work has its result all the same, the kill came too late, and the result counts.
 *
 * <p><b>The connection goes back clean.</b> Many drivers cancel whatever the connection runs when the cancel arrives.
 * So the end of the work waits until a cancel that is under way has returned, and none begins after it. Then it asks
 * the connection whether it is valid, which absorbs what may still be on its way. A connection that fails this is
 * discarded; see {@link KillableJdbcBuilder#discard}. All this costs only work that was killed.
 *
 * <p><b>Inside the work</b>, use no other connection's statements for what must not be killed, and do not roll back:
 * some drivers would cancel that. Do it after the work.
 *
 * <p><b>Time limits:</b> the work gets the shorter of the statement's query timeout and what is left until the
 * operation's deadline. The operation is killed then, with {@link dev.quell.KillCode#MAX_TIME_MS_EXPIRED}. The driver's
 * own timeout is one to two seconds longer during the work, in case the cancel does not help. After the work, both have
 * the limits that they had before. The limit covers all of the work, not the execution alone.
 *
 * <p><b>Threads:</b> any; an object of this type has no state.
 */
public final class KillableJdbc {
  private final Executor executor;
  private final StatementCanceller canceller;
  private final Consumer<? super Connection> discard;
  private final Duration patience;

  KillableJdbc(
      final Executor executor,
      final StatementCanceller canceller,
      final Consumer<? super Connection> discard,
      final Duration patience) {
    this.executor = executor;
    this.canceller = canceller;
    this.discard = discard;
    this.patience = patience;
  }

  /**
   * Makes an adapter with the defaults of {@link KillableJdbcBuilder}.
   *
   * @return a new adapter
   */
  public static KillableJdbc create() {
    return builder().build();
  }

  /**
   * Starts the configuration of an adapter.
   *
   * @return a new builder, in which every setting has its default
   */
  public static KillableJdbcBuilder builder() {
    return new KillableJdbcBuilder();
  }

  /**
   * Does work with a statement, as the present run of an operation.
   *
   * @param <S> the type of the statement
   * @param <X> what the work may throw besides {@link SQLException}
   * @param op the running operation; this thread is its user
   * @param statement open, and used by nobody else during this call
   * @param work executes the statement and reads its rows
   * @throws OperationKilledException if the operation was killed; then {@code work} was not called, or failed. How it
   *     failed is the cause. A cancel that failed is suppressed in it
   * @throws SQLException if the database refuses, without a kill
   * @throws X if the work fails otherwise, without a kill
   * @throws IllegalStateException if the operation is not running; {@code work} was not called
   */
  public <S extends Statement, X extends Exception> void run(
      final Operation op, final S statement, final SqlRun<? super S, X> work) throws SQLException, X {
    Objects.requireNonNull(work, "work");
    this.<S, Boolean, X>call(
        op,
        statement,
        with -> {
          work.run(with);
          return true;
        });
  }

  /**
   * Does work with a statement that has a result; else as {@link #run}.
   *
   * @param <S> the type of the statement
   * @param <T> the type of the result
   * @param <X> what the work may throw besides {@link SQLException}
   * @param op the running operation; this thread is its user
   * @param statement open, and used by nobody else during this call
   * @param work executes the statement and reads its rows
   * @return the result of the work, even if a kill came too late to stop it
   * @throws OperationKilledException if the operation was killed; then {@code work} was not called, or failed
   * @throws SQLException if the database refuses, without a kill
   * @throws X if the work fails otherwise, without a kill
   * @throws IllegalStateException if the operation is not running; {@code work} was not called
   */
  public <S extends Statement, T extends @Nullable Object, X extends Exception> T call(
      final Operation op, final S statement, final SqlCall<? super S, T, X> work) throws SQLException, X {
    Objects.requireNonNull(op, "op");
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(work, "work");
    return guarded(op, statement, statement.getConnection(), statement, work);
  }

  /**
   * Queries rows that outlive the operation, and opens a cursor for them. The cursor owns the connection, the statement
   * and the rows. Whatever closes it (the host, a kill, the end of the session, a timeout) closes them once, and the
   * connection goes back to the pool. If this method throws, it has closed all of them.
   *
   * <pre>{@code
   * Cursor<OpenRows> cursor = jdbc.openCursor(op, pool, db -> {
   *   db.setAutoCommit(false); // PostgreSQL fetches in pieces only then
   *   PreparedStatement query = db.prepareStatement(sql);
   *   query.setFetchSize(100);
   *   return query;
   * });
   * }</pre>
   *
   * @param <X> what {@code prepare} may throw besides {@link SQLException}
   * @param op the running operation; the cursor is opened in its session and with its labels
   * @param pool where the connection comes from
   * @param prepare makes the query; this method executes it
   * @return the cursor, idle; its resource is for {@link #fetch}
   * @throws OperationKilledException if the operation was killed
   * @throws SQLException if the database refuses
   * @throws X if {@code prepare} fails otherwise
   * @throws dev.quell.QuellException as {@link Operation#openCursor} does
   */
  public <X extends Exception> Cursor<OpenRows> openCursor(
      final Operation op, final DataSource pool, final SqlCall<Connection, ? extends PreparedStatement, X> prepare)
      throws SQLException, X {
    Objects.requireNonNull(op, "op");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(prepare, "prepare");
    op.check();
    final Connection connection = pool.getConnection();
    PreparedStatement statement = null;
    ResultSet rows = null;
    try {
      statement = Objects.requireNonNull(prepare.call(connection), "the result of prepare");
      rows = call(op, statement, PreparedStatement::executeQuery);
      return op.openCursor(new OpenRows(connection, statement, rows));
    } catch (final Throwable e) {
      try {
        OpenRows.closeAll(rows, statement, connection);
      } catch (final SQLException e2) {
        e.addSuppressed(e2);
      }
      throw e;
    }
  }

  /**
   * Reads from the rows of a cursor, as the present run of an operation. The cursor is pinned meanwhile: nobody else
   * reads from it or closes it. A kill cancels the fetch, as in {@link #run}, and closes the cursor: rows of which a
   * fetch was cancelled are of no use.
   *
   * @param <T> the type of the result
   * @param <X> what the work may throw besides {@link SQLException}
   * @param op the running operation; this thread is its user
   * @param cursor from {@link #openCursor}, found again with {@link dev.quell.Session#findCursor}
   * @param work reads rows
   * @return the result of the work
   * @throws OperationKilledException if the operation was killed; then {@code work} was not called, or failed
   * @throws dev.quell.CursorException if the cursor is closed, killed or in use
   * @throws SQLException if the database refuses, without a kill
   * @throws X if the work fails otherwise, without a kill
   * @throws IllegalArgumentException if the cursor was not opened by {@link #openCursor}, or belongs to another core
   * @throws IllegalStateException if the operation is not running
   */
  public <T extends @Nullable Object, X extends Exception> T fetch(
      final Operation op, final Cursor<?> cursor, final SqlCall<? super ResultSet, T, X> work)
      throws SQLException, X {
    Objects.requireNonNull(op, "op");
    Objects.requireNonNull(cursor, "cursor");
    Objects.requireNonNull(work, "work");
    try (Pin<?> pin = cursor.use(op)) {
      if (!(pin.resource() instanceof OpenRows rows)) {
        throw new IllegalArgumentException("cursor was not opened by KillableJdbc.openCursor");
      }
      try {
        return guarded(op, rows.statement(), rows.connection(), rows.resultSet(), work);
      } catch (final OperationKilledException e) {
        cursor.close();
        throw e;
      }
    }
  }

  private <W, T extends @Nullable Object, X extends Exception> T guarded(
      final Operation op,
      final Statement statement,
      final Connection connection,
      final W with,
      final SqlCall<? super W, T, X> work)
      throws SQLException, X {
    op.check();
    final TimeLimit limit = TimeLimit.start(op, statement);
    final StatementGuard guard = new StatementGuard(statement, canceller, executor);
    final Registration registration = op.onKill(cause -> guard.cancel(), executor);
    Throwable failure = null;
    try {
      op.check();
      return work.call(with);
    } catch (final OperationKilledException e) {
      failure = e;
      throw e;
    } catch (final Exception e) {
      failure = e;
      limit.killIfPassed(e);
      if (op.isKilled()) {
        final OperationKilledException killed = op.killed(e);
        failure = killed;
        throw killed;
      }
      throw e;
    } catch (final Error e) {
      failure = e;
      throw e;
    } finally {
      registration.close();
      settle(guard, limit, connection, failure);
    }
  }

  /** Leaves the connection as it was, or discards it. What fails is suppressed in the failure of the work. */
  private void settle(
      final StatementGuard guard,
      final TimeLimit limit,
      final Connection connection,
      final @Nullable Throwable failure) {
    boolean usable = guard.end(patience);
    try {
      if (usable && guard.wasCancelled()) {
        usable = isValid(connection);
      }
      limit.end();
    } catch (final SQLException e) {
      usable = false;
      suppress(failure, e);
    }
    final Exception cancelFailure = guard.failure();
    if (cancelFailure != null) {
      suppress(failure, cancelFailure);
    }
    if (!usable) {
      try {
        discard.accept(connection);
      } catch (final RuntimeException e) {
        if (failure == null) {
          throw e;
        }
        failure.addSuppressed(e);
      }
    }
  }

  /** Whether the connection can be used. The first look may be hit by a cancel that is late, and absorbs it. */
  private boolean isValid(final Connection connection) throws SQLException {
    final int seconds = (int) Math.min(Math.max(patience.toSeconds(), 1), TimeUnit.HOURS.toSeconds(1));
    return connection.isClosed() || connection.isValid(seconds) || connection.isValid(seconds);
  }

  private static void suppress(final @Nullable Throwable failure, final Exception further) {
    if (failure != null && failure != further) {
      failure.addSuppressed(further);
    }
  }
}
