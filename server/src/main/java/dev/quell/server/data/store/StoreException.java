package dev.quell.server.data.store;

/** The files of a store cannot be used: damaged, locked, not writable. The message is for the operator. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
