package dev.quell.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server takes part in a cluster. Immutable.
 *
 * @param name the member's name
 * @param host where it listens for the others, and is reached by them
 * @param port likewise; 0 picks a free one
 * @param peers where others may be: {@code host:port}
 * @param stores key and trust store; empty: without TLS, on a loopback address only
 * @param timeout how long a command waits for a member
 */
public record ClusterOptions(
    String name, String host, int port, List<String> peers, Optional<Stores> stores, Duration timeout) {

  /** Checks nothing that joining does not. */
  public ClusterOptions {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(host, "host");
    peers = List.copyOf(peers);
    Objects.requireNonNull(stores, "stores");
    Objects.requireNonNull(timeout, "timeout");
  }

  /**
   * Key and trust store, both PKCS#12.
   *
   * @param keys the member's key and certificate
   * @param trusted the certificates of those who may be members
   * @param password of both
   */
  public record Stores(Path keys, Path trusted, String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return keys + ", " + trusted;
    }
  }
}
