package dev.quell;

import dev.quell.internal.live.LiveSession;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A logical session: the pair of a client-chosen UUID and an owner, with the operations that run in it and the cursors that
 * are open in it. MongoDB calls the pair an lsid.
 *
 * <p>An object of this type stands for one session for good. After that session has ended every method but {@link #isOpen},
 * {@link #end} and {@code toString} throws {@link SessionEndedException}, even if a new session with the same UUID has been
 * opened since. A kill does not end a session: it is still listed, and the next operation in it runs normally.
 *
 * <p><b>Threads:</b> any, at any time. <b>Progress:</b> lock-free, no method blocks.
 */
public sealed interface Session permits LiveSession {

  /** The client's UUID. */
  UUID id();

  /** The owner, with the roles it holds now. */
  Owner owner();

  /** Whether the session has not ended. */
  boolean isOpen();

  /**
   * Begins an operation with a new {@link Operation} object.
   *
   * @param description what listings show; may be null
   * @throws SessionEndedException if the session has ended: find or open it again
   * @throws LimitExceededException if 16,383 operations run in the session
   */
  Operation begin(String description);

  /**
   * Like {@link #begin(String)}, with a description that is made when a listing asks for it.
   *
   * @param description called on the listing's thread, each time; what it throws goes to the host's error handler
   * @throws SessionEndedException as above
   * @throws LimitExceededException as above
   */
  Operation begin(Supplier<String> description);

  /**
   * Begins an operation with an object that the host keeps for this purpose, one for each connection or worker: this way nothing is
   * allocated. An operation object is never given to anybody else, so no stale reference to it can hit another's work.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running
   * @throws SessionEndedException as above; the operation is not running then
   * @throws LimitExceededException as above; the operation is not running then
   */
  Operation begin(Operation operation);

  /** {@link #begin(Operation)} with a description; may be null. */
  Operation begin(Operation operation, String description);

  /** {@link #begin(Operation)} with a description that is made when a listing asks for it. */
  Operation begin(Operation operation, Supplier<String> description);

  /**
   * Opens a cursor in this session.
   *
   * @param resource what the cursor keeps open; closed exactly once, when the cursor is closed, killed or expires or the session
   *     ends, and never while an operation has it pinned
   * @throws SessionEndedException if the session has ended; the resource is left to the caller, or closed already if the
   *     session ended during this call
   * @throws LimitExceededException if 16,383 cursors are open in the session; the resource is left to the caller
   */
  Cursor openCursor(AutoCloseable resource);

  /** Notes a use, as beginning an operation does: the idle timeout starts again. */
  void touch();

  /** When the session was last used, to a quarter of a second. */
  Instant lastUse();

  /** A description of the session now. */
  SessionInfo info();

  /**
   * Ends the session: its cursors are closed, its running operations may finish, nothing more begins in it. Its UUID is free at
   * once.
   *
   * @return false if it had ended already
   */
  boolean end();
}
