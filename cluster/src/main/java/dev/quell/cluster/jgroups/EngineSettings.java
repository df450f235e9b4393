package dev.quell.cluster.jgroups;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
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

  /** Where to listen, as an operator writes it. */
  String address() {
    final InetAddress ip = bind.getAddress();
    final String host = ip == null ? bind.getHostString() : ip.getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + bind.getPort();
  }

  /** Why one cannot listen there, as far as that can be seen. */
  String whyNot() {
    try {
      final InetAddress ip = bind.getAddress();
      return ip.isLoopbackAddress() || NetworkInterface.getByInetAddress(ip) != null
          ? "the port is taken, or this process may not have it" : "that is no address of this machine";
    } catch (final SocketException e) {
      return String.valueOf(e.getMessage());
    }
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
