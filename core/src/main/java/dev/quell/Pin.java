package dev.quell;

import dev.quell.internal.cursor.CursorPin;

/**
 * One use of a cursor, from {@link Cursor#use} to {@link #close}: {@code try (Pin<Rows> rows = cursor.use(op)) {
 * send(rows.resource()); }}.
 *
 * <p>A pin stands for its own use. If the cursor was unpinned by {@link Cursor#unpin} meanwhile, and perhaps pinned
 * again, the close of this pin does nothing.
 *
 * <p><b>Threads:</b> any thread may close it; if two do at once, the use ends once. <b>Progress:</b> lock-free.
 * <b>Cost:</b> one small object and one compare-and-set more than {@link Cursor#pin} and {@link Cursor#unpin}.
 *
 * @param <T> the resource of the cursor
 */
public sealed interface Pin<T extends AutoCloseable> extends AutoCloseable permits CursorPin {

  /**
   * What the cursor keeps open. Nothing closes it before this pin is closed, not even a kill. Do not use it after that.
   *
   * @return the object with which the cursor was opened
   */
  T resource();

  /**
   * Unpins the cursor, as {@link Cursor#unpin} does: it counts as a use, and a cursor that was killed or closed
   * meanwhile closes now. Throws nothing. A second close does nothing.
   */
  @Override
  void close();
}
