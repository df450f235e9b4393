package dev.quell.stress.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A cluster of processes under faults, checked all the while: {@code java -cp quell-stress.jar
 * dev.quell.stress.cluster.ClusterSoak --minutes N --seed S --members M}. Ends with a summary, and with status 1 if
 * anything was violated; the seed repeats the choices, not the interleaving.
 *
 * <p>The work comes in rounds. In each, members work and kill; something is done to some of them; all is healed; they
 * work on for a moment, rest, and have time to catch up; all that is left is looked at and ended; {@link Checker}
 * judges.
 */
public final class ClusterSoak {
  private static final long MILLI = 1_000_000;
  private static final int LONG_ROUND_EVERY = 25;
  /** A round in which work grows old before the faults, so that a kill that comes late must not spare it (C2). */
  private static final int OLD_ROUND_EVERY = 4;
  private static final int OLD_MILLIS = 8_000;
  private static final String HOSTS = "hosts";
  /** It has the addresses of all members, as a headless service of Kubernetes has. */
  private static final String NAME = "members.soak";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Books books = new Books();
  private final Violations violations = new Violations();
  private final Counts counts = new Counts();
  private final Checker checker = new Checker(books, violations, counts);
  private final List<Long> catchUps = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final long seed;
  private final Duration duration;
  private final Duration patience;
  private final Network network;
  private final SplittableRandom random;
  private final Faults faults;
  private final PrintStream out;
  private String stores = "";
  private long start;
  private int rounds;

  /**
   * @param lies what each member does wrong
   * @param patience how long to wait for what must come soon, and may come late on a busy machine
   * @param jvm options of the members' processes
   */
  ClusterSoak(
      final long seed, final Duration duration, final List<Lie> lies, final Network network, final Duration patience,
      final List<String> jvm, final PrintStream out) {
    this.seed = seed;
    this.duration = duration;
    this.patience = patience;
    this.network = network;
    this.out = out;
    random = new SplittableRandom(seed);
    for (int i = 0; i < lies.size(); i++) {
      members.add(new Member(i, lies.get(i), books, violations, jvm));
    }
    faults = new Faults(this, network, members, random.split());
  }

  public static void main(final String[] args) {
    System.exit(new CommandLine(new ClusterSoakCommand()).execute(args));
  }

  static ClusterSoak sound(final long seed, final Duration duration, final int members, final Network network) {
    return new ClusterSoak(
        seed, duration, Stream.generate(() -> Lie.NONE).limit(members).toList(), network, PATIENCE,
        List.of("-Xmx256m"), System.out);
  }

  Books books() {
    return books;
  }

  Counts counts() {
    return counts;
  }

  Violations violations() {
    return violations;
  }

  /** Whether there was work, and nothing was violated. */
  boolean passed() {
    return rounds > 0 && violations.isEmpty();
  }

  // ---- rounds

