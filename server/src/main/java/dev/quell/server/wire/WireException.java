package dev.quell.server.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why bytes are no message. If it could be read whom to answer, the client gets an error and the connection goes
 * on; else nothing that follows can be trusted, and the connection is to be closed.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient @Nullable ReplyTo replyTo;

  private WireException(final int code, final @Nullable String message, final @Nullable ReplyTo replyTo) {
    super(message, null, false, false); // hostile input is to cost no stack trace
    this.code = code;
    this.replyTo = replyTo;
  }

  /** The stream makes no sense: close. */
  static WireException fatal(final String message) {
    return new WireException(0, message, null);
  }

  /** The message makes no sense: answer, see {@link #toward}. */
  static WireException refused(final int code, final String message) {
    return new WireException(code, message, null);
  }

  /** The same with whom to answer. A fatal one stays fatal. */
  WireException toward(final ReplyTo whom) {
    return isFatal() ? this : new WireException(code, getMessage(), whom);
  }

  /** Whether the connection has to be closed. */
  public boolean isFatal() {
    return code == 0;
  }

  /** The error code for the client; zero if there is nobody to tell. */
  public int code() {
    return code;
  }

  /** Whom to answer; empty if it is fatal. */
  public Optional<ReplyTo> replyTo() {
    return Optional.ofNullable(replyTo);
  }
}
