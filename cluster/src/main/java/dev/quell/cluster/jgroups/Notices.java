package dev.quell.cluster.jgroups;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The log: each kind of trouble as a warning once, afterwards as a debug message, so that a stranger fills no disk. */
final class Notices {
  private static final System.Logger LOG = System.getLogger("dev.quell.cluster");

  private final String member;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Notices(final String member) {
    this.member = member;
  }

  /**
   * Logs trouble.
   *
   * @param kind of which the first is a warning; one of a few
   * @param text what happened
   * @param error what was thrown, shown by its words alone; may be null
   */
  void once(final String kind, final String text, final @Nullable Throwable error) {
    final Level level = told.add(kind) ? Level.WARNING : Level.DEBUG;
    if (LOG.isLoggable(level)) {
      LOG.log(level, member + ": " + text + (error == null ? "" : ": " + error.getMessage()));
    }
  }

  /** Logs what is of use to who looks for a fault. */
  void debug(final String text) {
    LOG.log(Level.DEBUG, () -> member + ": " + text);
  }
}
