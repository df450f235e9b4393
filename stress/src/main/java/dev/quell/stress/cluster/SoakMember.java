package dev.quell.stress.cluster;

import dev.quell.KillCore;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.KillTrigger;
import dev.quell.cluster.Cluster;
import dev.quell.cluster.ClusterBuilder;
import dev.quell.cluster.ClusterEvent;
import dev.quell.cluster.ClusterException;
import dev.quell.cluster.ClusterMember;
import dev.quell.cluster.ClusterTelemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One process of the soak: a member with load and kills of its own, which tells all that happens. It does what it reads
 * line by line, and ends when there is nothing more to read.
 */
public final class SoakMember {
  static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final long PACE_MILLIS = 6;
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int LOADS = 2;
  private static final int KILLERS = 2;

  private final Tape tape = new Tape();
  private final Life life;
  private final Lie lie;
  private final SplittableRandom random;
  private final KillCore core = KillCore.create();
  private final Cluster cluster;
  private final MemberKills kills;
  private final List<MemberLoad> loads = new ArrayList<>();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(SoakMember::daemon);
  private final Queue<Future<?>> lies = new ConcurrentLinkedQueue<>();
  private volatile boolean works;
  private volatile boolean hasRoles;

  private SoakMember(final Settings settings) throws InterruptedException {
    life = settings.life;
    lie = settings.lie;
    random = new SplittableRandom(settings.seed);
    tape.start();
    core.addListener(this::killed);
    cluster = join(settings);
    cluster.addListener(this::happened);
    tape.add("joined", System.nanoTime());
    tape.answer(cluster.address().getAddress().getHostAddress() + ":" + cluster.address().getPort());
    kills = new MemberKills(cluster, tape, life);
    for (int i = 0; i < LOADS; i++) {
      loads.add(new MemberLoad(core, tape, lie, random.nextLong()));
    }
  }

  /** What the driver gives on the command line, in this order. */
  record Settings(Life life, String host, int port, String peers, String stores, Lie lie, long seed) {
    List<String> arguments() {
      return List.of(
          life.toString(), host, Integer.toString(port), peers, stores, lie.toString(), Long.toString(seed));
    }

    static Settings parse(final String... arguments) {
      return new Settings(
          Life.parse(arguments[0]), arguments[1], Integer.parseInt(arguments[2]), arguments[3], arguments[4],
          Lie.valueOf(arguments[5]), Long.parseLong(arguments[6]));
    }
  }

  private Cluster join(final Settings settings) throws InterruptedException {
    final ClusterBuilder builder = Cluster.of(core)
        .name(life.member())
        .bind(settings.host, settings.port)
        .timeout(TIMEOUT)
        .peers(settings.peers.isEmpty() ? new String[0] : settings.peers.split(",", -1));
    if (!settings.stores.isEmpty()) {
      final Path stores = Path.of(settings.stores);
      builder.tls(Stores.keys(stores), Stores.trusted(stores), Stores.PASSWORD.toCharArray());
    }
    while (true) {
      try {
        return builder.join();
      } catch (final ClusterException e) {
        if (e.reason() != ClusterException.Reason.NAME_TAKEN) {
          throw e;
        }
        tape.add("event", "refused", "its name is taken"); // nobody has noticed yet that the old life is over
        Thread.sleep(100);
      }
    }
  }

  /** Runs until its input ends. */
  public static void main(final String... arguments) throws Exception {
    final SoakMember member = new SoakMember(Settings.parse(arguments));
    member.start();
    member.obey();
    member.cluster.close();
    member.core.close();
    member.tape.close();
    System.exit(0);
  }

  private static Thread daemon(final Runnable task) {
    final Thread thread = new Thread(task, "soak");
    thread.setDaemon(true);
    return thread;
  }

  // ---- what it does

  private interface Step {
    void run() throws InterruptedException;
  }

