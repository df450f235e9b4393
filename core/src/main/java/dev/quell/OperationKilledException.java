package dev.quell;

import java.util.Objects;

/**
 * Thrown to an operation that polls or waits after it was killed. The operation should give up what it holds and end;
 * the code and the message are for its client.
 *
 * <p>It is cheap to make, since a kill may throw thousands at once: it has no stack trace, keeps no suppressed
 * exceptions, and builds its message only when asked. As safe to share between threads as any {@link Throwable}.
 */
public final class OperationKilledException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** Why the operation was killed. */
  private final KillCause killCause;

  /**
   * The exception for one victim of a kill.
   *
   * @param killCause why it was killed; its code becomes that of this exception
   */
  public OperationKilledException(final KillCause killCause) {
    super(Objects.requireNonNull(killCause, "killCause").code(), null, false);
    this.killCause = killCause;
  }

  /**
   * Why the operation was killed. Not to be mistaken for {@link #getCause()}, which is always null.
   *
   * @return the cause, which all victims of one kill may share
   */
  public KillCause killCause() {
    return killCause;
  }

  /** Returns {@link KillCause#message()}, built anew by each call. */
  @Override
  public String getMessage() {
    return killCause.message();
  }
}
