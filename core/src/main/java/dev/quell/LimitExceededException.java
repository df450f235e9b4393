package dev.quell;

import java.util.Objects;

/**
 * Thrown when opening or beginning something would exceed a limit. Nothing was opened or begun. It may succeed later,
 * once others have ended; trying again at once only adds to the load.
 *
 * <p>It is cheap to make, since it is thrown under overload: it has no stack trace and keeps no suppressed exceptions.
 * It is as safe to share between threads as any {@link Throwable}.
 */
public final class LimitExceededException extends QuellException {
  private static final long serialVersionUID = 1L;

  /** The limit that is reached. */
  private final Limit which;
  /** How many the limit allows. */
  private final long limit;

  /**
   * Makes the exception for one refusal.
   *
   * @param which the limit that is reached; it decides the code
   * @param limit how many it allows, zero or more
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public LimitExceededException(final Limit which, final long limit) {
    super(Objects.requireNonNull(which, "which").code, which.refusal + ": the limit is " + limit, false);
    if (limit < 0) {
      throw new IllegalArgumentException("limit is " + limit + ": expected zero or more");
    }
    this.which = which;
    this.limit = limit;
  }

  /**
   * The limit that is reached.
   *
   * @return the kind of limit
   */
  public Limit which() {
    return which;
  }

  /**
   * How many the limit allows.
   *
   * @return zero or more
   */
  public long limit() {
    return limit;
  }

  /** What is limited. */
  public enum Limit {
    /** Sessions of the core: the {@code maxSessions} of mongod. Code {@link KillCode#TOO_MANY_LOGICAL_SESSIONS}. */
    SESSIONS(KillCode.TOO_MANY_LOGICAL_SESSIONS, "the number of active sessions is too high"),

    /** Sessions of one owner. Code {@link KillCode#TOO_MANY_LOGICAL_SESSIONS}. */
    SESSIONS_PER_OWNER(
        KillCode.TOO_MANY_LOGICAL_SESSIONS, "the number of active sessions of this owner is too high"),

    /** Operations in progress in one session. Code {@link KillCode#TEMPORARILY_UNAVAILABLE}. */
    OPERATIONS_PER_SESSION(
        KillCode.TEMPORARILY_UNAVAILABLE, "the number of operations in progress in this session is too high"),

    /** Cursors open in one session. Code {@link KillCode#TEMPORARILY_UNAVAILABLE}. */
    CURSORS_PER_SESSION(
        KillCode.TEMPORARILY_UNAVAILABLE, "the number of open cursors in this session is too high");

    private final int code;
    private final String refusal;

    Limit(final int code, final String refusal) {
      this.code = code;
      this.refusal = refusal;
    }
  }
}
