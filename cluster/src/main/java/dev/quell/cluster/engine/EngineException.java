package dev.quell.cluster.engine;

import org.jspecify.annotations.Nullable;

/** Why an engine does not start, or leaves. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of failure. */
  public enum Reason {
    /** Something else listens on the address, or it is none of this machine. */
    ADDRESS,
    /** Without TLS, on an address that others can reach. */
    UNPROTECTED,
    /** The key or trust store cannot be used. */
    TLS,
    /** Another member has the name and lives. */
    NAME_TAKEN
  }

  private final Reason reason;

  /**
   * Makes the exception.
   *
   * @param reason what kind of failure
   * @param message the whole sentence for the operator
   * @param cause what failed, if anything did
   */
  public EngineException(final Reason reason, final String message, final @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * What kind of failure it is.
   *
   * @return the kind
   */
  public Reason reason() {
    return reason;
  }
}
