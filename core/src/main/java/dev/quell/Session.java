package dev.quell;

import dev.quell.internal.session.SessionImpl;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A logical session: the pair of a client-chosen UUID and an owner, with the operations that run in it and the cursors
 * that are open in it. MongoDB calls the pair an lsid.
 *
 * <p>An object of this type stands for one session for good. After that session has ended every method but {@link
 * #isOpen}, {@link #end} and {@code toString} throws {@link SessionEndedException}, even if a new session with the same
 * UUID has been opened since. A kill does not end a session: it is still listed, and the next operation in it runs
 * normally. The close of the core ends all sessions; after it the methods that begin or open throw {@link
 * ClosedCoreException} instead.
 *
 * <p><b>Threads:</b> any, at any time. <b>Progress:</b> lock-free, no method blocks.
 */
public sealed interface Session permits SessionImpl {

  /**
   * The client's UUID.
   *
   * @return the same as long as the session is open
   * @throws SessionEndedException if the session has ended
   */
  UUID id();

  /**
   * The owner, with the roles it holds now.
   *
   * @return as the host last described the owner; its {@link Owner#uid} never changes
   * @throws SessionEndedException if the session has ended
   */
  Owner owner();

  /**
   * Whether the session has not ended.
   *
   * @return true is not a promise for the next instant; false is for good
   */
  boolean isOpen();

  /**
   * Begins an operation with a new {@link Operation} object.
   *
   * @param description what listings show; may be null
   * @return a new object, running; close it to end the run
   * @throws SessionEndedException if the session has ended: find or open it again
   * @throws LimitExceededException if 16,384 operations run in the session
   * @throws ClosedCoreException if the core is closed, whenever the session ended
   */
  Operation begin(String description);

  /**
   * Like {@link #begin(String)}, with a description that is made when a listing asks for it.
   *
   * @param description called by each listing, on the listing's thread; may answer null. What it throws goes to the
   *     host's error handler
   * @return a new object, running; close it to end the run
   * @throws SessionEndedException as above
   * @throws LimitExceededException as above
   * @throws ClosedCoreException as above
   */
  Operation begin(Supplier<String> description);

  /**
   * Begins an operation with an object that the host keeps for this purpose, one for each connection or worker: this
   * way nothing is allocated. An operation object is never given to anybody else, so no stale reference to it can hit
   * another's work.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running; it runs on where it is
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws SessionEndedException as above; the operation is not running then
   * @throws LimitExceededException as above; the operation is not running then
   * @throws ClosedCoreException as above; the operation is not running then
   */
  Operation begin(Operation operation);

  /**
   * {@link #begin(Operation)} with a description.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @param description what listings show; may be null
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running; it runs on where it is
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws SessionEndedException as above; the operation is not running then
   * @throws LimitExceededException as above; the operation is not running then
   * @throws ClosedCoreException as above; the operation is not running then
   */
  Operation begin(Operation operation, String description);

  /**
   * {@link #begin(Operation)} with a description that is made when a listing asks for it.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @param description called by each listing, on the listing's thread; may answer null. What it throws goes to the
   *     host's error handler
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running; it runs on where it is
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws SessionEndedException as above; the operation is not running then
   * @throws LimitExceededException as above; the operation is not running then
   * @throws ClosedCoreException as above; the operation is not running then
   */
  Operation begin(Operation operation, Supplier<String> description);

  /**
   * Opens a cursor in this session.
   *
   * @param resource what the cursor keeps open; closed exactly once, when the cursor is closed, killed or expires or
   *     the session ends, and never while an operation has it pinned
   * @return the cursor, idle
   * @throws SessionEndedException if the session has ended; the resource is left to the caller
   * @throws LimitExceededException if 16,383 cursors are open in the session; the resource is left to the caller
   * @throws ClosedCoreException if the core is closed; the resource is left to the caller
   */
  Cursor openCursor(AutoCloseable resource);

  /**
   * Notes a use, as beginning an operation does: the idle timeout starts again. Of several at once one is enough.
   *
   * @throws SessionEndedException if the session has ended
   */
  void touch();

  /**
   * When the session was last used, to about a quarter of a second: touched, looked up through {@link
   * KillCore#session}, or used by an operation that began in it, or that ended after running for more than a moment.
   *
   * @return a time by the wall clock as it was when the core was made
   * @throws SessionEndedException if the session has ended
   */
  Instant lastUse();

  /**
   * A description of the session now.
   *
   * @return what a listing would say of it
   * @throws SessionEndedException if the session has ended
   */
  SessionInfo info();

  /**
   * Ends the session: its cursors are closed, its running operations may finish, nothing more begins in it. Its UUID is
   * free at once.
   *
   * @return false if it had ended already; of several calls at once one answers true
   */
  boolean end();

  /**
   * Ends the session as {@link #end} does, unless an operation runs in it: such a one would go on without a session,
   * and no session kill could reach it any more. An operation that begins at the same time either prevents the end or
   * is refused.
   *
   * @return false if an operation runs in it, or it had ended already; of several calls at once one answers true
   */
  boolean endIfIdle();
}
