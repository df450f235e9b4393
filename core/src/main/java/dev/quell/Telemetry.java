package dev.quell;

/**
 * What a core has counted since it was created, and what it holds now. Immutable.
 *
 * @param sessions sessions now
 * @param sessionsOpened sessions opened
 * @param sessionsEnded sessions ended, the expired ones included
 * @param sessionsExpired sessions ended by the idle timeout
 * @param sessionsRefused opens refused by a limit
 * @param cursorsOpened cursors opened
 * @param cursorsClosed cursor resources closed
 * @param cursorsKilled cursors claimed by kills
 * @param cursorsExpired cursors closed by the idle timeout
 * @param kills kills carried out
 * @param operationsKilled operations claimed by kills
 * @param hostErrors exceptions thrown by the host's callbacks, resources, listeners and suppliers
 * @param killDuration how long kills took
 * @param killToStop from the call of a kill to the end of each operation that it killed
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
   * A distribution of times in nanoseconds, as an HdrHistogram with two significant digits recorded it.
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
