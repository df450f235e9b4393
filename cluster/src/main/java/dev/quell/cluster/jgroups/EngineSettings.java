package dev.quell.cluster.jgroups;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is started with.
 *
 * @param name the member's own name
 * @param bind where to listen, and what the others are told; port 0 takes a free one
 * @param peers where others may be: {@code host:port}; a host name is looked up again and again, and may have many
 *     addresses
 * @param tls the keys and trusted certificates; null for none, on loopback only
 */
public record EngineSettings(String name, InetSocketAddress bind, List<String> peers, @Nullable SSLContext tls) {

  /** Makes the settings. */
  public EngineSettings {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bind, "bind");
    peers = List.copyOf(peers);
    checkPeers(peers);
  }

  /**
   * Checks that peers are written as they must be.
   *
   * @param peers {@code host:port} each
   * @throws IllegalArgumentException if one is not
   */
  public static void checkPeers(final List<String> peers) {
    peers.forEach(HostPort::parse);
  }
}
