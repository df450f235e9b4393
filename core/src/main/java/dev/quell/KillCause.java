package dev.quell;

import java.io.Serializable;

/**
 * Why something was killed: what a kill hands to its victims. Immutable, so safe to share between threads; all victims
 * of a kill may share one cause. It is serializable because the exceptions that carry it are.
 *
 * <p>The core tracks at most 65,000 kills whose victims still run. Victims of a kill beyond that see the code, an empty
 * reason, an empty killer and the kill id zero. From the 64th different code on, they see the first of these codes
 * instead of their own.
 *
 * @param code the error code for the client, positive: see {@link KillCode}
 * @param reason why, in the words of the caller that asked for the kill; empty if it gave none
 * @param by the user or part of the host that asked for the kill; empty if unknown
 * @param killId the number of the kill within its core, zero or more
 */
public record KillCause(int code, String reason, String by, long killId) implements Serializable {

  /**
   * Makes a cause.
   *
   * @param code the error code for the client
   * @param reason why, or empty
   * @param by the killer, or empty
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
   * The text for the client: the text of the code, then the reason and the killer as far as they are known. Each call
   * builds it anew.
   *
   * @return for example {@code operation was interrupted: nightly purge (killed by ops@admin)}
   */
  public String message() {
    return messageAs(code);
  }

  /** The same text, with that of another code in front. */
  String messageAs(final int otherCode) {
    return KillCode.messageOf(otherCode)
        + (reason.isEmpty() ? "" : ": " + reason)
        + (by.isEmpty() ? "" : " (killed by " + by + ")");
  }
}
