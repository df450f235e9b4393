package dev.quell.server;

import dev.quell.KillCoreBuilder;
import dev.quell.server.net.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a server can be told when it is made. Immutable; checked when it is built, so that a server that starts has
 * nothing left to complain about but the world around it.
 *
 * @param host the address to listen on; a name or a number
 * @param port the port to listen on; 0 picks a free one
 * @param auth whether clients must log in
 * @param data the directory that keeps the data; empty: it is kept in memory
 * @param tls the server's certificate; empty: connections are in the clear
 * @param sessionTimeout how long a session lives without use
 * @param cursorTimeout how long a cursor without a session lives without use
 * @param sweepEvery how often the sessions that {@code endSessions} has marked are ended
 * @param maxSessions the most sessions at once
 * @param maxSessionsPerUser the most sessions of one user at once; 0: no such limit
 * @param endLongestIdle whether a user's longest idle session ends when the user opens one too many, instead of a
 *     refusal
 * @param maxConnections the most connections at once
 * @param workers threads that run what reads and writes data; 0: virtual threads where the JDK has them, else as many
 *     as by default
 * @param testCommands whether {@code sleep} and the other commands for tests are there
 * @param cluster how it takes part in a cluster; empty: it is alone
 */
public record ServerOptions(
    String host,
    int port,
    boolean auth,
    Optional<Path> data,
    Optional<TlsOptions> tls,
    Duration sessionTimeout,
    Duration cursorTimeout,
    Duration sweepEvery,
    int maxSessions,
    int maxSessionsPerUser,
    boolean endLongestIdle,
    int maxConnections,
    int workers,
    boolean testCommands,
    Optional<ClusterOptions> cluster) {
  /** The port that MongoDB's clients try first. */
  public static final int DEFAULT_PORT = 27017;
  /** Each is a file to the system, which rarely grants a process more. */
  public static final int DEFAULT_MAX_CONNECTIONS = 20_000;
  /** Threads of the system, which shares the processors among them: virtual threads that compute starve each other. */
  public static final int DEFAULT_WORKERS = 256;
  /** The most worker threads. */
  public static final int MOST_WORKERS = 10_000;

  /** The most connections. */
  public static final int MOST_CONNECTIONS = 1_000_000;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(730);

  /** Checks everything; what is wrong is named with its value. */
  public ServerOptions {
    Objects.requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty");
    }
    within("port", port, 0, 65_535);
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(cluster, "cluster");
    within("session timeout", sessionTimeout);
    within("cursor timeout", cursorTimeout);
    within("sweep period", sweepEvery);
    within("max sessions", maxSessions, 1, KillCoreBuilder.MOST_SESSIONS);
    within("max sessions per user", maxSessionsPerUser, 0, KillCoreBuilder.MOST_SESSIONS);
    within("max connections", maxConnections, 1, MOST_CONNECTIONS);
    within("workers", workers, 0, MOST_WORKERS);
  }

  private static void within(final String name, final int value, final int least, final int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", but is " + value);
    }
  }

  private static void within(final String name, final Duration value) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be from a second to two years, but is " + value);
    }
  }

  /** The defaults: loopback, port 27017, no login, in memory. */
  public static ServerOptions defaults() {
    return builder().build();
  }

  /** A builder in which everything has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; not thread-safe. Values are checked by {@link #build}. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port = DEFAULT_PORT;
    private boolean auth;
    private @Nullable Path data;
    private @Nullable TlsOptions tls;
    private Duration sessionTimeout = Duration.ofMinutes(30);
    private Duration cursorTimeout = Duration.ofMinutes(10);
    private Duration sweepEvery = Duration.ofMinutes(5);
    private int maxSessions = 1_000_000;
    private int maxSessionsPerUser;
    private boolean endLongestIdle;
    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private int workers = DEFAULT_WORKERS;
    private boolean testCommands;
    private @Nullable ClusterOptions cluster;

    private Builder() {}

    /** The address to listen on. */
    public Builder host(final String value) {
      host = value;
      return this;
    }

    /** The port to listen on; 0 picks one. */
    public Builder port(final int value) {
      port = value;
      return this;
    }

    /** Whether clients must log in. */
    public Builder auth(final boolean value) {
      auth = value;
      return this;
    }

    /** The directory that keeps the data; null: memory. */
    public Builder data(final @Nullable Path value) {
      data = value;
      return this;
    }

    /** The server's certificate; null: none. */
    public Builder tls(final @Nullable TlsOptions value) {
      tls = value;
      return this;
    }

    /** How long a session lives without use. */
    public Builder sessionTimeout(final Duration value) {
      sessionTimeout = value;
      return this;
    }

    /** How long a cursor without a session lives without use. */
    public Builder cursorTimeout(final Duration value) {
      cursorTimeout = value;
      return this;
    }

    /** How often ended sessions are swept. */
    public Builder sweepEvery(final Duration value) {
      sweepEvery = value;
      return this;
    }

    /** The most sessions at once. */
    public Builder maxSessions(final int value) {
      maxSessions = value;
      return this;
    }

    /**
     * The most sessions of one user at once; 0: no such limit.
     *
     * @param longestIdleEnds whether one too many ends the user's longest idle one, instead of a refusal
     */
    public Builder maxSessionsPerUser(final int value, final boolean longestIdleEnds) {
      maxSessionsPerUser = value;
      endLongestIdle = longestIdleEnds;
      return this;
    }

    /** The most connections at once. */
    public Builder maxConnections(final int value) {
      maxConnections = value;
      return this;
    }

    /** Threads for data; 0: virtual ones. */
    public Builder workers(final int value) {
      workers = value;
      return this;
    }

    /** Whether the commands for tests are there. */
    public Builder testCommands(final boolean value) {
      testCommands = value;
      return this;
    }

    /** How it takes part in a cluster; null: it is alone. */
    public Builder cluster(final @Nullable ClusterOptions value) {
      cluster = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if one is out of range
     * @throws NullPointerException if the host or a duration is null
     */
    public ServerOptions build() {
      return new ServerOptions(host, port, auth, Optional.ofNullable(data), Optional.ofNullable(tls), sessionTimeout,
          cursorTimeout, sweepEvery, maxSessions, maxSessionsPerUser, endLongestIdle, maxConnections, workers,
          testCommands, Optional.ofNullable(cluster));
    }
  }
}
