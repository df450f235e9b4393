package dev.quell.command;

import java.time.Duration;
import java.util.Objects;

/**
 * Told of every command that kills, once it was carried out, and of every one that was refused since the caller may not
 * do it. Called on the thread that runs the command, before its reply; by several threads at once. What it throws
 * goes to the error handler of the commands and changes nothing.
 */
@FunctionalInterface
public interface KillAudit {
  /** Tells nobody. */
  KillAudit NONE = entry -> {};

  /** The most characters of a text in an entry. */
  int MAX_TEXT_LENGTH = 2_000;

  /**
   * Called once for each command.
   *
   * @param entry what was done, or not done
   */
  void record(Entry entry);

  /**
   * One command. Immutable.
   *
   * @param caller who sent it
   * @param command its name, for instance {@code killAllSessions}
   * @param target what it was to kill, as text, cut to {@link #MAX_TEXT_LENGTH}; empty if it was refused
   * @param comment the {@code comment} of the command; empty if there is none or it was refused
   * @param refusal the code it was refused with, for instance 13; 0 if it was carried out
   * @param sessions how many sessions it matched
   * @param operations how many operations it killed
   * @param cursors how many cursors it killed
   * @param duration how long the kill took
   */
  record Entry(
      Caller caller, String command, String target, String comment, int refusal, long sessions, long operations,
      long cursors, Duration duration) {

    /**
     * Makes an entry.
     *
     * @param caller who sent the command
     * @param command its name
     * @param target what it was to kill; what is longer than {@link #MAX_TEXT_LENGTH} is cut
     * @param comment its comment, cut in the same way
     * @param refusal 0, or the code it was refused with
     * @param sessions how many it matched
     * @param operations how many it killed
     * @param cursors how many it killed
     * @param duration how long it took
     * @throws NullPointerException if an argument is null
     */
    public Entry {
      Objects.requireNonNull(caller, "caller");
      Objects.requireNonNull(command, "command");
      Objects.requireNonNull(duration, "duration");
      target = cut(Objects.requireNonNull(target, "target"));
      comment = cut(Objects.requireNonNull(comment, "comment"));
    }

    /**
     * The entry of a command that its caller may not send.
     *
     * @param caller who sent it
     * @param command its name
     * @param code what it was refused with
     * @return an entry without a target and with all counts zero
     * @throws NullPointerException if an argument is null
     */
    public static Entry refused(final Caller caller, final String command, final int code) {
      return new Entry(caller, command, "", "", code, 0, 0, 0, Duration.ZERO);
    }

    /**
     * Whether the command was refused.
     *
     * @return false if it was carried out, even if there was nothing to kill
     */
    public boolean isRefused() {
      return refusal != 0;
    }

    private static String cut(final String text) {
      return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH - 3) + "...";
    }
  }
}
