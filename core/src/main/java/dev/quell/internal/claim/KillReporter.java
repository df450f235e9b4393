package dev.quell.internal.claim;

import dev.quell.KillReport;
import dev.quell.KillTrigger;

/** Tells those who want to know of the kills of one core: listeners and Flight Recorder. Thread-safe. */
public interface KillReporter {
  /** Whether anybody would hear of a kill. If not, no report need be made. */
  boolean isHeard();

  /**
   * Makes the report of a kill without a pattern. The kill has made its claims and its wakes.
   *
   * @param target the id that the kill named, or zero
   */
  KillReport report(KillTrigger trigger, long target, KillOutcome kill, long sessions, long cursors);

  /** Tells all who listen, on this thread. Code of the host, so no claim and no wake may be due (K10). */
  void tell(KillReport report);
}
