package dev.quell;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown to an operation that polls or waits after it was killed. The operation should give up what it holds, and end.
 * The code and the message are for its client.
 *
 * <p>It is cheap to make, since a kill may throw thousands at once: it has no stack trace, and builds its message only
 * when asked. It keeps suppressed exceptions. It may have a cause, which tells how the work failed: {@link
 * Operation#killed}. It is as safe to share between threads as any {@link Throwable}.
 */
public final class OperationKilledException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** Why the operation was killed. */
  private final KillCause killCause;

  /**
   * Makes the exception for one victim of a kill.
   *
   * @param killCause why the operation was killed; its code becomes that of this exception
   */
  public OperationKilledException(final KillCause killCause) {
    this(killCause, null);
  }

  /**
   * Makes the exception for one victim of a kill, whose work has failed.
   *
   * @param killCause why the operation was killed; its code becomes that of this exception
   * @param cause how the work failed, for {@link #getCause()}; null if it did not, or it is not known
   */
  public OperationKilledException(final KillCause killCause, final @Nullable Throwable cause) {
    super(Objects.requireNonNull(killCause, "killCause").code(), null, cause, false);
    this.killCause = killCause;
  }

  /**
   * Why the operation was killed. This is not {@link #getCause()}, which tells how the work of the operation failed, if
   * it is there.
   *
   * @return the cause; all victims of one kill may share it
   */
  public KillCause killCause() {
    return killCause;
  }

  /** Returns {@link KillCause#message()}; each call builds it anew. */
  @Override
  public String getMessage() {
    return killCause.message();
  }
}
