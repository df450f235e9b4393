package dev.quell.demo;

import dev.quell.server.ClusterOptions;
import dev.quell.server.QuellServer;
import dev.quell.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the servers of {@link MembersDemo}, a process of its own. Says at which port clients reach it and at which
 * address the other members do, and runs until its input ends: so it ends with the demo, however that ends.
 */
final class MemberMain {
  private MemberMain() {}

  /**
   * Runs it.
   *
   * @param arguments its name, and the addresses of other members
   */
  public static void main(final String... arguments) throws Exception {
    final List<String> peers = Stream.of(arguments).skip(1).toList();
    final ClusterOptions cluster =
        new ClusterOptions(arguments[0], "127.0.0.1", 0, peers, Optional.empty(), Duration.ofSeconds(10));
    final QuellServer server =
        new QuellServer(ServerOptions.builder().port(0).auth(true).cluster(cluster).build()).start();
    System.out.println(server.port() + " " + server.clusterAddress().orElseThrow());
    awaitEndOfInput();
    server.close();
    System.exit(0);
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // until it ends
    }
  }
}
