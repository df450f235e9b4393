package dev.quell.bench.cluster;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import dev.quell.cluster.ClusterReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long does a kill take until all of three processes on this machine have answered, next to the bare round trip of
 * the engine that carries it, and to mongos's rule on the same engine ({@link MongosRule}), plainly and with TLS? And
 * what if one is stopped, how soon does it catch up, what does a member cost when idle, and what becomes of it all with
 * 10, 25 and 50 processes ({@link Scale})?
 *
 * <p><b>How:</b> kills, mongos's rule and bare round trips by turns in one run, 500 each. The messages are as long as
 * those of a kill. Bare round trips are sent back by the reader threads of the other processes.
 *
 * <p><b>Refuted</b> if the median of kills is more than 1.5 times that of bare round trips, if a kill takes longer than
 * its deadline while a member is stopped, or if a member takes a second to catch up.
 *
 * <p>Run with {@code java -cp quell-bench.jar dev.quell.bench.cluster.ClusterKills [--smoke]}; it takes less than three
 * minutes, of which mongos's rule waits one for a stopped process.
 */
public final class ClusterKills {
  private static final Owner ALICE = Owner.of("alice", "admin");
  private static final int A_TURN = 500;
  private static final int MESSAGE_BYTES = 300;
  private static final double AIM = 1.5;
  private static final double AIM_P999_US = 10_000;
  private static final long SECOND = 1_000_000_000;
  private static final List<String> OTHERS = List.of("b", "c");

  private final Claims claims = new Claims("clusterKills");
  private final MongosRule rule = new MongosRule(MESSAGE_BYTES);
  private final boolean smoke;

  private ClusterKills(final boolean smoke) {
    this.smoke = smoke;
  }

  /** Runs all. */
  public static void main(final String... arguments) throws Exception {
    Checks.that(
        arguments.length == 0 || arguments.length == 1 && arguments[0].equals("--smoke"),
        "expected --smoke or nothing");
    final ClusterKills all = new ClusterKills(arguments.length == 1);
    all.measure("plain", null);
    if (!all.smoke) {
      all.measure("tls", makeStores());
    }
    System.exit(all.claims.verdict());
  }

  private void measure(final String mode, final @Nullable Path stores) throws Exception {
    final String how = stores == null ? ClusterNode.PLAIN : stores.toString();
    try (
        ClusterNode a =
            new ClusterNode("a", 0, 0, stores, true, (member, message, self) -> rule.heard(member, message));
        NodeProcess b = other("b", a, how);
        NodeProcess c = other("c", a, how)) {
      b.awaitReady();
      c.awaitReady();
      while (a.cluster.kill(ClusterNode.OF_ALICE).answered().size() < 3
          || !rule.bare(a, OTHERS, SECOND / 10).isEmpty()) {
        Thread.sleep(10);
      }
      roundTrips(mode, a);
      inFlight(mode, a);
      if (stores == null) {
        Line.of("clusterLog")
            .with(
                "bytesPerEntry",
                a.cluster.telemetry().logBytes() / Math.max(1, a.cluster.telemetry().logEntries()))
            .print();
        idle(b);
        beginAndEnd(a);
        stoppedForAMoment(a, c);
        stopped(a, c);
      }
    }
  }

  private static NodeProcess other(final String name, final ClusterNode a, final String how) throws IOException {
    return new NodeProcess(name, a.cluster.address().getPort(), a.enginePort(), how, List.of());
  }

  // ---- all are there

  private interface Trip {
    boolean go();
  }

