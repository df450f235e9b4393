package dev.quell;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a cursor cannot be used. There are three kinds, made by the methods of this class, with the texts that a
 * MongoDB client knows.
 *
 * <p>The core throws two of them: {@link #notFound} and {@link #inUse}. The host makes the third, {@link #killed}, when
 * it replies to a client whose cursor was killed.
 *
 * <p>It is cheap to make, since clients cause it at will: it has no stack trace and keeps no suppressed exceptions. It
 * is as safe to share between threads as any {@link Throwable}.
 */
public final class CursorException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** The cursor that this is about. */
  private final long cursorId;
  /** Null unless the cursor was killed. */
  private final @Nullable KillCause killCause;

  private CursorException(
      final int code, final String message, final long cursorId, final @Nullable KillCause killCause) {
    super(code, message, false);
    this.cursorId = cursorId;
    this.killCause = killCause;
  }

  /**
   * There is no cursor with that id, or no longer. Asking again does not help: the query must run again.
   *
   * @param id any number, as the client sent it
   * @return the exception, with {@link KillCode#CURSOR_NOT_FOUND}
   */
  public static CursorException notFound(final long id) {
    return new CursorException(KillCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found", id, null);
  }

  /**
   * Another operation has the cursor pinned. The cursor can be used again after its unpin.
   *
   * @param id the id of the cursor
   * @return the exception, with {@link KillCode#CURSOR_IN_USE}
   */
  public static CursorException inUse(final long id) {
    return new CursorException(KillCode.CURSOR_IN_USE, "cursor id " + id + " is already in use", id, null);
  }

  /**
   * The cursor was killed while an operation used it. Later uses do not find it.
   *
   * @param id the id of the cursor
   * @param killCause why it was killed; the code of the cause is for operations and does not become the code of this
   *     exception
   * @return the exception, with {@link KillCode#CURSOR_KILLED}
   */
  public static CursorException killed(final long id, final KillCause killCause) {
    Objects.requireNonNull(killCause, "killCause");
    return new CursorException(KillCode.CURSOR_KILLED, killCause.messageAs(KillCode.CURSOR_KILLED), id, killCause);
  }

  /**
   * The cursor that this is about.
   *
   * @return its id, or the number that names no cursor
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
