package dev.quell;

import dev.quell.internal.cursor.CursorImpl;
import java.util.Optional;

/**
 * An open result that outlives the operation that made it. It is <em>idle</em>, or <em>pinned</em> by the operation
 * that uses it now.
 *
 * <p>A kill closes an idle cursor and dooms a pinned one, which then closes at its unpin. The resource of a killed or
 * expired cursor is closed by the core's closer (see {@link KillCoreBuilder#cursorExecutor}), never on the killing
 * thread, unless the core is closed and the process can start no thread; that of a cursor closed by {@link #close}
 * while idle on the calling thread. What closing a resource throws goes to the host's error handler.
 *
 * <p>An object of this type stands for one cursor for good; after its end it still tells its id, and cannot be pinned.
 *
 * <p><b>Threads:</b> any; pin and unpin by the user of the pinning operation. <b>Progress:</b> lock-free.
 */
public sealed interface Cursor extends AutoCloseable permits CursorImpl {

  /**
   * A random positive number, unique among the open cursors.
   *
   * @return what {@link KillCore#findCursor} and {@link KillCore#killCursor} take
   */
  long id();

  /**
   * What the cursor keeps open. Use it only while pinned.
   *
   * @return the very object that it was opened with, closed if the cursor is
   */
  AutoCloseable resource();

  /**
   * The session it belongs to; empty if none, or if that session has ended.
   *
   * @return the session, whether or not the cursor is still open
   */
  Optional<Session> session();

  /**
   * Whether it is neither closed nor doomed to close at its unpin.
   *
   * @return true is not a promise for the next instant; false is for good
   */
  boolean isOpen();

  /**
   * Whether an operation has it pinned.
   *
   * @return true also if it is doomed and that operation has not unpinned it yet
   */
  boolean isPinned();

  /**
   * Pins the cursor for an operation: until the unpin nobody else gets it and nothing closes it.
   *
   * @param operation the running operation that uses it; killed with 237 if the cursor is killed by its id meanwhile
   * @throws CursorException with code 143 if another operation has it pinned, or this one has, 43 if it is closed or
   *     killed, with its session or core too
   * @throws IllegalStateException if the operation is not running
   * @throws IllegalArgumentException if the operation belongs to another core
   */
  void pin(Operation operation);

  /**
   * Gives the cursor back, and notes the use. If it was killed or closed while pinned, it closes now, its resource on
   * the core's closer. An operation that ends does not do this for its cursors: one that is never unpinned never
   * closes.
   *
   * @throws IllegalStateException if it is not pinned
   */
  void unpin();

  /**
   * A description of the cursor now.
   *
   * @return what a listing would say of it; of a cursor that has closed, what was last known
   */
  CursorInfo info();

  /**
   * Closes the cursor: now, on this thread, if it is idle, else at its unpin. Does nothing if it was closed or killed
   * before.
   */
  @Override
  void close();
}
