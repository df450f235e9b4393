package dev.quell.cluster;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a member cannot join, or cannot do what it is asked. The message is a whole sentence for the operator.
 */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is the matter. */
  public enum Reason {
    /** Another member has the name and lives. */
    NAME_TAKEN,
    /** Something else listens on the address, or it is not an address of this machine under which others reach it. */
    ADDRESS,
    /** Without TLS the address must be a loopback address: whoever reaches it could kill everything. */
    UNPROTECTED,
    /** A key or trust store cannot be read, has another password, or holds nothing of use. */
    TLS,
    /** This member has left the cluster. */
    CLOSED,
    /** The request is longer than a message may be. */
    TOO_LONG,
    /** There is no member of that name. */
    UNKNOWN_MEMBER,
    /** The member did not answer in time. */
    UNANSWERED
  }

  private final Reason reason;

  /**
   * Makes the exception.
   *
   * @param reason what is the matter
   * @param message a whole sentence for the operator
   * @param cause what failed; null if nothing did
   */
  public ClusterException(final Reason reason, final String message, final @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * What is the matter.
   *
   * @return the reason, for a program to decide by
   */
  public Reason reason() {
    return reason;
  }
}
