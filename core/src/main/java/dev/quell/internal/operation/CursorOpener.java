package dev.quell.internal.operation;

import dev.quell.Cursor;

/** Opens cursors for operations, which know none. */
@FunctionalInterface
public interface CursorOpener {
  /** Opens a cursor in the session of this handle, or in none, with the labels of the operation. */
  Cursor open(OperationState operation, long session, AutoCloseable resource);
}
