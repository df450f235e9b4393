package dev.quell.internal.operation;

import dev.quell.Cursor;

/** Opens cursors for operations, which know none. */
public interface CursorOpener {
  /** Opens a cursor in the session of this handle, or in none, with the labels of the operation. */
  <T extends AutoCloseable> Cursor<T> open(OperationState operation, long session, T resource);
}
