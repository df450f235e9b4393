package dev.quell;

import dev.quell.internal.cursor.CursorImpl;
import java.util.Optional;

/**
 * An open result that outlives the operation that made it. It is <em>idle</em>, or <em>pinned</em> by the operation
 * that uses it now.
 *
 * <p>A kill closes an idle cursor. It dooms a pinned cursor, which then closes at its unpin. An object of this type
 * always stands for the same cursor. After the end of that cursor it still has its id, and cannot be pinned.
 *
 * <p><b>Who closes the resource:</b> {@link #close} of an idle cursor closes it on the calling thread. The resource of
 * a cursor that was killed, expired or left behind by its session is closed by the core's closer (see
 * {@link KillCoreBuilder#cursorExecutor}). That is never the killing thread, unless the core is closed and the process
 * can start no thread. What the resource throws goes to the host's error handler.
 *
 * <p><b>Threads:</b> any thread; pinning and unpinning belong to the user of the operation. <b>Progress:</b> lock-free.
 *
 * @param <T> the resource, typed by how the cursor was opened
 */
public sealed interface Cursor<T extends AutoCloseable> extends AutoCloseable permits CursorImpl {

  /**
   * The id of the cursor, for {@link Session#findCursor}, {@link KillCore#findCursor} and {@link KillCore#killCursor}.
   *
   * @return a random positive number, unique among the open cursors
   */
  long id();

  /**
   * What the cursor keeps open. Use it only while the cursor is pinned.
   *
   * @return the object with which the cursor was opened; it is closed if the cursor is
   */
  T resource();

  /**
   * The session of the cursor, whether or not the cursor is still open.
   *
   * @return the session; empty if there is none, or if it has ended
   */
  Optional<Session> session();

  /**
   * Whether the cursor is neither closed nor doomed to close at its unpin.
   *
   * @return true is no promise for the next instant; false is final
   */
  boolean isOpen();

  /**
   * Whether an operation has the cursor pinned.
   *
   * @return true also if the cursor is doomed and that operation has not unpinned it yet
   */
  boolean isPinned();

  /**
   * Pins the cursor for the present run of an operation, until the pin is closed: the form of {@link #pin} and
   * {@link #unpin} for try-with-resources.
   *
   * <p><b>Cost:</b> the pin is all that it allocates.
   *
   * @param operation the running operation that uses it, as for {@link #pin}, which also says how a kill reaches it
   * @return the use that has begun; close it, even if the cursor or the operation is killed meanwhile
   * @throws CursorException as {@link #pin} does
   * @throws IllegalStateException if the operation is not running
   * @throws IllegalArgumentException if the operation belongs to another core
   */
  Pin<T> use(Operation operation);

  /**
   * Pins the cursor for the present run of an operation. Until the unpin nobody else can pin the cursor and nothing
   * closes it. Prefer {@link #use}, which cannot be forgotten.
   *
   * @param operation the running operation that uses it. If the cursor is killed by its id meanwhile, that run is
   *     killed with {@link KillCode#CURSOR_KILLED}
   * @throws CursorException with code 143 if an operation has the cursor pinned, this one included; with code 43 if the
   *     cursor is closed or killed, or its session or core has ended
   * @throws IllegalStateException if the operation is not running
   * @throws IllegalArgumentException if the operation belongs to another core
   */
  void pin(Operation operation);

  /**
   * Unpins the cursor, which counts as a use. If the cursor was killed or closed while it was pinned, it closes now,
   * its resource on the core's closer.
   *
   * <p>Always unpin: the end of an operation does not, and a cursor that stays pinned never closes.
   *
   * @throws IllegalStateException if it is not pinned
   */
  void unpin();

  /**
   * Describes the cursor now, as a listing would.
   *
   * @return the description; for a cursor that has closed, what was last known
   */
  CursorInfo info();

  /**
   * Closes the cursor: now, on this thread, if it is idle; at its unpin if it is pinned. Does nothing if it was closed
   * or killed before.
   */
  @Override
  void close();
}
