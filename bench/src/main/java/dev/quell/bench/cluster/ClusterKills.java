package dev.quell.bench.cluster;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.cluster.ClusterReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long does a kill take until all of three processes on this machine have answered, next to the bare round trip of
 * the engine that carries it, plainly and with TLS? And what if one is stopped, how soon does it catch up, what does a
 * member cost when idle?
 *
 * <p><b>How:</b> kills and bare round trips by turns in one run, 500 each. The bare one sends as many bytes as a kill
 * has to both other processes, whose reader threads send them back.
 *
 * <p><b>Refuted</b> if the median of kills is more than 1.5 times that of bare round trips.
 *
 * <p>Run with {@code java -cp quell-bench.jar dev.quell.bench.cluster.ClusterKills [turns]}, 20 unless given. It prints
 * one measurement a line, and exits with 1 if the claim does not hold.
 */
public final class ClusterKills {
  private static final Owner ALICE = Owner.of("alice", "admin");
  private static final KillPattern OF_ALICE = KillPattern.owner(ALICE.uid());
  private static final int A_TURN = 500;
  private static final int MESSAGE_BYTES = 300;
  private static final double AIM = 1.5;

  private final int turns;
  private boolean holds = true;

  private ClusterKills(final int turns) {
    this.turns = turns;
  }

