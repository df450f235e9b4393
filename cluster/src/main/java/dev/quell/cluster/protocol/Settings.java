package dev.quell.cluster.protocol;

import java.time.Duration;
import java.util.Objects;

/**
 * The numbers of the protocol. All members of a cluster should have the same; none is a condition of C3 but
 * {@link #clockRate}.
 *
 * @param name the own name
 * @param incarnation of this life; should be greater than that of an earlier life, such as the wall clock says. If it
 *     is not, the protocol finds that out from the others and takes a greater one
 * @param tickNanos how often {@link ClusterProtocol#tick} is called, about; also how close marks are
 * @param digestNanos how often digests are sent
 * @param digestPeers to how many members at once, chosen at random
 * @param leaseNanos W: how long the caller of a kill promises not to return without the answer of a member in touch
 * @param silenceNanos a member that was not heard for longer is silent: a kill does not wait for it
 * @param joinNanos how long to look for others before starting alone
 * @param clockRate how much faster or slower than true the monotonic clock of any member may run, as a fraction
 * @param logNanos how long an entry is kept
 * @param logEntries how many entries are kept at most
 * @param logBytes how many bytes they take at most, about
 * @param gapKills whether a member that has missed an entry for good kills all that began before it; else it only
 *     reports
 * @param fenceAfterNanos how long out of touch until {@link Event.Fence}; zero for never
 * @param seed chooses the members that digests go to
 */
public record Settings(
    String name,
    long incarnation,
    long tickNanos,
    long digestNanos,
    int digestPeers,
    long leaseNanos,
    long silenceNanos,
    long joinNanos,
    double clockRate,
    long logNanos,
    int logEntries,
    long logBytes,
    boolean gapKills,
    long fenceAfterNanos,
    long seed) {

  public Settings {
    Objects.requireNonNull(name, "name");
  }

  /** The defaults. */
  public static Settings of(final String name, final long incarnation, final long seed) {
    return new Settings(
        name, incarnation, millis(10), millis(500), 4, millis(100), millis(3_000), millis(3_000), 0.001,
        Duration.ofHours(24).toNanos(), 100_000, 64L << 20, true, 0, seed);
  }

  private static long millis(final long millis) {
    return millis * 1_000_000;
  }
}
