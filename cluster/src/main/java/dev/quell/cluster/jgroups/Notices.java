package dev.quell.cluster.jgroups;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The log: each kind of trouble as a warning once, afterwards as a debug message, so that a stranger fills no disk. Of
 * what others have a say in, only so many kinds are warnings.
 */
final class Notices {
  /** How many different warnings there are of trouble in which others have a say. */
  static final int MOST = 64;

  private final String member;
  private final System.Logger log;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Set<String> toldOfOthers = ConcurrentHashMap.newKeySet();

  Notices(final String member) {
    this(member, System.getLogger("dev.quell.cluster"));
  }

  /** @param log for tests */
  Notices(final String member, final System.Logger log) {
    this.member = member;
    this.log = log;
  }

  /**
   * Logs trouble.
   *
   * @param kind of which the first is a warning; one of a few
   * @param text what happened
   * @param error what was thrown, shown by its words alone; may be null
   */
  void once(final String kind, final String text, final @Nullable Throwable error) {
    say(told.add(kind), text, error);
  }

  /**
   * Logs trouble that somebody else may make up: again if it is of another kind, but not without end.
   *
   * @param kind of which the first is a warning, as {@link #once} has it; numbers in it do not make another kind
   * @param text what happened
   * @param error what was thrown, shown by its words alone; may be null
   */
  void ofOthers(final String kind, final String text, final @Nullable Throwable error) {
    final String without = kind.replaceAll("[0-9]+", "#");
    say(toldOfOthers.size() < MOST && toldOfOthers.add(without), text, error); // several at once may be a few more
  }

  private void say(final boolean first, final String text, final @Nullable Throwable error) {
    final Level level = first ? Level.WARNING : Level.DEBUG;
    if (log.isLoggable(level)) {
      log.log(level, member + ": " + text + (error == null ? "" : ": " + error.getMessage()));
    }
  }

  /** Logs what is of use to who looks for a fault. */
  void debug(final String text) {
    log.log(Level.DEBUG, () -> member + ": " + text);
  }
}
