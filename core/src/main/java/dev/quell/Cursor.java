package dev.quell;

import dev.quell.internal.live.LiveCursor;
import java.util.Optional;

/**
 * An open result that outlives the operation that made it. It is <em>idle</em>, or <em>pinned</em> by the operation that uses
 * it now.
 *
 * <p>A kill closes an idle cursor and dooms a pinned one, which then closes at its unpin. The resource of a killed or expired
 * cursor is closed by the core's closer (see {@link KillCoreBuilder#cursorExecutor}), never on the killing thread; that of a
 * cursor closed by {@link #close} on the calling thread.
 *
 * <p><b>Threads:</b> any; pin and unpin by the user of the pinning operation. <b>Progress:</b> lock-free.
 */
public sealed interface Cursor extends AutoCloseable permits LiveCursor {

  /** A random positive number, unique among the open cursors. */
  long id();

  /** What the cursor keeps open. Use it only while pinned. */
  AutoCloseable resource();

  /** The session it belongs to; empty if none, or if that session has ended. */
  Optional<Session> session();

  /** Whether it is neither closed nor doomed to close at its unpin. */
  boolean isOpen();

  /** Whether an operation has it pinned. */
  boolean isPinned();

  /**
   * Pins the cursor for an operation: until the unpin nobody else gets it and nothing closes it.
   *
   * @param operation the running operation that uses it; killed with 237 if the cursor is killed by its id meanwhile
   * @throws CursorException with code 143 if another operation has it pinned, 43 if it is closed or killed
   */
  void pin(Operation operation);

  /**
   * Gives the cursor back. If it was killed or closed while pinned, it closes now.
   *
   * @throws IllegalStateException if it is not pinned
   */
  void unpin();

  /** A description of the cursor now. */
  CursorInfo info();

  /** Closes the cursor: now, on this thread, if it is idle, else at its unpin. Does nothing if it was closed or killed before. */
  @Override
  void close();
}
