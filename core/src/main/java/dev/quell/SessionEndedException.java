package dev.quell;

/**
 * The session was used after it had ended: it was ended by its client, expired, or was ended by a limit. A host answers
 * by opening the session again, as {@link KillCore#session} does.
 */
public final class SessionEndedException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** The exception, with code {@link KillCode#NO_SUCH_SESSION}. */
  public SessionEndedException() {
    super(KillCode.NO_SUCH_SESSION, "session has ended");
  }
}
