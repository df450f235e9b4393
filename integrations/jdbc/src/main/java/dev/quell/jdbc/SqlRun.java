package dev.quell.jdbc;

import java.sql.SQLException;

/**
 * Work with a statement or a result set that has no result.
 *
 * @param <S> what it works with
 * @param <X> what it may throw besides {@link SQLException}; the compiler finds it
 */
@FunctionalInterface
public interface SqlRun<S, X extends Exception> {

  /**
   * Does the work.
   *
   * @param with what it works with
   * @throws SQLException if the database refuses
   * @throws X if the work fails otherwise
   */
  void run(S with) throws SQLException, X;
}
