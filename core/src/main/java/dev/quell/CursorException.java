package dev.quell;

import java.util.Objects;
import java.util.Optional;

/**
 * Thrown when a cursor cannot be used: there is none by that id ({@link KillCode#CURSOR_NOT_FOUND}), another operation
 * has it pinned ({@link KillCode#CURSOR_IN_USE}). The core throws these two. A host that tells its client of a kill
 * makes the third, {@link #killed}. The texts are those a MongoDB client knows.
 *
 * <p>It is cheap to make, since clients cause it at will: it has no stack trace and keeps no suppressed exceptions. As
 * safe to share between threads as any {@link Throwable}.
 */
public final class CursorException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** Which cursor this is about. */
  private final long cursorId;
  /** Null unless the cursor was killed. */
  private final KillCause killCause;

  private CursorException(final int code, final String message, final long cursorId, final KillCause killCause) {
    super(code, message, false);
    this.cursorId = cursorId;
    this.killCause = killCause;
  }

  /**
   * There is no cursor by that id, or no longer. Asking again will not help: the query must be run again.
   *
   * @param id any number, as the client sent it
   * @return the exception
   */
  public static CursorException notFound(final long id) {
    return new CursorException(KillCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found", id, null);
  }

  /**
   * Another operation has the cursor pinned. It may be used again when that operation has ended.
   *
   * @param id the id of the cursor
   * @return the exception
   */
  public static CursorException inUse(final long id) {
    return new CursorException(KillCode.CURSOR_IN_USE, "cursor id " + id + " is already in use", id, null);
  }

  /**
   * The cursor was killed while an operation used it. Later uses will not find it.
   *
   * @param id the id of the cursor
   * @param killCause why it was killed; its code, which is for the operations of the kill, is not that of this
   *     exception
   * @return the exception
   */
  public static CursorException killed(final long id, final KillCause killCause) {
    Objects.requireNonNull(killCause, "killCause");
    return new CursorException(KillCode.CURSOR_KILLED, killCause.messageAs(KillCode.CURSOR_KILLED), id, killCause);
  }

  /**
   * Which cursor this is about.
   *
   * @return its id, or the number that is no cursor's
   */
  public long cursorId() {
    return cursorId;
  }

  /**
   * Why the cursor was killed.
   *
   * @return the cause; empty unless the code is {@link KillCode#CURSOR_KILLED}
   */
  public Optional<KillCause> killCause() {
    return Optional.ofNullable(killCause);
  }
}
