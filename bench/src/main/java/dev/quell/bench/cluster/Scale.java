package dev.quell.bench.cluster;

import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Claims;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * A cluster that grows, each member a process: the kill until all have answered, and what may limit it.
 *
 * <p>The processes are small ({@link #JVM}), and alone on this machine's processors only together: with 50 of them the
 * wait for a processor is most of a kill.
 */
final class Scale {
  private static final List<String> JVM =
      List.of("-Xmx64m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  private static final int WARM_UP = 300;

  private final Claims claims;
  private final int kills;
  private final long idleMillis;
  private int ready;

  Scale(final Claims claims, final int kills, final long idleMillis) {
    this.claims = claims;
    this.kills = kills;
    this.idleMillis = idleMillis;
  }

  /** @param sizes how many members, one after another, growing */
  void measure(final List<Integer> sizes) throws IOException, InterruptedException {
    final List<NodeProcess> others = new ArrayList<>();
    try (ClusterNode caller = new ClusterNode("m0", 0, 0, null, false, (member, message, self) -> {})) {
      for (final int size : sizes) {
        final long began = System.nanoTime();
        while (others.size() < size - 1) {
          others.add(
              new NodeProcess(
                  "m" + (others.size() + 1), caller.cluster.address().getPort(), 0, ClusterNode.MEMBER_ONLY, JVM));
        }
        for (final NodeProcess other : others.subList(ready, others.size())) {
          other.awaitReady();
        }
        ready = size - 1;
        while (caller.cluster.kill(ClusterNode.OF_ALICE).answered().size() < size) {
          Thread.sleep(20);
        }
        final double joinSeconds = (System.nanoTime() - began) / 1e9;
        measure(caller, others, size, joinSeconds);
      }
    } finally {
      others.forEach(NodeProcess::close);
    }
  }

  private void measure(
      final ClusterNode caller, final List<NodeProcess> others, final int size, final double joinSeconds)
      throws InterruptedException {
    final Histogram times = new Histogram(3);
    int complete = 0;
    for (int i = -WARM_UP; i < kills; i++) {
      final long began = System.nanoTime();
      final int answered = caller.cluster.kill(ClusterNode.OF_ALICE).answered().size();
      if (i >= 0) {
        times.recordValue(System.nanoTime() - began);
        complete += answered == size ? 1 : 0;
      }
      claims.progress("kills, " + size + " members", Math.max(0, i), kills);
    }
    final String cluster = size + "members";
    ClusterKills.addTo(Line.of("scaleKill").with("cluster", cluster), times)
        .with("incomplete", kills - complete).print();

    final long[] before = others.stream().mapToLong(other -> other.cpu().toNanos()).toArray();
    final long received = caller.cluster.telemetry().messagesReceived();
    final long began = System.nanoTime();
    Thread.sleep(idleMillis);
    final double seconds = (System.nanoTime() - began) / 1e9;
    final List<Double> shares = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      shares.add((others.get(i).cpu().toNanos() - before[i]) / 1e7 / seconds);
    }
    shares.sort(null);
    Line.of("scale")
        .with("cluster", cluster)
        .with("joinSeconds", joinSeconds, 1)
        .with("mebibytesOfAProcess", median(others, NodeProcess::kibibytes) / 1024.0, 1)
        .with("threadsOfAProcess", median(others, NodeProcess::threads))
        .with("socketsOfAProcess", median(others, NodeProcess::sockets))
        .with("idleMessagesPerSecond", (caller.cluster.telemetry().messagesReceived() - received) / seconds, 1)
        .with("idlePercentOfACore", shares.get(shares.size() / 2), 2)
        .print();
  }

  private static long median(final List<NodeProcess> others, final ToLongFunction<NodeProcess> value) {
    return others.stream().mapToLong(value).sorted().skip(others.size() / 2).findFirst().orElse(0);
  }
}
