package dev.quell.cluster.jgroups;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jgroups.stack.IpAddress;

/** A host and a port as an operator writes them: {@code 10.0.0.7:7800}, {@code node-2:7800}, {@code [::1]:7800}. */
record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  static HostPort parse(final String text) {
    final int colon = text.lastIndexOf(':');
    final String host = colon < 1 ? "" : text.substring(0, colon);
    final boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || host.indexOf(':') >= 0 && !bracketed) {
      throw malformed(text);
    }
    try {
      final int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 1 || port > MAX_PORT) {
        throw malformed(text);
      }
      return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
    } catch (final NumberFormatException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(final String text) {
    return new IllegalArgumentException("'" + text + "' is no peer: expected host:port, or [address]:port for IPv6");
  }

  /** Every address that the host has now; none if it is unknown. */
  List<IpAddress> resolve() {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).map(ip -> new IpAddress(ip, port)).toList();
    } catch (final UnknownHostException e) {
      return List.of();
    }
  }
}
