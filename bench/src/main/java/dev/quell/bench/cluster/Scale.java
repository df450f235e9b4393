package dev.quell.bench.cluster;

import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Claims;
import dev.quell.cluster.ClusterReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * A cluster that grows, each member a process: the kill until all have answered, and what may limit it.
 *
 * <p>The processes are small ({@link #JVM}), and share the machine's processors: with 50 of them the wait for a
 * processor is most of a kill. They start a few at a time, each lot when the one before has joined: 25 at once on two
 * processors take so long for each step that connections are given up before they are made.
 */
final class Scale {
  /** A heap for 50 members and 4,000 kills, each of which names all members: about 16 MB of it is the log. */
  private static final List<String> JVM =
      List.of("-Xmx96m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  private static final int WARM_UP = 300;
  private static final int AT_ONCE = 4;
  private static final long MOST_NANOS_TO_MEET = 60_000_000_000L;

  private final Claims claims;
  private final int kills;
  private final long idleMillis;

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
          start(others, Math.min(AT_ONCE, size - 1 - others.size()), caller);
        }
        awaitAll(caller, size);
        final double joinSeconds = (System.nanoTime() - began) / 1e9;
        measure(caller, others, size, joinSeconds);
      }
    } finally {
      others.forEach(NodeProcess::close);
    }
  }

  /** Starts so many more, and waits until these have joined. */
  private static void start(final List<NodeProcess> others, final int more, final ClusterNode caller)
      throws IOException {
    final List<NodeProcess> lot = new ArrayList<>();
    for (int i = 0; i < more; i++) {
      final NodeProcess next = new NodeProcess(
          "m" + (others.size() + 1), caller.cluster.address().getPort(), 0, ClusterNode.MEMBER_ONLY, JVM);
      others.add(next);
      lot.add(next);
    }
    for (final NodeProcess each : lot) {
      each.awaitReady();
    }
  }

  /** A kill reaches all, or says whom not. */
  private void awaitAll(final ClusterNode caller, final int size) throws InterruptedException {
    final long began = System.nanoTime();
    ClusterReport report = caller.cluster.kill(ClusterNode.OF_ALICE);
    while (report.answered().size() < size && System.nanoTime() - began < MOST_NANOS_TO_MEET) {
      Thread.sleep(20);
      report = caller.cluster.kill(ClusterNode.OF_ALICE);
    }
    claims.claim(
        report.answered().size() == size,
        "of " + size + " members " + report.answered().size() + " answer a minute after the last has joined");
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
