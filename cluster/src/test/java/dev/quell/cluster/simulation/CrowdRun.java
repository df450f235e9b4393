package dev.quell.cluster.simulation;

import static dev.quell.cluster.simulation.Crowd.SECOND;

import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberOutcome.State;
import dev.quell.cluster.simulation.Traffic.Sum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Has a crowd live through what matters: it comes together, idles, kills, is joined, and is cut apart and heals. */
final class CrowdRun {
  private static final int FIRST_PEERS = 3;
  private static final long CUT = 7 * SECOND / 2;
  private static final long PATIENCE = 60 * SECOND;

  private final Crowd crowd;
  private final int size;
  private final Consumer<String> log;
  private final LongSupplier usedBytes;

  /**
   * @param log told each figure, in words
   * @param usedBytes what the heap holds
   */
  CrowdRun(final int size, final long seed, final Consumer<String> log, final LongSupplier usedBytes) {
    this.crowd = new Crowd(seed);
    this.size = size;
    this.log = log;
    this.usedBytes = usedBytes;
  }

  private CrowdMember member(final int index) {
    return crowd.members.get(index);
  }

  /**
   * What one member does in a second when nothing happens.
   *
   * @param messages that it sends
   * @param bytes that they take
   * @param pings the part that only says that it lives
   * @param processorNanos of the whole process: the protocol, its codec, the simulation and the collector
   */
  record Idle(double messages, double bytes, double pings, double processorNanos) {}

  /**
   * A kill.
   *
   * @param answered how many have answered when it returned, the caller included
   * @param returnNanos until it returned
   * @param sent all messages for it, by all
   * @param logBytes what it takes in the log of each, by the log's own account
   */
  record Kill(long answered, long returnNanos, Sum sent, long logBytes) {}

  /**
   * How something spread.
   *
   * @param nanos until the last had all
   * @param sent by all until then, of everything
   */
  record Spread(long nanos, Sum sent) {}

  /** Until each is in touch with all; each was told of a few of those before it. */
  long comeTogether() {
    final long before = usedBytes.getAsLong();
    for (int i = 0; i < size; i++) {
      final List<CrowdMember> some = new ArrayList<>();
      for (int j = 0; j < FIRST_PEERS && i > 0; j++) {
        some.add(member(crowd.world.random.nextInt(i)));
      }
      crowd.start(some);
    }
    final long took =
        crowd.runUntil(() -> crowd.members.stream().allMatch(each -> each.inTouch() == size), PATIENCE);
    log.accept(text("all %d know all others after %,d ms", size, took / World.MILLI));
    crowd.run(SECOND);
    final long held = usedBytes.getAsLong() - before;
    log.accept(text("the state of a member takes %,d KB", held / size >> 10));
    return took;
  }

  Idle idle(final int seconds) {
    crowd.traffic.begin();
    final long began = processorNanos();
    crowd.run(seconds * SECOND);
    final double each = (double) size * seconds;
    final Sum all = crowd.traffic.all();
    final Idle idle = new Idle(
        all.messages() / each, all.bytes() / each, crowd.traffic.of(Body.Ping.class).messages() / each,
        (processorNanos() - began) / each);
    log.accept(
        text(
            "idle, each second, each member: %.1f messages, %.1f of them pings, and %.0f bytes; %.2f %% of a core",
            idle.messages, idle.pings, idle.bytes, idle.processorNanos / 1e7));
    return idle;
  }

  private static long processorNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  Kill kill() {
    final long held = usedBytes.getAsLong();
    final CrowdMember caller = member(crowd.world.random.nextInt(size));
    final long logBytes = caller.protocol.counts().logBytes();
    crowd.traffic.begin();
    final long called = crowd.world.now();
    final EntryId id = caller.kill();
    crowd.runUntil(() -> caller.returnedAt >= 0 && all(id), PATIENCE);
    final Sum sent = crowd.traffic.of(Body.Deliver.class).plus(crowd.traffic.of(Body.Answer.class))
        .plus(crowd.traffic.of(Body.Pull.class));
    final Kill kill = new Kill(
        caller.outcomes.stream().filter(each -> each.state() == State.ANSWERED).count(), caller.returnedAt - called,
        sent, caller.protocol.counts().logBytes() - logBytes);
    log.accept(
        text(
            "kill: %d answered; %,d messages, %,d bytes, %,d bytes in each log, %,d bytes of each heap",
            kill.answered, sent.messages(), sent.bytes(), kill.logBytes,
            (usedBytes.getAsLong() - held) / size));
    return kill;
  }

  private boolean all(final EntryId id) {
    return crowd.members.stream().allMatch(each -> each.hasDone(id));
  }

  /** The caller reaches one in a hundred, and those reach all. */
  Spread relay() {
    final CrowdMember caller = member(0);
    final int reached = Math.max(1, size / 100);
    crowd.traffic.begin();
    crowd.cut((one, other) -> one == caller && other.index > reached);
    final EntryId id = caller.kill();
    final long took = crowd.runUntil(() -> all(id), PATIENCE);
    crowd.heal();
    crowd.run(SECOND);
    log.accept(text("a kill that reached %d directly has reached all after %,d ms", reached, took / World.MILLI));
    return new Spread(took, crowd.traffic.all());
  }

  /** So many are cut off for longer than until they are taken for silent, with kills on both sides. */
  Spread partition(final int cutOff, final int kills) {
    crowd.cut((one, other) -> one.index < cutOff && other.index >= cutOff);
    crowd.run(CUT);
    final List<EntryId> called = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      called.add(member(0).kill());
      called.add(member(size - 1).kill());
    }
    crowd.run(SECOND / 2);
    crowd.traffic.begin();
    crowd.heal();
    final long took = crowd.runUntil(() -> called.stream().allMatch(this::all), PATIENCE);
    final Spread spread = new Spread(took, crowd.traffic.all());
    final Sum digests = crowd.traffic.of(Body.Digest.class);
    log.accept(
        text(
            "%d cut off from %d for 4 s, %d kills on each side: all have all %,d ms after the heal; %,d messages and"
                + " %,d bytes by then, %,d and %,d of them digests",
            cutOff, size - cutOff, kills, took / World.MILLI, spread.sent.messages(), spread.sent.bytes(),
            digests.messages(), digests.bytes()));
    crowd.runUntil(() -> crowd.members.stream().allMatch(each -> each.inTouch() == size), PATIENCE);
    return spread;
  }

  /** One more comes, and all make connections to it. */
  Spread join() {
    crowd.traffic.begin();
    final CrowdMember fresh = crowd.start(List.copyOf(crowd.members));
    final long joined = crowd.runUntil(() -> fresh.joined, PATIENCE);
    crowd.runUntil(() -> crowd.members.stream().allMatch(each -> each.inTouch() == size + 1), PATIENCE);
    final Sum digests = crowd.traffic.of(Body.Digest.class);
    log.accept(
        text(
            "one more has joined after %,d ms; until all know it %,d digests with %,d bytes go between all",
            joined / World.MILLI, digests.messages(), digests.bytes()));
    return new Spread(joined, crowd.traffic.all());
  }

  @SuppressWarnings("AnnotateFormatMethod") // a library for one private method
  private static String text(final String format, final Object... values) {
    return String.format(java.util.Locale.ROOT, format, values);
  }
}
