package dev.quell.bench.cluster;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.cluster.Cluster;
import dev.quell.cluster.ClusterBuilder;
import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.jgroups.EngineSettings;
import dev.quell.cluster.jgroups.JGroupsEngine;
import dev.quell.cluster.jgroups.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One process of the measurement: a member of a cluster, and alongside, if wanted, a bare engine that sends back what
 * it receives, and kills first if that is {@link MongosRule}'s. Arguments: its name, the port of another member and of
 * another engine or 0, and the directory of the stores, or a word: {@link #PLAIN}, {@link #MEMBER_ONLY} or {@link
 * #CORE_ONLY}. It says both its ports and runs until its input ends.
 */
final class ClusterNode implements AutoCloseable {
  static final String PLAIN = "plain";
  /** Without the bare engine. */
  static final String MEMBER_ONLY = "member";
  /** Without a cluster at all. */
  static final String CORE_ONLY = "core";
  static final String PASSWORD = "changeit";
  static final KillPattern OF_ALICE = KillPattern.owner(Owner.of("alice", "admin").uid());

  final KillCore core;
  final Cluster cluster;
  final @Nullable JGroupsEngine engine;

  ClusterNode(
      final String name, final int memberPort, final int enginePort, final @Nullable Path stores,
      final boolean hasEngine, final Heard heard)
      throws InterruptedException {
    core = KillCore.create();
    final ClusterBuilder builder = Cluster.of(core).name(name).bind("127.0.0.1", 0).peers(peers(memberPort))
        .joinTimeout(Duration.ofSeconds(30));
    if (stores != null) {
      builder.tls(stores.resolve("keys"), stores.resolve("trust"), PASSWORD.toCharArray());
    }
    cluster = builder.join();
    engine = hasEngine ? open(name, enginePort, stores, heard) : null;
  }

  /** What is done with what comes to the bare engine. */
  interface Heard {
    void from(String member, byte[] message, ClusterNode self);
  }

  private JGroupsEngine open(
      final String name, final int port, final @Nullable Path stores, final Heard heard) {
    final JGroupsEngine bare = JGroupsEngine.open(
        new EngineSettings(
            name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(peers(port)),
            stores == null
                ? null : Tls.context(stores.resolve("keys"), stores.resolve("trust"), PASSWORD.toCharArray())),
        refusal -> {});
    bare.start(
        new Engine.Listener() {
          @Override
          public void received(final String member, final byte[] message) {
            heard.from(member, message, ClusterNode.this);
          }

          @Override
          public void hint(final String member, final boolean lives) {}
        });
    return bare;
  }

  private static String[] peers(final int port) {
    return Stream.of(port).filter(given -> given != 0).map(given -> "127.0.0.1:" + given).toArray(String[]::new);
  }

  boolean send(final String member, final byte[] message) {
    return engine != null && engine.send(member, message);
  }

  int enginePort() {
    return engine == null ? 0 : engine.address().getPort();
  }

  private static void answer(final String member, final byte[] message, final ClusterNode self) {
    if (MongosRule.isKill(message)) {
      self.core.kill(OF_ALICE);
    }
    self.send(member, message);
  }

  /** Runs until its input ends. */
  public static void main(final String... arguments) throws InterruptedException, IOException {
    final String how = arguments[3];
    if (how.equals(CORE_ONLY)) {
      final KillCore alone = KillCore.create();
      System.out.println("node 0 0");
      awaitEnd();
      alone.close();
      return;
    }
    final Path stores = how.equals(PLAIN) || how.equals(MEMBER_ONLY) ? null : Path.of(how);
    try (ClusterNode node = new ClusterNode(
        arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), stores,
        !how.equals(MEMBER_ONLY), ClusterNode::answer)) {
      System.out.println("node " + node.cluster.address().getPort() + " " + node.enginePort());
      awaitEnd();
    }
  }

  private static void awaitEnd() throws IOException {
    while (System.in.read() >= 0) {
      // until it ends
    }
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
    cluster.close();
    core.close();
  }
}
