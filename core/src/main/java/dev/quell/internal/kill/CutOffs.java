package dev.quell.internal.kill;

import dev.quell.KillRequest;
import dev.quell.internal.services.CoreClock;
import java.time.Duration;

/**
 * What a kill spares in a session that matches, as core times: it hits what began by them. Everything that narrows a
 * kill ends up in these two numbers, so a kill that is not narrowed makes one comparison.
 */
final class CutOffs {
  /** Spares nothing: not even an operation whose begin has not returned. */
  static final long EVERYTHING = Long.MAX_VALUE;
  /** Spares all: no core time is so early. */
  static final long NOTHING = 0;

  private CutOffs() {}

  /** The core time by which an operation must have begun, as of now. */
  static long ofOperations(final KillRequest request, final CoreClock clock) {
    if (!request.hitsOperations()) {
      return NOTHING;
    }
    final long startedBefore = request.cutOff().orElse(EVERYTHING);
    final Duration least = request.runningFor().orElse(null);
    return least == null || least.isZero() ? startedBefore : Math.min(startedBefore, begunBefore(least, clock));
  }

  /** The core time by which a cursor must have been opened. */
  static long ofCursors(final KillRequest request) {
    return request.hitsCursors() ? request.cutOff().orElse(EVERYTHING) : NOTHING;
  }

  /**
   * The last core time from which at least so much has passed, whatever the fractions of a millisecond that it does not
   * show.
   */
  private static long begunBefore(final Duration least, final CoreClock clock) {
    final long millis = clock.exactMillis() - PatternCompiler.millis(least);
    return millis <= 0 ? NOTHING : CoreClock.lastBefore(millis);
  }
}
