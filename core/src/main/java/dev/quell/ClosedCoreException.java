package dev.quell;

/**
 * Thrown when work is given to a core that is closed; a core never opens again. The code is
 * {@link KillCode#SHUTDOWN_IN_PROGRESS}, which MongoDB's drivers take for a server that is shutting down.
 *
 * <p>It is as safe to share between threads as any {@link Throwable}.
 */
public final class ClosedCoreException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception for one refusal. */
  public ClosedCoreException() {
    super(KillCode.SHUTDOWN_IN_PROGRESS, "the kill core is closed");
  }
}
