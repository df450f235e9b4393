package dev.quell;

import java.util.Objects;

/**
 * What a core has counted since it was made, and what it holds now. Immutable, so safe to share between threads. The
 * numbers are read one after another while work goes on, so they may belong to slightly different instants.
 *
 * @param sessions sessions now, as the limit counts them: a session that has ended counts until its last operation has
 *     ended
 * @param operationsRunning operations that run now, killed or not, in a session or not
 * @param cursorsOpen cursors that a listing would show now: one that was killed while pinned counts until its unpin
 * @param killsPending kills whose victims have not all stopped, and kills under way; at most 65,000 are counted
 * @param sessionsOpened sessions opened
 * @param sessionsEnded sessions ended, including expired ones
 * @param sessionsExpired sessions ended by the idle timeout
 * @param sessionsRefused openings of sessions refused by a limit
 * @param cursorsOpened cursors opened
 * @param cursorsClosed cursor resources closed, including those whose close threw
 * @param cursorsKilled cursors claimed by kills, including kills by id and the close of the core
 * @param cursorsExpired cursors closed by the idle timeout
 * @param kills kills by pattern carried out
 * @param operationsKilled operations claimed by kills, including kills by id, by a deadline and by the close of the
 *     core
 * @param hostErrors exceptions thrown by the host's callbacks, resources, listeners, suppliers and error handler
 * @param killDuration how long kills by pattern took, those left out that found nothing or one operation to kill in the
 *     one session that they named, or the few sessions of one owner: see {@link KillReport#duration}
 * @param killDurationLastMinute the same for the last minute
 * @param killToStop the time from the call of any kill to the end of each operation that it killed, or from where its
 *     time begins if that is later: see {@link KillReport#duration}; kills beyond 65,000 pending ones are not recorded
 * @param killToStopLastMinute the same for victims that have ended in the last minute. The last minute is a time of 60
 *     to 75 seconds by core time, which the background agent moves on
 */
public record Telemetry(
    long sessions,
    long operationsRunning,
    long cursorsOpen,
    long killsPending,
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
    Latency killDurationLastMinute,
    Latency killToStop,
    Latency killToStopLastMinute) {

  /**
   * Makes a snapshot; the core calls this.
   *
   * @param sessions sessions at the moment
   * @param operationsRunning running operations at the moment
   * @param cursorsOpen open cursors at the moment
   * @param killsPending kills at the moment whose victims have not all stopped
   * @param sessionsOpened how many sessions were opened so far
   * @param sessionsEnded how many sessions ended so far
   * @param sessionsExpired how many of these the idle timeout ended
   * @param sessionsRefused how many openings a limit has refused so far
   * @param cursorsOpened how many cursors were opened so far
   * @param cursorsClosed how many resources were closed so far
   * @param cursorsKilled how many cursors kills have claimed so far
   * @param cursorsExpired how many cursors the idle timeout has closed so far
   * @param kills how many kills by pattern there were so far
   * @param operationsKilled how many operations kills have claimed so far
   * @param hostErrors how often the host's code has thrown so far
   * @param killDuration the times that kills took
   * @param killDurationLastMinute the times that kills of the last minute took
   * @param killToStop the times that victims took to stop
   * @param killToStopLastMinute the times that victims took that stopped in the last minute
   */
  public Telemetry {
    Objects.requireNonNull(killDuration, "killDuration");
    Objects.requireNonNull(killDurationLastMinute, "killDurationLastMinute");
    Objects.requireNonNull(killToStop, "killToStop");
    Objects.requireNonNull(killToStopLastMinute, "killToStopLastMinute");
  }

  /**
   * A distribution of times in nanoseconds, recorded by an HdrHistogram with two significant digits. All numbers are
   * zero if there were no times. A time of more than an hour is recorded as an hour. Immutable, so safe to share
   * between threads.
   *
   * @param count how many times there were
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
