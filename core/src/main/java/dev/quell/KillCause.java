package dev.quell;

import java.io.Serializable;

/**
 * Why something was killed: what a kill hands to each of its victims. Immutable, so safe to share between threads; all
 * victims of a kill may share one cause. Serializable because the exceptions that carry it are.
 *
 * @param code the error code for the client, positive: see {@link KillCode}
 * @param reason why, in the words of whoever asked for the kill; empty if it did not say
 * @param by who asked for the kill; empty if unknown
 * @param killId the number of the kill within its core, zero or more
 */
public record KillCause(int code, String reason, String by, long killId) implements Serializable {

  /**
   * Makes a cause.
   *
   * @param code the error code for the client
   * @param reason why, or empty
   * @param by who killed, or empty
   * @param killId the number of the kill
   * @throws IllegalArgumentException if {@code code} is not positive, {@code killId} is negative, or {@code reason} or
   *     {@code by} has more than {@link KillRequest#MAX_TEXT_LENGTH} characters
   */
  public KillCause {
    KillCode.requireValid(code);
    Names.requireAtMost(reason, "reason", KillRequest.MAX_TEXT_LENGTH);
    Names.requireAtMost(by, "by", KillRequest.MAX_TEXT_LENGTH);
    if (killId < 0) {
      throw new IllegalArgumentException("killId is " + killId + ": expected zero or more");
    }
  }

  /**
   * The text for the client: the text of the code, then the reason, then who killed, the latter two if known. Built
   * anew by each call.
   *
   * @return for example {@code operation was interrupted: nightly purge (killed by ops@admin)}
   */
  public String message() {
    return messageAs(code);
  }

  /** The same text with that of another code in front. */
  String messageAs(final int otherCode) {
    return KillCode.messageOf(otherCode)
        + (reason.isEmpty() ? "" : ": " + reason)
        + (by.isEmpty() ? "" : " (killed by " + by + ")");
  }
}
