package dev.quell.internal.operation;

import dev.quell.Operation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has a test kit watch the operations of cores. Production never loads this class or {@link WatchedOperation}: so the
 * operations of a core have one class there, and a poll is compiled as if it could not be overridden.
 */
public final class Watching {
  private Watching() {}

  /**
   * Names the core of an operation.
   *
   * @return the same object for all operations of one core; null if the core was made before {@link #install}
   */
  public static @Nullable Object coreOf(final Operation operation) {
    return operation instanceof WatchedOperation watched ? watched.operations : null;
  }

  /** The operations of all cores that are made from now on tell this watch. */
  public static void install(final OperationWatch watch) {
    Objects.requireNonNull(watch, "watch");
    OperationMaker.use(new OperationMaker() {
      @Override
      public OperationImpl make(final Operations operations) {
        return new WatchedOperation(operations, watch);
      }

      @Override
      public Operation begin(final Operations operations, final long handle, final @Nullable Object description) {
        final OperationImpl operation = make(operations);
        operation.begin(handle, description);
        return operation;
      }
    });
  }
}
