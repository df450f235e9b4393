package dev.quell;

import java.util.Objects;

/**
 * What a core has counted since it was created, and what it holds now. Immutable. The numbers are read one after
 * another while work goes on, so they need not all be of one instant.
 *
 * @param sessions sessions now, as the limit counts them: one that has ended counts until its last operation has
 * @param sessionsOpened sessions opened
 * @param sessionsEnded sessions ended, the expired ones included
 * @param sessionsExpired sessions ended by the idle timeout
 * @param sessionsRefused opens refused by a limit
 * @param cursorsOpened cursors opened
 * @param cursorsClosed cursor resources closed, also those whose close threw
 * @param cursorsKilled cursors claimed by kills, by those by id and the close of the core too
 * @param cursorsExpired cursors closed by the idle timeout
 * @param kills kills by pattern carried out
 * @param operationsKilled operations claimed by kills, by those by id, by a deadline and by the close of the core too
 * @param hostErrors exceptions thrown by the host's callbacks, resources, listeners, suppliers and error handler
 * @param killDuration how long kills by pattern took
 * @param killToStop from the call of a kill, of whatever kind, to the end of each operation that it killed
 */
public record Telemetry(
    long sessions,
    long sessionsOpened,
    long sessionsEnded,
    long sessionsExpired,
    long sessionsRefused,
    long cursorsOpened,
    long cursorsClosed,
    long cursorsKilled,
    long cursorsExpired,
    long kills,
    long operationsKilled,
    long hostErrors,
    Latency killDuration,
    Latency killToStop) {

  /**
   * Makes a snapshot; the core does.
   *
   * @param sessions sessions at the moment
   * @param sessionsOpened how many were opened so far
   * @param sessionsEnded how many ended so far
   * @param sessionsExpired how many of these by the idle timeout
   * @param sessionsRefused how many opens a limit has refused so far
   * @param cursorsOpened how many cursors were opened so far
   * @param cursorsClosed how many resources were closed so far
   * @param cursorsKilled how many cursors kills have claimed so far
   * @param cursorsExpired how many cursors the idle timeout has closed so far
   * @param kills how many kills by pattern there were so far
   * @param operationsKilled how many operations kills have claimed so far
   * @param hostErrors how often code of the host has thrown so far
   * @param killDuration the times that kills took
   * @param killToStop the times that victims took to stop
   */
  public Telemetry {
    Objects.requireNonNull(killDuration, "killDuration");
    Objects.requireNonNull(killToStop, "killToStop");
  }

  /**
   * A distribution of times in nanoseconds, as an HdrHistogram with two significant digits recorded it. All zero if
   * there were none. What took longer than an hour is recorded as an hour. Immutable.
   *
   * @param count how many there were
   * @param min the least
   * @param mean the mean
   * @param p50 the median
   * @param p90 the 90th percentile
   * @param p99 the 99th percentile
   * @param p999 the 99.9th percentile
   * @param max the greatest
   */
  public record Latency(long count, long min, double mean, long p50, long p90, long p99, long p999, long max) {}
}
