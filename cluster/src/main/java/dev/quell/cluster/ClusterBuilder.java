package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.protocol.MemberId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which a core joins a cluster. The last value set for each counts. Not thread-safe.
 *
 * <p>Each method refuses a wrong argument at once, and has changed nothing then.
 */
public final class ClusterBuilder {
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
  private static final int MAX_PORT = 65_535;

  final KillCore core;
  @Nullable
  String name;
  InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7_800);
  List<String> peers = List.of();
  @Nullable
  Stores stores;
  Duration timeout = Duration.ofSeconds(2);
  Duration joinTimeout = Duration.ofSeconds(3);
  Duration fenceAfter = Duration.ZERO;
  boolean gapsKill = true;
  UnaryOperator<Engine> wrapEngine = UnaryOperator.identity(); // for tests

  /** Key and trust store, as {@link #tls} has them. */
  record Stores(Path keys, Path trusted, char[] password) {}

  ClusterBuilder(final KillCore core) {
    this.core = Objects.requireNonNull(core, "core");
  }

  /**
   * Sets the name of this member. Necessary; of two living members with one name, the one that comes later is refused.
   * A member that restarts keeps its name.
   *
   * @param memberName 1 to 256 characters without {@code :}, so that it can stand before the id of an operation
   * @return this builder
   * @throws IllegalArgumentException if the name is not so
   */
  public ClusterBuilder name(final String memberName) {
    checkName(memberName);
    name = memberName;
    return this;
  }

  static void checkName(final String memberName) {
    final int length = Objects.requireNonNull(memberName, "memberName").length();
    if (length < 1 || length > MemberId.MAX_NAME_LENGTH || memberName.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "name has " + length + " characters: expected 1 to " + MemberId.MAX_NAME_LENGTH + ", and no colon");
    }
  }

  /**
   * Sets where this member listens, which is also where the others reach it; 127.0.0.1 and port 7800 by default.
   *
   * @param host an address or name of this machine, not that of all interfaces; without {@link #tls} a loopback address
   * @param port 1 to 65535, or 0 for a free one, which {@link Cluster#address} tells
   * @return this builder
   * @throws ClusterException with {@link ClusterException.Reason#ADDRESS} if the host is unknown
   * @throws IllegalArgumentException if the port is out of range
   */
  public ClusterBuilder bind(final String host, final int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port is " + port + ": expected 0 to " + MAX_PORT);
    }
    try {
      bind = new InetSocketAddress(InetAddress.getAllByName(Objects.requireNonNull(host, "host"))[0], port);
    } catch (final UnknownHostException e) {
      throw new ClusterException(ClusterException.Reason.ADDRESS, "cannot bind to " + host + ": unknown host", e);
    }
    return this;
  }

  /**
   * Sets where other members may be; nowhere by default. One that is there tells of all others. They may start later,
   * and the list may hold this member itself.
   *
   * @param addresses {@code host:port} each, or {@code [address]:port} for IPv6. A host name is looked up again every
   *     half second and may have many addresses, so the name of a headless service of Kubernetes will do
   * @return this builder
   * @throws IllegalArgumentException if one of them is not so
   */
  public ClusterBuilder peers(final String... addresses) {
    final List<String> copy = List.copyOf(Stream.of(addresses).map(String::strip).toList());
    Cluster.checkPeers(copy);
    peers = copy;
    return this;
  }

  /**
   * Sets key and trust store, both PKCS #12. Then members talk by TLS 1.3, and each must show a certificate that the
   * other trusts. Who has such a certificate is a member and may kill everything, so use an authority of the cluster's
   * own.
   *
   * @param keyStore with this member's key and certificate
   * @param trustStore with the certificates, or the authority, of those who may be members
   * @param password of both, copied
   * @return this builder
   */
  public ClusterBuilder tls(final Path keyStore, final Path trustStore, final char[] password) {
    stores =
        new Stores(
            Objects.requireNonNull(keyStore, "keyStore"), Objects.requireNonNull(trustStore, "trustStore"),
            password.clone());
    return this;
  }

  /**
   * Sets how long a kill, a listing and the like wait for an answer at most; two seconds by default.
   *
   * @param most 100 milliseconds to an hour
   * @return this builder
   * @throws IllegalArgumentException if it is out of that range
   */
  public ClusterBuilder timeout(final Duration most) {
    timeout = requireRange(most, "timeout");
    return this;
  }

  /**
   * Sets how long {@link #join} looks for others before it starts alone; three seconds by default, and a fifth of a
   * second without {@link #peers}. It goes on looking then.
   *
   * @param most 100 milliseconds to an hour
   * @return this builder
   * @throws IllegalArgumentException if it is out of that range
   */
  public ClusterBuilder joinTimeout(final Duration most) {
    joinTimeout = requireRange(most, "joinTimeout");
    return this;
  }

  private static Duration requireRange(final Duration value, final String what) {
    if (value.compareTo(Duration.ofMillis(100)) < 0 || value.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(what + " is " + value + ": expected 100 milliseconds to an hour");
    }
    return value;
  }

  /**
   * Has the host told when this member has been out of touch with all others for so long
   * ({@link ClusterEvent.Fence}): it may then refuse work of users whose rights may have been taken elsewhere. Never
   * by default.
   *
   * @param outOfTouch at least a second; zero for never
   * @return this builder
   * @throws IllegalArgumentException if it is shorter, and not zero
   */
  public ClusterBuilder fenceAfter(final Duration outOfTouch) {
    if (!outOfTouch.isZero() && outOfTouch.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("outOfTouch is " + outOfTouch + ": expected a second or more, or zero");
    }
    fenceAfter = outOfTouch;
    return this;
  }

  /**
   * Sets what happens when kills were missed that no log has any more. By default everything that began before the last
   * of them is killed, so that nothing goes on that should not.
   *
   * @return this builder, with which that is only told ({@link ClusterEvent.Gap})
   */
  public ClusterBuilder gapsOnlyReported() {
    gapsKill = false;
    return this;
  }

  /**
   * Joins the cluster. Returns when all that the others know has been caught up with, or when nobody was found.
   *
   * @return the member; close it to leave
   * @throws ClusterException if the name is taken, the address cannot be had, it is no loopback address without TLS, or
   *     a store cannot be used; no thread and no socket is left behind
   * @throws IllegalStateException if there is no name
   * @throws InterruptedException if the thread is interrupted; nothing is left behind
   */
  public Cluster join() throws InterruptedException {
    if (name == null) {
      throw new IllegalStateException("a member needs a name");
    }
    return Cluster.join(this, name);
  }
}
