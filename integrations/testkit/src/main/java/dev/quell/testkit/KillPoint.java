package dev.quell.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A point at which work can learn of a kill: one of the polls of one of its operations. Immutable.
 *
 * @param operation the description of the operation, where numbers of four digits and more are left out; with how many
 *     operations of the same description the work had begun to poll before
 * @param number how often the operation had come to this door, from 1 on
 * @param door how the operation polls there
 */
public record KillPoint(String operation, int number, Door door) {

  /** How an operation can learn of a kill. */
  public enum Door {
    /** {@code check()}. */
    CHECK,
    /** {@code isKilled()}, or {@code killCause()} before there is one. */
    QUESTION,
    /** A wait begins: {@code sleep}, {@code await} or {@code interruptibly}. */
    WAIT,
    /** The thread is in a wait: about to block, to run the call, or to ask its condition. */
    BLOCKED,
    /** A callback or an interrupt was registered for the kill. */
    REGISTERED,
    /** A child is about to begin. */
    CHILD
  }

  /**
   * Makes a point; {@link KillPoints} calls this.
   *
   * @param operation which operation
   * @param number how often it had come to this door
   * @param door how it polls there
   */
  public KillPoint {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(door, "door");
  }

  @Override
  public String toString() {
    return door.name().toLowerCase(Locale.ROOT) + " " + number + " of '" + operation + "'";
  }

  /** The innermost frame that is the host's; empty if there is none. */
  static String place(final List<StackTraceElement> stack) {
    return stack.isEmpty() ? "" : " at " + stack.get(0);
  }
}
