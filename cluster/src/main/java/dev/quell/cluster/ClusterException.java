package dev.quell.cluster;

import java.util.Objects;

/** A cluster cannot be joined or used; the message says why. */
public class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is wrong, and what was expected
   */
  public ClusterException(final String message) {
    super(Objects.requireNonNull(message, "message"));
  }

  /**
   * Makes the exception with a cause.
   *
   * @param message what is wrong, and what was expected
   * @param cause what led to it
   */
  public ClusterException(final String message, final Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
  }
}
