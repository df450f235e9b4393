package dev.quell;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when Quell refuses or stops work for a reason that a client of the host should hear. It carries the error code
 * for the reply. Wrong arguments and misused objects throw the usual exceptions of Java instead.
 *
 * <p>It is as safe to share between threads as any {@link Throwable}. A host may extend it for its own refusals.
 */
public class QuellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The error code for the client. */
  private final int code;

  /**
   * Makes an exception with a stack trace.
   *
   * @param code the error code for the client: see {@link KillCode}
   * @param message the text for the client
   * @throws IllegalArgumentException if {@code code} is not positive
   */
  public QuellException(final int code, final String message) {
    super(message);
    this.code = KillCode.requireValid(code);
  }

  /**
   * Makes an exception that may have no stack trace, for what happens often and is no error of the program.
   *
   * @param code the error code for the client: see {@link KillCode}
   * @param message the text for the client; null if {@link #getMessage()} is overridden to build it when asked
   * @param writableStackTrace false for an exception that is cheap to make: it has no stack trace
   * @throws IllegalArgumentException if {@code code} is not positive
   */
  protected QuellException(final int code, final @Nullable String message, final boolean writableStackTrace) {
    this(code, message, null, writableStackTrace);
  }

  /**
   * Makes an exception with a cause, which may have no stack trace. Like every exception of Quell it keeps suppressed
   * exceptions; the list of them is made when the first one comes.
   *
   * @param code the error code for the client: see {@link KillCode}
   * @param message the text for the client; null if {@link #getMessage()} is overridden to build it when asked
   * @param cause what failed; null if nothing did, or it is not known
   * @param writableStackTrace false for an exception that is cheap to make: it has no stack trace
   * @throws IllegalArgumentException if {@code code} is not positive
   */
  protected QuellException(
      final int code,
      final @Nullable String message,
      final @Nullable Throwable cause,
      final boolean writableStackTrace) {
    super(message, cause, true, writableStackTrace);
    this.code = KillCode.requireValid(code);
  }

  /**
   * The error code for the client.
   *
   * @return a positive number
   */
  public int code() {
    return code;
  }

  /**
   * The name of the error code.
   *
   * @return what {@link KillCode#nameOf(int)} returns for the code
   */
  public String codeName() {
    return KillCode.nameOf(code());
  }
}
