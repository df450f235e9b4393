package dev.quell.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Work with a statement, a result set or a connection that has a result.
 *
 * @param <S> what it works with
 * @param <T> its result
 * @param <X> what it may throw besides {@link SQLException}; the compiler finds it
 */
@FunctionalInterface
public interface SqlCall<S, T extends @Nullable Object, X extends Exception> {

  /**
   * Does the work.
   *
   * @param with what it works with
   * @return its result
   * @throws SQLException if the database refuses
   * @throws X if the work fails otherwise
   */
  T call(S with) throws SQLException, X;
}
