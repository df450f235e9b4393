package dev.quell;

/**
 * Thrown when work is given to a core that was closed. It stays closed. Code {@link KillCode#SHUTDOWN_IN_PROGRESS},
 * which MongoDB's drivers take for a server that is going away.
 *
 * <p>As safe to share between threads as any {@link Throwable}.
 */
public final class ClosedCoreException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** The exception for one refusal. */
  public ClosedCoreException() {
    super(KillCode.SHUTDOWN_IN_PROGRESS, "the kill core is closed");
  }
}
