package dev.quell.samples;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

/** A driver with a thousand rows that waits at the third until it is cancelled, if it is to. */
final class FakeDriver implements InvocationHandler {
  final CompletableFuture<Void> waits = new CompletableFuture<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final boolean blocks;
  private int row;

  FakeDriver(final boolean blocks) {
    this.blocks = blocks;
  }

  Connection connection() {
    return as(Connection.class);
  }

  ResultSet rows() {
    return as(ResultSet.class);
  }

  private <T> T as(final Class<T> type) {
    return type.cast(Proxy.newProxyInstance(FakeDriver.class.getClassLoader(), new Class<?>[] {type}, this));
  }

  @Override
  public Object invoke(final Object proxy, final Method method, final Object[] arguments) throws SQLException {
    return switch (method.getName()) {
      case "createStatement" -> as(Statement.class);
      case "executeQuery" -> rows();
      case "next" -> next();
      case "getString" -> "row " + row;
      case "cancel" -> done(cancelled);
      case "close" -> done(closed);
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private static Object done(final CompletableFuture<Void> what) {
    what.complete(null);
    return null; // as a method without a result does
  }

  private boolean next() throws SQLException {
    if (blocks && ++row == 3) {
      waits.complete(null);
      cancelled.join();
      throw new SQLException("statement was cancelled");
    }
    return blocks || ++row <= 1_000;
  }
}
