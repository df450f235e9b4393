package dev.quell;

import java.util.Objects;

/**
 * Thrown to an operation that polls or waits after it was killed. The operation should give up what it holds, and end.
 * The code and the message are for its client.
 *
 * <p>It is cheap to make, since a kill may throw thousands at once: it has no stack trace, keeps no suppressed
 * exceptions, and builds its message only when asked. It is as safe to share between threads as any {@link Throwable}.
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
    super(Objects.requireNonNull(killCause, "killCause").code(), null, false);
    this.killCause = killCause;
  }

  /**
   * Why the operation was killed. This is not {@link #getCause()}, which is always null.
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