  private void roundTrips(final String mode, final ClusterNode a) {
    final Histogram kills = new Histogram(3);
    final Histogram mongos = new Histogram(3);
    final Histogram bare = new Histogram(3);
    final int turns = smoke ? 1 : 20;
    boolean complete = true;
    for (int turn = -turns / 2; turn < turns; turn++) { // a third to warm up
      if (turn == 0) {
        Stream.of(kills, mongos, bare).forEach(Histogram::reset);
      }
      complete &= turn(kills, () -> a.cluster.kill(ClusterNode.OF_ALICE).answered().size() == 3);
      complete &= turn(mongos, () -> rule.kill(a, OTHERS, 60 * SECOND).isEmpty());
      complete &= turn(bare, () -> rule.bare(a, OTHERS, SECOND).isEmpty());
      claims.progress("turns, " + mode, Math.max(0, turn), turns);
    }
    addTo(Line.of("clusterKill").with("rule", "quell").with("mode", mode), kills).print();
    addTo(Line.of("clusterKill").with("rule", "mongos").with("mode", mode), mongos).print();
    addTo(Line.of("clusterKill").with("rule", "bareRoundTrip").with("mode", mode), bare).print();
    final double ratio = (double) kills.getValueAtPercentile(50) / bare.getValueAtPercentile(50);
    Line.of("clusterRatio").with("mode", mode).with("medianToBare", ratio, 2).print();
    if (!smoke) {
      claims.claim(complete, "somebody has not answered, " + mode);
      claims.claim(ratio <= AIM, "the median is more than 1.5 times the bare round trip, " + mode);
      claims.claim(kills.getValueAtPercentile(99.9) / 1e3 <= AIM_P999_US, "p99.9 is more than 10 ms, " + mode);
    }
  }

  private static boolean turn(final Histogram times, final Trip trip) {
    boolean complete = true;
    for (int i = 0; i < A_TURN; i++) {
      final long began = System.nanoTime();
      complete &= trip.go();
      times.recordValue(System.nanoTime() - began);
    }
    return complete;
  }

  static Line addTo(final Line line, final Histogram times) {
    return line.with("count", times.getTotalCount())
        .with("p50us", times.getValueAtPercentile(50) / 1e3, 1)
        .with("p99us", times.getValueAtPercentile(99) / 1e3, 1)
        .with("p999us", times.getValueAtPercentile(99.9) / 1e3, 1)
        .with("maxus", times.getMaxValue() / 1e3, 1);
  }

