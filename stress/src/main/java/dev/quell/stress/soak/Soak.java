package dev.quell.stress.soak;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;

/**
 * Random work on a core for some time, checked all the while: {@code java -cp quell-stress.jar
 * dev.quell.stress.soak.Soak --seed N
 * --seconds N}. Ends with a summary, and with status 1 if anything was violated, or nothing done; the seed then repeats
 * the same choices, though not the same interleaving.
 *
 * <p>The work comes in rounds of a few seconds, see {@link Plan}; after each everything ends and is audited. Most
 * rounds share one core, which therefore lives as long as the soak and must not grow; those with limits or timeouts
 * have one of their own. A {@link HostCore} on the class path sets them up.
 */
public final class Soak {
  static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(4);
  /** Heap in use after a collection, when all has ended: how much above that of the first rounds is too much. */
  private static final long GROWTH_BYTES = 48L << 20;
  private static final int FIRST_ROUNDS = 6;
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MIB = 1 << 20;

  private final Violations violations = new Violations();
  private final Counts counts = new Counts();
  private final Stalls stalls = new Stalls();
  private final AtomicLong killNumber = new AtomicLong();
  private final long seed;
  private final Duration duration;
  private final HostCore host;
  private final Access access;
  private final Duration patience;
  private final PrintStream out;
  private final long start = System.nanoTime();
  private Subject shared;
  private int rounds;
  private long heapAtFirst;
  private long heapMost;
  private long heapLast;
  private int segments;
  private volatile Round round;
  private volatile boolean stopped;

  /**
   * @param host sets the cores up
   * @param access the way to the core, perhaps with a fault planted
   * @param patience how long to wait for what must come soon, and may come late on a busy machine
   */
  Soak(
      final long seed, final Duration duration, final HostCore host, final Access access, final Duration patience,
      final PrintStream out) {
    this.seed = seed;
    this.duration = duration;
    this.host = host;
    this.access = access;
    this.patience = patience;
    this.out = out;
  }

  public static void main(final String[] args) {
    System.exit(new CommandLine(new SoakCommand()).execute(args));
  }

  /** Whether there was work, and nothing was violated. */
  boolean passed() {
    return rounds > 0 && violations.count() == 0;
  }

  Violations violations() {
    return violations;
  }

  Counts counts() {
    return counts;
  }

  Stalls stalls() {
    return stalls;
  }

  Access access() {
    return access;
  }

  long patienceNanos() {
    return patience.toNanos();
  }

  AtomicLong killNumber() {
    return killNumber;
  }

  // ---- rounds

