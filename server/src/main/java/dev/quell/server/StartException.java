package dev.quell.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The server cannot start: the port is taken, the data belongs to another process. The message is one line. */
public final class StartException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is in the way. */
  public StartException(final @Nullable String message, final Throwable cause) {
    super(message, cause);
  }
}
