package dev.quell.access;

import java.util.Objects;

/** Refuses a change of a {@link RoleCatalog}, which is as it was. */
public final class RoleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Why a change is refused, with the number that MongoDB gives to it. */
  public enum Reason {
    /** There is no such role. */
    NOT_FOUND(31),
    /** There is such a role already. */
    EXISTS(51002),
    /** A role may not hold this: it lies outside of the role's database, or would make a circle. */
    INVALID_MODIFICATION(49),
    /** A built-in role cannot be changed, a name is none, or a limit is reached. */
    BAD_VALUE(2);

    private final int code;

    Reason(final int code) {
      this.code = code;
    }

    /**
     * The number for a reply.
     *
     * @return the code that MongoDB gives to it
     */
    public int code() {
      return code;
    }
  }

  private final Reason reason;

  /**
   * A refusal; the catalogue makes them.
   *
   * @param reason why
   * @param message what, for the client
   * @throws NullPointerException if {@code reason} is null
   */
  public RoleException(final Reason reason, final String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * Why the change is refused.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * The number for a reply.
   *
   * @return {@link Reason#code} of the reason
   */
  public int code() {
    return reason.code();
  }
}