  /** Runs all. */
  public static void main(final String... arguments) throws Exception {
    final ClusterKills all = new ClusterKills(arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]));
    final Path stores = makeStores();
    all.measure("plain", null);
    all.measure("tls", stores);
    System.exit(all.holds ? 0 : 1);
  }

  private void measure(final String mode, final @Nullable Path stores) throws Exception {
    final AtomicInteger missing = new AtomicInteger();
    final Thread caller = Thread.currentThread();
    try (ClusterNode a =
        new ClusterNode(
            "a", 0, 0, stores, member -> {
              if (missing.decrementAndGet() == 0) {
                LockSupport.unpark(caller);
              }
            })) {
      final Child b = new Child("b", a, stores);
      final Child c = new Child("c", a, stores);
      try {
        b.awaitReady();
        c.awaitReady();
        while (a.cluster.kill(OF_ALICE).answered().size() < 3 || !reach(a)) {
          Thread.sleep(10);
        }
        roundTrips(mode, a, missing);
        inFlight(mode, a);
        if (stores == null) {
          System.out.printf(
              Locale.ROOT, "log bytes_per_entry=%d%n",
              a.cluster.telemetry().logBytes() / Math.max(1, a.cluster.telemetry().logEntries()));
          idle(b);
          beginAndEnd(a);
          stopped(a, c);
        }
      } finally {
        b.process.destroyForcibly();
        c.process.destroyForcibly();
      }
    }
  }

  private static boolean reach(final ClusterNode a) {
    return a.echo.send("b", new byte[1]) && a.echo.send("c", new byte[1]);
  }

  private void roundTrips(final String mode, final ClusterNode a, final AtomicInteger missing) {
    final Histogram kills = new Histogram(3);
    final Histogram bare = new Histogram(3);
    final byte[] message = new byte[MESSAGE_BYTES];
    for (int turn = -turns / 2; turn < turns; turn++) { // a third to warm up
      if (turn == 0) {
        kills.reset();
        bare.reset();
      }
      for (int i = 0; i < A_TURN; i++) {
        final long began = System.nanoTime();
        a.cluster.kill(OF_ALICE);
        kills.recordValue(System.nanoTime() - began);
      }
      for (int i = 0; i < A_TURN; i++) {
        final long began = System.nanoTime();
        missing.set(2);
        a.echo.send("b", message);
        a.echo.send("c", message);
        while (missing.get() > 0 && System.nanoTime() - began < 1_000_000_000) {
          LockSupport.parkNanos(1_000_000_000);
        }
        bare.recordValue(System.nanoTime() - began);
      }
    }
    print("kill", mode, kills);
    print("bare", mode, bare);
    final double ratio = (double) kills.getValueAtPercentile(50) / bare.getValueAtPercentile(50);
    holds &= ratio <= AIM;
    System.out.printf(Locale.ROOT, "ratio mode=%s medians=%.2f aim=%.1f%n", mode, ratio, AIM);
  }

  private static void print(final String what, final String mode, final Histogram times) {
    System.out.printf(
        Locale.ROOT, "%s mode=%s count=%d p50_us=%.1f p99_us=%.1f p999_us=%.1f max_us=%.1f%n", what, mode,
        times.getTotalCount(), times.getValueAtPercentile(50) / 1e3, times.getValueAtPercentile(99) / 1e3,
        times.getValueAtPercentile(99.9) / 1e3, times.getMaxValue() / 1e3);
  }

  private static void inFlight(final String mode, final ClusterNode a) throws InterruptedException {
    final LongAdder done = new LongAdder();
    final AtomicBoolean stop = new AtomicBoolean();
    final List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      final Thread caller = new Thread(() -> {
        while (!stop.get()) {
          a.cluster.kill(OF_ALICE);
          done.increment();
        }
      });
      callers.add(caller);
      caller.start();
    }
    final long began = System.nanoTime();
    Thread.sleep(3_000);
    stop.set(true);
    final double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(Locale.ROOT, "in_flight mode=%s callers=32 kills_per_s=%.0f%n", mode, done.sum() / seconds);
    for (final Thread caller : callers) {
      caller.join();
    }
  }

  private static void idle(final Child child) throws InterruptedException {
    Thread.sleep(1_000);
    final Duration before = child.process.info().totalCpuDuration().orElse(Duration.ZERO);
    Thread.sleep(10_000);
    final Duration after = child.process.info().totalCpuDuration().orElse(Duration.ZERO);
    System.out.printf(
        Locale.ROOT, "idle process_percent_of_a_core=%.2f%n", after.minus(before).toNanos() / 10e9 * 100);
  }

  private static void beginAndEnd(final ClusterNode a) {
    try (KillCore alone = KillCore.create()) {
      final List<Double> ratios = new ArrayList<>();
      for (int turn = 0; turn < 9; turn++) {
        ratios.add((double) beginAndEnd(a.core) / beginAndEnd(alone));
      }
      ratios.sort(null);
      System.out.printf(Locale.ROOT, "begin_end member_to_alone=%.2f%n", ratios.get(ratios.size() / 2));
    }
  }

  private static long beginAndEnd(final KillCore core) {
    final Session session = core.session(UUID.randomUUID(), ALICE);
    final Operation operation = core.operation();
    final long began = System.nanoTime();
    for (int i = 0; i < 5_000_000; i++) {
      session.begin(operation, "work");
      operation.close();
    }
    return System.nanoTime() - began;
  }

  /** One is stopped: kills return at their deadline first, and soon once it is known to be silent. */
  private static void stopped(final ClusterNode a, final Child c) throws Exception {
    c.signal("STOP");
    final List<ClusterReport> reports = new ArrayList<>();
    final long stopped = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      final long began = System.nanoTime();
      reports.add(a.cluster.kill(OF_ALICE));
      System.out.printf(
          Locale.ROOT, "stopped after_ms=%.0f kill_ms=%.1f unanswered=%s%n", (began - stopped) / 1e6,
          (System.nanoTime() - began) / 1e6, reports.get(i).unanswered());
    }
    Thread.sleep(1_000);
    c.signal("CONT");
    final long resumed = System.nanoTime();
    for (final ClusterReport report : reports) {
      report.await(Duration.ofSeconds(30));
    }
    System.out.printf(Locale.ROOT, "resumed caught_up_ms=%.1f%n", (System.nanoTime() - resumed) / 1e6);
  }

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
    if (new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
        .waitFor() != 0) {
      throw new IOException("keytool failed: " + command);
    }
  }

  /** Another process. */
  private static final class Child {
    private final Process process;

    Child(final String name, final ClusterNode a, final @Nullable Path stores) throws IOException {
      process = new ProcessBuilder(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
          System.getProperty("java.class.path"), ClusterNode.class.getName(), name,
          Integer.toString(a.cluster.address().getPort()), Integer.toString(a.echo.address().getPort()),
          stores == null ? "plain" : stores.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    void awaitReady() throws IOException {
      process.inputReader().readLine();
    }

    void signal(final String name) throws IOException, InterruptedException {
      final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      kill.waitFor(10, TimeUnit.SECONDS);
    }
  }
}