  void run(final long roundNanos) {
    out.printf(
        Locale.ROOT, "soak: seed %d, %d s, Java %s, %d processors, virtual threads: %s%n", seed, duration.toSeconds(),
        System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), Threads.areVirtualThere());
    shared = Subject.of(Plan.Kind.WILD, stalls, violations, host);
    while (violations.count() == 0 && System.nanoTime() - start < duration.toNanos()) {
      final long left = duration.toNanos() - (System.nanoTime() - start);
      round(Plan.of(rounds, seed), System.nanoTime() + Math.min(left, roundNanos));
      rounds++;
    }
    if (violations.count() == 0) {
      Closing.check(shared, violations, patienceNanos());
    }
    shared.close();
  }

  private void round(final Plan plan, final long until) {
    final boolean own = plan.kind() == Plan.Kind.EXPIRY || plan.kind() == Plan.Kind.LIMITS;
    final Subject subject = own ? Subject.of(plan.kind(), stalls, violations, host) : shared;
    final long runs = counts.runs.sum();
    final long kills = counts.kills.sum();
    final long began = System.nanoTime();
    new Round(plan, subject, this).run(until);
    LabelMemory.check(subject, violations, patienceNanos());
    if (own && violations.count() == 0) {
      Closing.check(subject, violations, patienceNanos());
      subject.close();
    }
    segments = Math.max(segments, subject.segments());
    measureHeap();
    final double seconds = (System.nanoTime() - began) / 1e9;
    out.printf(
        Locale.ROOT, "%5d s  round %d (%s): %.0f runs/s, %.0f kills/s, heap %d MiB, %d segments, violations %d%n",
        seconds(), rounds, plan, (counts.runs.sum() - runs) / seconds, (counts.kills.sum() - kills) / seconds,
        heapLast / MIB, subject.segments(), violations.count());
  }

  // ---- under a debugger

  /** The round that goes on; null before the first. */
  Round round() {
    return round;
  }

  /** Rounds on one core, until told to stop, all on platform threads, and nobody frozen but by the debugger. */
  void runUnderFreezer() {
    shared = Subject.of(Plan.Kind.WILD, stalls, violations, host);
    for (; !stopped && violations.count() == 0; rounds++) {
      final Round next = new Round(Plan.underFreezer(rounds, seed), shared, this);
      next.start(false);
      round = next;
      final long began = System.nanoTime();
      while (!stopped && System.nanoTime() - began < ROUND_NANOS) {
        LockSupport.parkNanos(ROUND_NANOS / 100);
      }
      next.end();
      segments = Math.max(segments, shared.segments());
    }
    shared.close();
  }

  /** Ends the work under a debugger. */
  void stop() {
    stopped = true;
  }

  // ---- memory

  private void measureHeap() {
    System.gc();
    heapLast = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    heapMost = Math.max(heapMost, heapLast);
    if (rounds < FIRST_ROUNDS) {
      heapAtFirst = Math.max(heapAtFirst, heapLast);
    } else if (heapLast > heapAtFirst + GROWTH_BYTES) {
      violations.add(
          "K8",
          "the heap has grown from " + heapAtFirst / MIB + " to " + heapLast / MIB + " MiB, and nothing is there");
    }
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
  }

  // ---- the summary

  void printSummary() {
    printWork();
    line("stalls", "%d threads frozen (%s); all others went on, %d times", stalls.count(), places(),
        counts.thaws.sum());
    line("memory",
        "heap after collection %d MiB at first, %d MiB at most, %d MiB at last; at most %d segments of slots",
        heapAtFirst / MIB, heapMost / MIB, heapLast / MIB, segments);
    printViolations();
    out.printf(Locale.ROOT, "violations: %d%s%n", violations.count(),
        violations.count() == 0 ? "" : "; repeat with --seed " + seed + " --seconds " + duration.toSeconds());
    if (rounds == 0) {
      out.println("failed: there was no round, so nothing was tested");
    }
  }

  /** Under a debugger: who is frozen is not for us to say, and the heap is not measured. */
  void printSummaryUnderFreezer() {
    printWork();
    printViolations();
    out.printf(Locale.ROOT, "violations: %d%n", violations.count());
  }

  private void printViolations() {
    violations.kept().forEach(violation -> out.println("VIOLATION " + violation));
  }

  private void printWork() {
    final double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    out.printf(Locale.ROOT, "%nsoak: %d rounds in %.0f s, seed %d%n", rounds, seconds, seed);
    line("operations", "%d, %.0f/s; %d killed, %d exempt, %d on virtual threads, %d polls", counts.runs.sum(),
        counts.runs.sum() / seconds, counts.killedRuns.sum(), counts.exemptRuns.sum(), counts.virtualRuns.sum(),
        counts.polls.sum());
    line("kills", "%d by pattern, %.0f/s; they claimed %d operations and %d cursors; %d had a cut-off",
        counts.kills.sum(),
        counts.kills.sum() / seconds, counts.claims.sum(), counts.cursorClaims.sum(), counts.cutOff.sum());
    line("waits", "%d, %d ended by a kill; %d callbacks, %d joined by others, %d deadlines passed",
        counts.waits.sum(), counts.waitsEndedByKill.sum(), counts.callbacks.sum(), counts.joins.sum(),
        counts.deadlineKills.sum());
    line("labels", "%d victims for their own labels; %d times were sessions given others", counts.labelledVictims.sum(),
        counts.relabels.sum());
    line("children", "%d, %d died with their parent, %d were born killed", counts.children.sum(),
        counts.childrenWithParent.sum(), counts.bornKilled.sum());
    line("references", "%d kills, %d of runs that were over; %d deadlines replaced", counts.refKills.sum(),
        counts.lateRefs.sum(), counts.deadlinesReplaced.sum());
    line("narrower", "%d kills, %d victims for their age", counts.narrowKills.sum(), counts.agedVictims.sum());
    line("told", "listeners of %d kills, %d times that all victims have stopped; %d callbacks by another thread",
        counts.tells.sum(), counts.stops.sum(), counts.callsByOthers.sum());
    line("cursors", "%d opened, %d closed, %d pins", counts.cursorsOpened.sum(), counts.cursorsClosed.sum(),
        counts.pins.sum());
    line("sessions", "%d ended by the host, %d seen to expire, %d refused, %d role changes, %d uses of stale ones",
        counts.sessionsEnded.sum(), counts.sessionsExpired.sum(), counts.refused.sum(), counts.roleChanges.sum(),
        counts.staleUses.sum());
    line("lists", "%d times listed, %d explained", counts.listings.sum(), counts.explanations.sum());
    line("checks",
        "K1 for %d operations (%d by role, %d by label, %d children) and %d cursors, sessions matched for %d kills",
        counts.complete.sum(), counts.completeByRole.sum(), counts.completeByLabel.sum(),
        counts.completeChildren.sum(), counts.completeCursors.sum(), counts.exact.sum());
  }

  private void line(final String what, final String format, final Object... arguments) {
    out.printf(Locale.ROOT, "  %-11s", what);
    out.printf(Locale.ROOT, format + "%n", arguments);
  }

  private String places() {
    final StringBuilder text = new StringBuilder();
    for (final Stalls.Place place : Stalls.Place.values()) {
      text.append(text.length() == 0 ? "" : ", ").append(place.name().toLowerCase(Locale.ROOT)).append(' ')
          .append(stalls.count(place));
    }
    return text.toString();
  }
}
