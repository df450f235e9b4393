package dev.quell.internal.operation;

import dev.quell.Operation;
import org.jspecify.annotations.Nullable;

/** Makes the operation objects of a core. There is one kind in production, and {@link Watching} installs another. */
public class OperationMaker {
  private static volatile OperationMaker current = new OperationMaker(); // volatile: read once for each core

  OperationMaker() {}

  /** The maker for a core that is made now. */
  public static OperationMaker current() {
    return current; // volatile: as above
  }

  static void use(final OperationMaker maker) {
    current = maker; // volatile: as above
  }

  /**
   * Begins an operation for which the host has brought no object, in the open session with this handle.
   *
   * @throws dev.quell.SessionEndedException if no open session has this handle
   */
  public Operation begin(final Operations operations, final long handle, final @Nullable Object description) {
    return OneRun.begin(operations, handle, description);
  }

  /** Makes an object that is not running. */
  public OperationImpl make(final Operations operations) {
    return new OperationImpl(operations);
  }
}
