package dev.quell.internal.operation;

import dev.quell.Operation;
import dev.quell.Scope;
import dev.quell.internal.claim.Run;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The current operation of a thread: the innermost scope that is open on it. A scope knows the run for which it was
 * opened, so it never shows the next run of the same object (K3). Costs nothing to threads that open none.
 */
public final class CurrentScope implements Scope {
  /*
   * States        open -> closed
   * Invariants    CO-I1  the current operation is that of the innermost open scope, if the run of that scope is
   *                      present; else there is none. A scope further out is not asked.
   *               CO-I2  the scope in the thread-local is open, or there is none.
   * Tests         CO-I1  ScopeStress.CO_I1_WrappedTaskVsNextRun
   *               CO-I2  argued: only one thread reads and writes; ScopeTest.shouldPassOverScopesThatWereClosedBefore
   */

  private static final ThreadLocal<@Nullable CurrentScope> INNERMOST = new ThreadLocal<>();

  private final Thread thread = Thread.currentThread();
  private final PresentRun operation;
  private final Run run;
  private final @Nullable CurrentScope outer = INNERMOST.get();
  private boolean closed;

  private CurrentScope(final PresentRun operation, final Run run) {
    this.operation = operation;
    this.run = run;
  }

  /** Opens a scope on this thread. If the run is over, or as soon as it is, the thread has no current operation. */
  static Scope open(final PresentRun operation, final Run run) {
    final CurrentScope scope = new CurrentScope(operation, run);
    INNERMOST.set(scope);
    return scope;
  }

  /** The current operation of this thread. */
  public static Optional<Operation> current() {
    final CurrentScope scope = INNERMOST.get();
    return scope == null ? Optional.empty() : scope.present();
  }

  private Optional<Operation> present() {
    return OperationState.of(run).isPresent(run) ? Optional.of(operation) : Optional.empty(); // CO-I1
  }

  static Runnable wrap(final PresentRun operation, final Run run, final Runnable task) {
    return () -> {
      final Scope scope = open(operation, run);
      try {
        task.run();
      } finally {
        scope.close();
      }
    };
  }

  static <R extends @Nullable Object> Callable<R> wrap(
      final PresentRun operation, final Run run, final Callable<R> task) {
    return () -> {
      final Scope scope = open(operation, run);
      try {
        return task.call();
      } finally {
        scope.close();
      }
    };
  }

  static <R extends @Nullable Object> Supplier<R> wrapSupplier(
      final PresentRun operation, final Run run, final Supplier<R> task) {
    return () -> {
      final Scope scope = open(operation, run);
      try {
        return task.get();
      } finally {
        scope.close();
      }
    };
  }

  @Override
  public void close() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("scope was opened on another thread: " + thread.getName());
    }
    closed = true;
    CurrentScope innermost = INNERMOST.get();
    if (innermost != this) {
      return; // closed before, or an inner scope is open: that passes over this one
    }
    while (innermost != null && innermost.closed) {
      innermost = innermost.outer;
    }
    if (innermost == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(innermost); // CO-I2
    }
  }
}
