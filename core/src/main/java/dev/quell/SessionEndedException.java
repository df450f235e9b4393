package dev.quell;

/**
 * Thrown when a session is used after it has ended: its client ended it, it expired, or a limit ended it. The host can
 * open the session again with {@link KillCore#session}.
 *
 * <p>It is as safe to share between threads as any {@link Throwable}.
 */
public final class SessionEndedException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception, with code {@link KillCode#NO_SUCH_SESSION}. */
  public SessionEndedException() {
    super(KillCode.NO_SUCH_SESSION, "session has ended");
  }
}
