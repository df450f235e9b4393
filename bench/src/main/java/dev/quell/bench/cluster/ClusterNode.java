package dev.quell.bench.cluster;

import dev.quell.KillCore;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One process of the measurement: a member of a cluster, and beside it a bare engine that sends back what it receives.
 * Arguments: its name, the port of another member and of another engine or 0, and the directory of the stores or
 * {@code plain}. It says both its ports and runs until its input ends.
 */
final class ClusterNode implements AutoCloseable {
  static final String PASSWORD = "changeit";

  final KillCore core = KillCore.create();
  final Cluster cluster;
  final JGroupsEngine echo;

  ClusterNode(
      final String name,
      final int memberPort,
      final int echoPort,
      final @Nullable Path stores,
      final @Nullable Consumer<String> heard)
      throws InterruptedException {
    final ClusterBuilder builder = Cluster.of(core).name(name).bind("127.0.0.1", 0).peers(peers(memberPort))
        .joinTimeout(Duration.ofSeconds(10));
    if (stores != null) {
      builder.tls(stores.resolve("keys"), stores.resolve("trust"), PASSWORD.toCharArray());
    }
    cluster = builder.join();
    echo = JGroupsEngine.open(
        new EngineSettings(
            name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(peers(echoPort)),
            stores == null
                ? null : Tls.context(stores.resolve("keys"), stores.resolve("trust"), PASSWORD.toCharArray())),
        refusal -> {});
    echo.start(
        new Engine.Listener() {
          @Override
          public void received(final String member, final byte[] message) {
            if (heard == null) {
              echo.send(member, message);
            } else {
              heard.accept(member);
            }
          }

          @Override
          public void hint(final String member, final boolean lives) {}
        });
  }

  private static String[] peers(final int port) {
    return Stream.of(port).filter(given -> given != 0).map(given -> "127.0.0.1:" + given).toArray(String[]::new);
  }

  /** Runs until its input ends. */
  public static void main(final String... arguments) throws InterruptedException, IOException {
    final Path stores = arguments[3].equals("plain") ? null : Path.of(arguments[3]);
    try (ClusterNode node =
        new ClusterNode(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), stores, null)) {
      System.out.println("node " + node.cluster.address().getPort() + " " + node.echo.address().getPort());
      while (System.in.read() >= 0) {
        // until it ends
      }
    }
  }

  @Override
  public void close() {
    echo.close();
    cluster.close();
    core.close();
  }
}
