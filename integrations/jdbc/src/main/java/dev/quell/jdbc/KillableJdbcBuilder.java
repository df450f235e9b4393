package dev.quell.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The settings of a {@link KillableJdbc}. Each has a default, and the last value set for it counts. Not thread-safe.
 */
public final class KillableJdbcBuilder {
  private Executor executor = CancelThreads.SHARED;
  private StatementCanceller canceller = Statement::cancel;
  private Consumer<? super Connection> discard = KillableJdbcBuilder::abort;
  private Duration patience = Duration.ofSeconds(10);

  KillableJdbcBuilder() {}

  /**
   * Sets where statements are cancelled. By default, up to 16 daemon threads of the process do it, for all adapters;
   * while cancels block all of them, further ones wait. So one database that does not answer delays the cancels of all
   * others. With several databases, set an executor for each, and the driver's timeouts for connecting and reading.
   *
   * @param executor may block in its tasks; what it refuses is not cancelled
   * @return this builder
   */
  public KillableJdbcBuilder executor(final Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Sets how a statement is cancelled; {@link Statement#cancel} by default. PostgreSQL's driver does not cancel a fetch
   * of further rows that way. For it, pass {@code statement ->
   * statement.getConnection().unwrap(PGConnection.class).cancelQuery()}.
   *
   * @param canceller called on the executor, several times for one kill until the work ends
   * @return this builder
   */
  public KillableJdbcBuilder canceller(final StatementCanceller canceller) {
    this.canceller = Objects.requireNonNull(canceller, "canceller");
    return this;
  }

  /**
   * Sets what is done with a connection that cannot be used any more after a cancel: a cancel does not return, or the
   * connection is not valid. By default it is aborted. With a pool, pass what keeps the pool from giving it out again,
   * such as {@code hikari::evictConnection}.
   *
   * @param discard given the connection, on the thread of the work; the work closes the connection as usual after that.
   *     What it throws reaches the caller, suppressed in the exception if there is one
   * @return this builder
   */
  public KillableJdbcBuilder discard(final Consumer<? super Connection> discard) {
    this.discard = Objects.requireNonNull(discard, "discard");
    return this;
  }

  /**
   * Sets how long work that is over waits for a cancel that is under way; 10 seconds by default. After that the
   * connection is discarded. The look whether it is valid takes as long at most, in whole seconds.
   *
   * @param patience how long
   * @return this builder
   * @throws IllegalArgumentException if {@code patience} is negative
   */
  public KillableJdbcBuilder patience(final Duration patience) {
    if (Objects.requireNonNull(patience, "patience").isNegative()) {
      throw new IllegalArgumentException("patience must not be negative, but is " + patience);
    }
    this.patience = patience;
    return this;
  }

  /**
   * Makes the adapter. Later changes of this builder do not affect it.
   *
   * @return immutable; holds nothing that must be closed
   */
  public KillableJdbc build() {
    return new KillableJdbc(executor, canceller, discard, patience);
  }

  private static void abort(final Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (final SQLException e) {
      throw new IllegalStateException("a connection that is not usable could not be aborted", e);
    }
  }
}
