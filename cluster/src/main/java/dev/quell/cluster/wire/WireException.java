package dev.quell.cluster.wire;

/** Bytes that are no message of this version: damaged, hostile, too large, or of a version that is not known. */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  WireException(final String message) {
    super(message);
  }

  WireException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
