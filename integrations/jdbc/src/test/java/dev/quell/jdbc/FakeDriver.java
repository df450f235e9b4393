package dev.quell.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection with one statement, whose execution takes until the test has it fail. */
final class FakeDriver {

  /** What a cancel does. */
  interface Cancel {
    void run() throws SQLException, InterruptedException;
  }

  final CompletableFuture<Thread> executing = new CompletableFuture<>();
  private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
  volatile Cancel onCancel = () -> {};
  final AtomicInteger cancels = new AtomicInteger();
  /** So many looks say that the connection is not valid. */
  volatile int validAfter;
  final AtomicInteger looks = new AtomicInteger();
  volatile boolean aborted;
  private int queryTimeout;

  final Connection connection =
      proxy(Connection.class, (method, argument) -> switch (method) {
        case "isClosed" -> false;
        case "isValid" -> looks.getAndIncrement() >= validAfter;
        case "abort" -> {
          aborted = true;
          yield true;
        }
        default -> throw new AssertionError(method);
      });

  final Statement statement =
      proxy(Statement.class, (method, argument) -> switch (method) {
        case "getConnection" -> connection;
        case "isClosed" -> false;
        case "getQueryTimeout" -> queryTimeout;
        case "setQueryTimeout" -> {
          queryTimeout = (Integer) argument;
          yield true;
        }
        case "execute" -> execute();
        case "cancel" -> cancel();
        default -> throw new AssertionError(method);
      });

  private boolean execute() throws SQLException, InterruptedException {
    executing.complete(Thread.currentThread());
    try {
      return outcome.get();
    } catch (final ExecutionException e) {
      throw (SQLException) e.getCause();
    }
  }

  private boolean cancel() throws SQLException, InterruptedException {
    cancels.incrementAndGet();
    onCancel.run();
    return true;
  }

  /** Has the execution throw this. */
  void fail(final SQLException failure) {
    outcome.completeExceptionally(failure);
  }

  /** Waits until the thread of the work waits for a cancel to return. */
  Thread awaitWaiting() {
    final Thread thread = executing.join();
    while (!outcome.isDone() || thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private interface Method {
    Object call(String name, Object argument) throws Exception;
  }

  private static <T> T proxy(final Class<T> type, final Method method) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
            (self, called, arguments) -> switch (called.getName()) {
              case "equals" -> self == arguments[0];
              case "hashCode" -> System.identityHashCode(self);
              case "toString" -> type.getSimpleName();
              default -> {
                final Object result = method.call(called.getName(), arguments == null ? null : arguments[0]);
                yield called.getReturnType() == void.class ? null : result;
              }
            }));
  }
}