  private void inFlight(final String mode, final ClusterNode a) throws InterruptedException {
    final LongAdder done = new LongAdder();
    final AtomicBoolean stop = new AtomicBoolean();
    final List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      final Thread caller = new Thread(() -> {
        while (!stop.get()) {
          a.cluster.kill(ClusterNode.OF_ALICE);
          done.increment();
        }
      });
      callers.add(caller);
      caller.start();
    }
    final long began = System.nanoTime();
    Thread.sleep(smoke ? 200 : 3_000);
    stop.set(true);
    final double seconds = (System.nanoTime() - began) / 1e9;
    Line.of("clusterInFlight").with("mode", mode).with("callers", 32).with("killsPerSecond", done.sum() / seconds, 0)
        .print();
    for (final Thread caller : callers) {
      caller.join();
    }
  }

  // ---- what it costs

  /** A member, and a process with a core alone, in the same seconds. */
  private void idle(final NodeProcess member) throws IOException, InterruptedException {
    try (NodeProcess alone = new NodeProcess("alone", 0, 0, ClusterNode.CORE_ONLY, List.of())) {
      alone.awaitReady();
      Thread.sleep(smoke ? 100 : 2_000);
      final List<NodeProcess> both = List.of(member, alone);
      final List<Duration> before = both.stream().map(NodeProcess::cpu).toList();
      final long began = System.nanoTime();
      Thread.sleep(smoke ? 500 : 10_000);
      final double nanos = System.nanoTime() - began;
      Line.of("clusterIdle")
          .with("memberPercentOfACore", member.cpu().minus(before.get(0)).toNanos() / nanos * 100, 2)
          .with("coreAlonePercentOfACore", alone.cpu().minus(before.get(1)).toNanos() / nanos * 100, 2)
          .print();
    }
  }

  private void beginAndEnd(final ClusterNode a) {
    try (KillCore alone = KillCore.create()) {
      final List<Double> ratios = new ArrayList<>();
      double on = Double.MAX_VALUE;
      double off = Double.MAX_VALUE;
      for (int turn = 0; turn < (smoke ? 1 : 15); turn++) {
        final double member = beginAndEnd(a.core);
        final double core = beginAndEnd(alone);
        on = Math.min(on, member);
        off = Math.min(off, core);
        ratios.add(member / core);
      }
      ratios.sort(null);
      Line.of("clusterBeginEnd").with("memberns", on, 2).with("alonens", off, 2)
          .with("ratio", ratios.get(ratios.size() / 2), 3).print();
    }
  }

  private double beginAndEnd(final KillCore core) {
    final Session session = core.session(UUID.randomUUID(), ALICE);
    final Operation operation = core.operation();
    final int times = smoke ? 10_000 : 5_000_000;
    final long began = System.nanoTime();
    for (int i = 0; i < times; i++) {
      session.begin(operation, "work");
      operation.close();
    }
    return (double) (System.nanoTime() - began) / times;
  }

  // ---- one is stopped

  private void stoppedForAMoment(final ClusterNode a, final NodeProcess c) throws Exception {
    final Histogram times = new Histogram(3);
    for (int i = 0; i < (smoke ? 1 : 10); i++) {
      c.signal("STOP");
      final ClusterReport report =
          a.cluster.killAsync(KillRequest.of(ClusterNode.OF_ALICE)).toCompletableFuture().join();
      c.signal("CONT");
      final long resumed = System.nanoTime();
      report.await(Duration.ofSeconds(30));
      times.recordValue(System.nanoTime() - resumed);
    }
    addTo(Line.of("clusterCatchUp").with("stopped", "untilTheDeadline"), times).print();
    if (!smoke) {
      claims.claim(times.getMaxValue() <= SECOND, "it took more than a second to catch up");
    }
  }

  /** Kills return at their deadline first, and soon once it is known to be silent; mongos's wait for a minute. */
  private void stopped(final ClusterNode a, final NodeProcess c) throws Exception {
    c.signal("STOP");
    final long stopped = System.nanoTime();
    final CompletableFuture<Set<String>> mongos = new CompletableFuture<>();
    final long perHost = smoke ? SECOND : 60 * SECOND;
    new Thread(() -> {
      final Set<String> failed = rule.kill(a, OTHERS, perHost);
      print("mongos", stopped, 0, failed);
      mongos.complete(failed);
    }).start();
    final List<ClusterReport> reports = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      final long began = System.nanoTime();
      reports.add(a.cluster.kill(ClusterNode.OF_ALICE));
      print("quell", began, began - stopped, Set.copyOf(reports.get(i).unanswered()));
      if (!smoke) {
        claims.claim(System.nanoTime() - began < 2.1 * SECOND, "a kill has returned after its deadline");
      }
    }
    new Scale(claims, smoke ? 20 : 1_000, smoke ? 100 : 3_000).measure(smoke ? List.of(4) : List.of(10, 25, 50));
    mongos.join();
    c.signal("CONT");
    final long resumed = System.nanoTime();
    for (final ClusterReport report : reports) {
      report.await(Duration.ofSeconds(30));
    }
    final long took = System.nanoTime() - resumed;
    Line.of("clusterCatchUp").with("stopped", "forAMinute").with("maxus", took / 1e3, 1).print();
    if (!smoke) {
      claims.claim(took <= SECOND, "after a minute it took more than a second to catch up");
    }
  }

  private static void print(final String rule, final long began, final long after, final Set<String> failed) {
    Line.of("clusterStopped").with("rule", rule).with("afterms", after / 1e6, 0)
        .with("killms", (System.nanoTime() - began) / 1e6, 1).with("unanswered", String.join("+", failed)).print();
  }

  // ---- TLS

  private static Path makeStores() throws IOException, InterruptedException {
    final Path directory = Files.createTempDirectory("quell-stores");
    final String keys = directory.resolve("keys").toString();
    final String trust = directory.resolve("trust").toString();
    final String certificate = directory.resolve("certificate").toString();
    keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=a", "-keystore", keys);
    keytool("-exportcert", "-alias", "a", "-file", certificate, "-keystore", keys);
    keytool("-importcert", "-noprompt", "-alias", "a", "-file", certificate, "-keystore", trust);
    return directory;
  }

  private static void keytool(final String... arguments) throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", ClusterNode.PASSWORD));
    final Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("keytool failed: " + command);
    }
  }
}
