package dev.quell;

import dev.quell.internal.session.SessionImpl;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A logical session: a client-chosen UUID and an owner, with the operations that run in it and the cursors that are
 * open in it. MongoDB calls the pair an lsid.
 *
 * <p>An object of this type always stands for the same session. After that session has ended, every method throws
 * {@link SessionEndedException}, even if a new session has the same UUID by then. The exceptions are {@link #isOpen},
 * {@link #end}, {@link #endIfIdle} and {@code toString}. The close of the core ends all sessions; the methods that
 * begin or open throw {@link ClosedCoreException} then.
 *
 * <p>A kill does not end a session. As the MongoDB manual documents, the session is still listed, and the next
 * operation in it runs normally.
 *
 * <p><b>Threads:</b> any thread, at any time. <b>Progress:</b> lock-free; no method blocks.
 */
public sealed interface Session permits SessionImpl {

  /**
   * The UUID that the client chose.
   *
   * @return the same as long as the session is open
   * @throws SessionEndedException if the session has ended
   */
  UUID id();

  /**
   * The owner, with the roles that it holds now.
   *
   * @return the owner as the host last described it; its {@link Owner#uid} never changes
   * @throws SessionEndedException if the session has ended
   */
  Owner owner();

  /**
   * Whether the session has not ended.
   *
   * @return true is no promise for the next instant; false is final
   */
  boolean isOpen();

  /**
   * Begins an operation with a new {@link Operation} object.
   *
   * <p>A literal {@code null} does not compile: it could be meant for any of the methods of this name. For an operation
   * without a description write {@code begin("")} or {@code begin((String) null)}.
   *
   * @param description what listings show; may be null, which is the same as the empty string
   * @return a new object, running; close it to end the run
   * @throws SessionEndedException if the session has ended: find or open it again
   * @throws LimitExceededException if 16,384 operations run in the session
   * @throws OperationKilledException if the session ends during this call and a kill claims the operation just then
   * @throws ClosedCoreException if the core is closed, whenever the session ended
   */
  Operation begin(@Nullable String description);

  /**
   * Begins as {@link #begin(String)} does, and fails as it does. The description is made when a listing asks for it.
   *
   * @param description called by each listing, on the listing's thread; may return null. What it throws goes to the
   *     host's error handler
   * @return a new object, running; close it to end the run
   */
  Operation begin(Supplier<? extends @Nullable String> description);

  /**
   * Begins an operation with an object that the host keeps, one for each connection or worker. This allocates nothing,
   * with the exceptions that {@link KillCore#operation} names. The core never gives the object to another caller.
   *
   * <p>It fails as {@link #begin(String)} does, and in two more ways. An operation that is refused does not run, unless
   * it was running already.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running already; that run goes on
   * @throws IllegalArgumentException if the operation belongs to another core
   */
  Operation begin(Operation operation);

  /**
   * Begins as {@link #begin(Operation)} does, and fails as it does.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @param description what listings show; may be null
   * @return {@code operation}
   */
  Operation begin(Operation operation, @Nullable String description);

  /**
   * Begins as {@link #begin(Operation)} does, and fails as it does. The description is made when a listing asks for it.
   *
   * @param operation from {@link KillCore#operation()} of the same core, and not running
   * @param description called by each listing, on the listing's thread; may return null. What it throws goes to the
   *     host's error handler
   * @return {@code operation}
   */
  Operation begin(Operation operation, Supplier<? extends @Nullable String> description);

  /**
   * Opens a cursor in this session, without labels of its own: those of the session are not taken over. A kill by a
   * label that the session carries at that time closes the cursor, as all that is in the session. One by a label of an
   * operation does not. {@link Operation#openCursor} gives a cursor the labels of the operation that opens it.
   *
   * @param <T> what the cursor keeps open
   * @param resource what the cursor keeps open. It is closed exactly once: when the cursor is closed, killed or
   *     expires, or when the session ends. It is never closed while an operation has the cursor pinned
   * @return the cursor, idle
   * @throws SessionEndedException if the session has ended; the resource is left to the caller
   * @throws LimitExceededException if 16,383 cursors are open in the session; the resource is left to the caller
   * @throws ClosedCoreException if the core is closed; the resource is left to the caller
   */
  <T extends AutoCloseable> Cursor<T> openCursor(T resource);

  /**
   * Finds the open cursor of this session that has this id; never another session's. Does not count as a use.
   *
   * <p><b>Cost:</b> a look-up; allocates the result only.
   *
   * @param id from {@link Cursor#id}, as the client sent it back; any other number names no cursor
   * @return the cursor, pinned or idle; empty if there is no such cursor, or no longer, or it belongs to another
   *     session or to none. A cursor that was killed or closed while pinned is found until its unpin
   * @throws SessionEndedException if the session has ended, even if one of its cursors is still pinned
   */
  Optional<Cursor<?>> findCursor(long id);

  /**
   * Replaces the labels of this session. A kill by pattern that is called after this return goes by the new ones. A
   * label that is in both sets is carried without a break.
   *
   * <p>The labels of the operations and cursors in the session are their own, and stay as they are.
   *
   * <p><b>Cost:</b> O(labels before and after).
   *
   * @param labels all labels that it has from now on; {@link Labels#none} for none
   * @throws SessionEndedException if the session has ended
   */
  void relabel(Labels labels);

  /**
   * The labels of this session: those it was opened with, or was given by {@link #relabel} since.
   *
   * @return the labels
   * @throws SessionEndedException if the session has ended
   */
  Labels labels();

  /**
   * Counts a use, as beginning an operation does: the idle timeout starts again. Concurrent touches may coalesce.
   *
   * @throws SessionEndedException if the session has ended
   */
  void touch();

  /**
   * When the session was last used, to about a quarter of a second. A use is a {@link #touch}, a call of
   * {@link KillCore#session}, or the begin of an operation. So is the end of an operation that ran for more than 100
   * ms.
   *
   * @return the time; as with {@link KillCore#cutOff(Instant)}, it does not follow later corrections of the wall clock
   * @throws SessionEndedException if the session has ended
   */
  Instant lastUse();

  /**
   * Describes the session now, as a listing would.
   *
   * @return the description
   * @throws SessionEndedException if the session has ended
   */
  SessionInfo info();

  /**
   * Ends the session. Its cursors are closed, the pinned ones at their unpin. Its running operations are allowed to
   * finish, and nothing more begins in it. Its UUID is free at once.
   *
   * <p>An operation that still runs has no session then, so no session kill can reach it. {@link #endIfIdle} avoids
   * that.
   *
   * @return false if it had ended already; of several calls at once, one returns true
   */
  boolean end();

  /**
   * Ends the session as {@link #end} does, unless an operation runs in it. An operation that begins at the same time
   * either prevents the end or is refused.
   *
   * @return false if an operation runs in it, or if it had ended already; of several calls at once, one returns true
   */
  boolean endIfIdle();
}