  void run() throws IOException, InterruptedException {
    out.printf(
        Locale.ROOT, "cluster soak: seed %d, %d s, %d members, Java %s, %d processors%n", seed, duration.toSeconds(),
        members.size(), System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
    network.lacks().forEach((harm, why) -> out.println("SKIPPED: no " + harm + ": " + why));
    final Path directory = Files.createTempDirectory("quell-soak");
    final Thread last = new Thread(() -> members.forEach(Member::destroy), "last");
    Runtime.getRuntime().addShutdownHook(last);
    try {
      setUp(directory);
      while (violations.isEmpty() && System.nanoTime() - start < duration.toNanos()) {
        round();
        rounds++;
      }
    } catch (final IllegalStateException e) {
      violations.add("hangs", e.getMessage());
    } finally {
      for (final Member member : members) {
        if (violations.isEmpty()) {
          member.end();
        } else {
          member.destroy();
        }
      }
      network.close();
      Runtime.getRuntime().removeShutdownHook(last);
      delete(directory);
    }
  }

  private void setUp(final Path directory) throws IOException, InterruptedException {
    if (!network.host(0).startsWith("127.")) {
      Stores.make(directory);
      stores = directory.toString();
      Files.write(
          directory.resolve(HOSTS), members.stream().map(member -> network.host(member.index) + " " + NAME).toList());
    }
    for (final Member member : members) {
      start(member);
      if (network.port() == 0 || member == members.get(members.size() - 1)) {
        member.awaitJoined();
      }
    }
    if (network.port() != 0) {
      for (final Member member : members.subList(0, members.size() - 1)) {
        member.awaitJoined();
      }
    }
    awaitTogether();
    start = System.nanoTime();
  }

  private static void delete(final Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (final Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** Starts a process of this member, which looks for all others: by one name for all, if there are stores. */
  void start(final Member member) throws IOException {
    final boolean byName = !stores.isEmpty();
    final String peers = byName ? NAME + ":" + network.port()
        : members.stream().filter(other -> other != member).map(Member::address)
            .filter(address -> address != null)
            .collect(Collectors.joining(","));
    member.start(
        network, peers, stores, byName ? List.of("-Djdk.net.hosts.file=" + Path.of(stores, HOSTS)) : List.of(),
        seed * 1_000 + member.index * 100L);
  }

  /** Has a member work, with owners of all that live. */
  void work(final Member member) throws IOException {
    member.tell("work " + members.stream().filter(Member::isAlive).map(Member::toString)
        .collect(Collectors.joining(",")));
  }

  private void round() throws IOException, InterruptedException {
    final long began = System.nanoTime();
    final int before = catchUps.size();
    final Round round = new Round();
    final String what = round.run();
    final long lag = catchUps.size() == before ? 0 : catchUps.get(before);
    for (final Member member : members) {
      if (!member.ask("end").equals("ended")) {
        throw new IllegalStateException(member + " does not end");
      }
    }
    checker.check(began, round.disturbed);
    books.lives().forEach(checker::cursors);
    bounds();
    final long kills = books.kills().size();
    books.endRound();
    out.printf(
        Locale.ROOT, "%5d s  round %d (%s): %.1f s, %d kills, caught up after %d ms, violations %s%n",
        seconds(), rounds, what, (System.nanoTime() - began) / 1e9, kills, lag, violations.counts());
  }

  private void bounds() {
    for (final LifeBook life : books.lives()) {
      counts.most("entries in a log", life.logEntries);
      counts.most("bytes in a log", life.logBytes);
      counts.most("MiB of heap of a member", life.heapBytes >> 20);
      if (life.logEntries > 100_100 || life.logBytes > 66L << 20) {
        violations.add(
            "C5 bounded", life.life + " keeps " + life.logEntries + " entries, " + life.logBytes + " bytes");
      }
      counts.most("longest stall of the machine, ms", life.longestStall() / MILLI);
    }
  }

  /** What is done in one round. */
  private final class Round {
    private final StringBuilder what = new StringBuilder();
    private long disturbed;

    String run() throws IOException, InterruptedException {
      for (final Member member : members) {
        work(member);
      }
      final boolean isOld = rounds % OLD_ROUND_EVERY == OLD_ROUND_EVERY - 1;
      Thread.sleep((isOld ? OLD_MILLIS : 300) + random.nextInt(600));
      final long committed = System.nanoTime();
      commit();
      final boolean isLong = rounds % LONG_ROUND_EVERY == LONG_ROUND_EVERY - 1;
      Thread.sleep(isLong ? 61_000 + random.nextInt(10_000) : 600 + random.nextInt(isOld ? 600 : 3_400));
      if (!isOld && random.nextInt(3) == 0) {
        commit();
        Thread.sleep(300 + random.nextInt(1_500));
      }
      faults.heal();
      final long healed = System.nanoTime();
      disturbed = healed - committed;
      Thread.sleep(800 + random.nextInt(1_000));
      for (final Member member : members) {
        member.tell("rest");
      }
      await(() -> !books.isAnythingOpen()); // the checker finds what is open still
      awaitTogether();
      caughtUp(healed);
      return what.toString();
    }

    private void commit() throws IOException, InterruptedException {
      final Fault fault = faults.draw();
      what.append(what.length() == 0 ? "" : " and ").append(fault);
      faults.commit(fault);
    }
  }

  /** The last kill that was called before all was healed and that somebody has heard of only after. */
  private void caughtUp(final long healed) {
    long last = 0;
    for (final KillBook kill : books.kills()) {
      if (kill.called < healed) {
        for (final LifeBook life : books.lives()) {
          for (final LifeBook.Applied applied : life.applied.getOrDefault(kill.reason, List.of())) {
            last = Math.max(last, applied.at() - healed);
          }
        }
      }
    }
    if (last > 0) {
      catchUps.add(last / MILLI);
    }
  }

  private void awaitTogether() throws InterruptedException {
    if (!await(this::doAllSeeAll)) {
      violations.add("C2 caught up", "not all members have seen all others for " + patience.toSeconds() + " s");
    }
  }

  private boolean await(final BooleanSupplier condition) throws InterruptedException {
    final long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > patience.toNanos() || !violations.isEmpty()) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  private boolean doAllSeeAll() {
    final String all = members.stream().map(member -> member.name).collect(Collectors.joining(","));
    try {
      for (final Member member : members) {
        if (!member.ask("members").equals(all)) {
          return false;
        }
      }
    } catch (final IOException e) {
      return false;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
  }

  void printSummary() {
    out.printf(
        Locale.ROOT, "%ncluster soak: %d rounds in %d s, seed %d, %d members%n", rounds, seconds(), seed,
        members.size());
    new Summary(counts, catchUps, books.lives().size(), out).print();
    for (final String violation : violations.kept()) {
      out.println("VIOLATION " + violation);
    }
    final Map<String, Integer> all = violations.counts();
    out.printf(Locale.ROOT, "violations: %s%n", all.isEmpty() ? "0" : all + "; repeat with --seed " + seed);
    if (rounds == 0) {
      out.println("failed: there was no round, so nothing was tested");
    }
  }
}
