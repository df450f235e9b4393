package dev.quell.server.net;

import dev.quell.server.wire.WireLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server listens and what it grants its clients. Immutable; begin with {@link #defaults} and change what differs.
 *
 * @param host the address to listen on
 * @param port the port; zero picks a free one
 * @param maxConnections how many may be open at once; one more is closed at once
 * @param workers how many threads run commands, where they are platform threads
 * @param virtualThreads whether commands run on virtual threads, if the JDK has them
 * @param silence how long a new connection has for its first message, the TLS handshake included
 * @param patience how long a message may take to arrive once it has begun, and how long a client may leave a reply
 *     unread; a message is given a second more for each 64 KiB that it is long
 * @param tls empty for plain connections
 * @param limits on messages
 */
public record NetOptions(
    String host,
    int port,
    int maxConnections,
    int workers,
    boolean virtualThreads,
    Duration silence,
    Duration patience,
    Optional<TlsOptions> tls,
    WireLimits limits) {
  private static final int MOST_PORT = 65535;

  /**
   * Options.
   *
   * @throws IllegalArgumentException if a number or a time is out of range
   * @throws NullPointerException if something is null
   */
  public NetOptions {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(limits, "limits");
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("port is " + port + ": expected 0 to " + MOST_PORT);
    }
    requirePositive(maxConnections, "maxConnections");
    requirePositive(workers, "workers");
    requirePositive(silence.toMillis(), "silence in milliseconds");
    requirePositive(patience.toMillis(), "patience in milliseconds");
  }

  private static void requirePositive(final long value, final String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " is " + value + ": expected 1 or more");
    }
  }

  /** 127.0.0.1:27017, 20,000 connections, 256 workers or virtual threads, 30 s of silence, 60 s of patience, no TLS. */
  public static NetOptions defaults() {
    return new NetOptions("127.0.0.1", 27017, 20_000, 256, true, Duration.ofSeconds(30), Duration.ofSeconds(60),
        Optional.empty(), WireLimits.DEFAULT);
  }

  /** The same on another address. */
  public NetOptions withAddress(final String newHost, final int newPort) {
    return new NetOptions(
        newHost, newPort, maxConnections, workers, virtualThreads, silence, patience, tls, limits);
  }

  /** The same with another number of connections. */
  public NetOptions withMaxConnections(final int newMax) {
    return new NetOptions(host, port, newMax, workers, virtualThreads, silence, patience, tls, limits);
  }

  /** The same with a number of platform threads, and none that are virtual. */
  public NetOptions withPlatformWorkers(final int newWorkers) {
    return new NetOptions(host, port, maxConnections, newWorkers, false, silence, patience, tls, limits);
  }

  /** The same with other time limits. */
  public NetOptions withTimes(final Duration newSilence, final Duration newPatience) {
    return new NetOptions(
        host, port, maxConnections, workers, virtualThreads, newSilence, newPatience, tls, limits);
  }

  /** The same with TLS. */
  public NetOptions withTls(final TlsOptions newTls) {
    return new NetOptions(
        host, port, maxConnections, workers, virtualThreads, silence, patience, Optional.of(newTls), limits);
  }

  /** The same with other limits on messages. */
  public NetOptions withLimits(final WireLimits newLimits) {
    return new NetOptions(
        host, port, maxConnections, workers, virtualThreads, silence, patience, tls, newLimits);
  }
}
