package dev.quell;

import dev.quell.internal.operation.CurrentScope;

/**
 * Makes an operation the current one of its thread until it is closed: {@link Operation#makeCurrent}. Always close it,
 * in a try-with-resources statement. A scope that is never closed hides what was current before, for as long as the
 * thread lives.
 *
 * <p><b>Order:</b> scopes nest. Closing one makes current what was so before it. If an outer scope is closed first, the
 * inner one stays current; closing that passes over the scopes that were closed before.
 *
 * <p><b>Threads:</b> the thread that opened it.
 */
public sealed interface Scope extends AutoCloseable permits CurrentScope {

  /**
   * Ends the scope. A second call does nothing.
   *
   * @throws IllegalStateException on another thread than the one that opened it; the scope stays open
   */
  @Override
  void close();
}