  private void start() {
    for (final MemberLoad load : loads) {
      repeat(() -> {
        Thread.sleep(PACE_MILLIS);
        if (works) {
          load.step();
        } else {
          load.look();
        }
      });
    }
    for (int i = 0; i < KILLERS; i++) {
      final SplittableRandom mine = random.split();
      repeat(() -> {
        Thread.sleep(100 + mine.nextInt(500));
        if (works) {
          kills.any(mine);
        }
      });
    }
    final SplittableRandom mine = random.split();
    repeat(() -> {
      Thread.sleep(200 + mine.nextInt(800));
      if (works && hasRoles) {
        kills.roles(mine);
      }
    });
    repeat(new Watch());
  }

  private void repeat(final Step step) {
    daemon(() -> {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          step.run();
        }
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (final RuntimeException e) {
        tape.threw(e);
      }
    }).start();
  }

  /** Notices when the process has stood still. */
  private final class Watch implements Step {
    private long last = System.nanoTime();

    @Override
    public void run() throws InterruptedException {
      Thread.sleep(20);
      final long now = System.nanoTime();
      if (now - last > STALL_NANOS) {
        tape.add("stall", last, now);
      }
      last = now;
    }
  }

  // ---- what it hears

  private void killed(final KillReport report) {
    if (report.trigger() != KillTrigger.PATTERN) {
      return;
    }
    final String reason = report.request().reason();
    tape.add(
        "applied", reason.isEmpty() ? "none" : reason.replace(' ', '_'), System.nanoTime(),
        report.operationsKilled(), report.cursorsKilled());
    if (lie == Lie.AGAIN && reason.startsWith("K.") && !Life.named(reason).equals(life)
        && report.request().cutOff().isPresent()) {
      final KillRequest again = KillRequest.of(report.request().patterns()).reason(reason);
      lies.add(later.schedule(() -> core.kill(again), 300, TimeUnit.MILLISECONDS));
    }
  }

  private void happened(final ClusterEvent event) {
    if (event instanceof ClusterEvent.Gap gap) {
      tape.add("event", "gap", gap.origin(), gap.missed());
    } else if (event instanceof ClusterEvent.NameTaken taken) {
      tape.add("event", "taken", taken.what());
    } else if (event instanceof ClusterEvent.LateKill) {
      tape.add("event", "late", "kill");
    }
  }

  // ---- what it is told

  private void obey() throws IOException {
    final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      final String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "work" -> work(words[1]);
        case "rest" -> works = false;
        case "members" -> tape.answer(members());
        case "end" -> end();
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  /** With owners of all these lives. */
  private void work(final String lives) {
    final List<String> owners = new ArrayList<>();
    for (final String each : lives.split(",", -1)) {
      for (int i = 0; i < Owners.CHANGING; i++) {
        owners.add(Owners.changing(Life.parse(each), i));
      }
    }
    for (final String owner : owners) {
      for (int i = 0; i < Owners.SESSIONS; i++) {
        loads.get(0).session(owner, i);
      }
      tape.add("anchored", owner, System.nanoTime());
      if (lie == Lie.ROLES && !Life.named(owner).equals(life)) {
        lies.add(later.scheduleAtFixedRate(
            () -> core.replaceRoles(Owners.of(owner)), 0, 5, TimeUnit.MILLISECONDS));
      }
    }
    loads.forEach(load -> load.also(owners));
    hasRoles = List.of(lives.split(",", -1)).contains(life.toString());
    works = true;
  }

  private String members() {
    return cluster.members().stream()
        .filter(member -> member.state() != ClusterMember.State.MISSING)
        .map(ClusterMember::name)
        .sorted()
        .collect(Collectors.joining(","));
  }

  private void end() {
    loads.forEach(MemberLoad::endAll);
    final ClusterTelemetry telemetry = cluster.telemetry();
    System.gc();
    tape.add(
        "state", telemetry.logEntries(), telemetry.logBytes(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    tape.answer("ended");
  }
}
