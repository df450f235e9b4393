package dev.quell.bench.deadline;

import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Question: what do pending deadlines cost while they wait, how late is one that passes, and how long does it take
 * until many that pass at once are all dealt with?
 *
 * <p>Aim: the agent with a million pending deadlines takes at most one per cent of a processor more than with none.
 * With a million pending, 99 % of deadlines are dealt with within two milliseconds, and a hundred thousand that fall
 * due at one moment within 20. Refuted if one is not met by Quell; its rivals have no aim.
 *
 * <p>What is pending has deadlines of ten to twenty minutes. Deadlines of 500 ms and of 1.5 s are measured apart: Quell
 * reads the exact clock for the first and adds a millisecond to the second. A deadline is due when the time has passed
 * that it was given, counted from the call. What is over is looked for without pause, so this needs two processors.
 * While the hundred thousand are dealt with, others of one millisecond come, one after another: they show how long the
 * agent's other work has to wait. The processor time of the agent is from when the last is armed until the last is
 * over; a busy machine shows in the difference.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.deadline.Deadlines subject [most pending, 1000000
 * unless given [at once, 100000 unless given [seconds of each look at the processor time, 5 unless given [loosely]]]]}
 * where {@code loosely} claims no times, and waits less between probes and before bursts
 */
public final class Deadlines {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int PENDING_MS = 600_000;
  private static final int LEAST = 10_000;
  private static final int PROBES = 2_000;
  private static final long PROBE_EVERY_NANOS = 1_370_000; // in no step with anybody's ticks
  private static final long PROBE_EVERY_NANOS_LOOSELY = 137_000;
  private static final int WARM_UPS = 5;
  private static final long FILING_MS = 1_000;
  private static final long FILING_MS_LOOSELY = 100;
  private static final long BURST_NANOS = 900 * MS;
  private static final long MOST_SHARE = 1;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final SplittableRandom random = new SplittableRandom(5);
  private final Claims claims = new Claims("deadlines");
  private final String subject;
  private final int most;
  private final int atOnce;
  private final int seconds;
  private final boolean loosely;
  private final Mortals mortals;

  private Deadlines(
      final String subject, final int most, final int atOnce, final int seconds, final boolean loosely) {
    this.subject = subject;
    this.most = most;
    this.atOnce = atOnce;
    this.seconds = seconds;
    this.loosely = loosely;
    this.mortals = Mortals.named(subject, most + Math.max(PROBES, atOnce + 1));
  }

  public static void main(final String[] args) throws InterruptedException {
    Checks.that(args.length > 0, "name a subject: " + Mortals.QUELL + " or one of " + Timers.NAMES);
    new Deadlines(
        args[0], argument(args, 1, 1_000_000), argument(args, 2, 100_000), argument(args, 3, 5), args.length > 4)
        .run();
  }

  private static int argument(final String[] args, final int i, final int otherwise) {
    return args.length > i ? Integer.parseInt(args[i]) : otherwise;
  }

  private void run() throws InterruptedException {
    lateness("warm-up", 500 * MS);
    final double idle = share(0);
    int pending = 0;
    double share = idle;
    for (int size = Math.min(most, LEAST); size <= most; size *= 10) {
      for (; pending < size; pending++) {
        mortals.arm(pending, (PENDING_MS + random.nextInt(PENDING_MS)) * MS);
      }
      share = share(pending);
    }
    final Histogram late = lateness("500ms", 500 * MS);
    final Histogram later = lateness("1500ms", 1_500 * MS);
    for (int i = 0; i < (loosely ? 1 : WARM_UPS); i++) {
      burst(false);
    }
    final double millis = burst(true);
    if (subject.equals(Mortals.QUELL) && !loosely) {
      claims.claim(share - idle <= MOST_SHARE, "a million pending take " + (share - idle) + " % of a processor");
      claims.claim(late.getValueAtPercentile(99) <= 2 * MS, "p99 of deadlines of 500 ms is above 2 ms");
      claims.claim(later.getValueAtPercentile(99) <= 2 * MS, "p99 of deadlines of 1.5 s is above 2 ms");
      claims.claim(millis <= 20, atOnce + " at once took " + millis + " ms");
    }
    if (subject.equals(Mortals.QUELL)) {
      claims.claim(late.getMinValue() > 0, "one was early");
    }
    mortals.close();
    claims.finish();
  }

  /** How many per cent of a processor the agent takes while so many are pending. */
  private double share(final int pending) throws InterruptedException {
    Thread.sleep(loosely ? FILING_MS_LOOSELY : FILING_MS); // for what has to be filed
    final long before = threads.getThreadCpuTime(mortals.agent().getId());
    final long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    final long taken = threads.getThreadCpuTime(mortals.agent().getId()) - before;
    final double share = 100.0 * taken / (System.nanoTime() - start);
    Line.of("pending")
        .with("subject", subject)
        .with("pending", name(pending))
        .with("usPerSecond", 1e4 * share, 0)
        .print();
    return share;
  }

  /** A word, because figures are told apart by words. */
  private static String name(final int count) {
    return count == 0 ? "none" : count < 1_000_000 ? count / 1_000 + "k" : count / 1_000_000 + "M";
  }

  /** Arms and watches one after another, each of this length. */
  private Histogram lateness(final String name, final long nanos) {
    final Histogram late = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    final long[] due = new long[PROBES];
    final long every = loosely ? PROBE_EVERY_NANOS_LOOSELY : PROBE_EVERY_NANOS;
    final long start = System.nanoTime();
    long early = 0;
    int armed = 0;
    for (int over = 0; over < PROBES;) {
      final long now = System.nanoTime();
      if (armed < PROBES && now - start >= armed * every) {
        due[armed] = now + nanos;
        mortals.arm(most + armed, nanos);
        armed++;
      }
      if (over < armed && mortals.isOver(most + over)) {
        final long lateBy = System.nanoTime() - due[over];
        early += lateBy < 0 ? 1 : 0;
        late.recordValue(Math.max(0, lateBy));
        mortals.disarm(most + over);
        over++;
      }
      Thread.onSpinWait();
    }
    Line.of("lateness")
        .with("subject", subject)
        .with("deadline", name)
        .with("early", early)
        .with("p50us", late.getValueAtPercentile(50) / 1e3, 0)
        .with("p99us", late.getValueAtPercentile(99) / 1e3, 0)
        .with("maxus", late.getMaxValue() / 1e3, 0)
        .print();
    return late;
  }

  /** So many fall due at one moment. Returns how many milliseconds later the last is over. */
  private double burst(final boolean printed) {
    final int count = atOnce;
    final long due = System.nanoTime() + BURST_NANOS;
    for (int i = 0; i < count; i++) {
      mortals.arm(most + i, due - System.nanoTime());
    }
    Checks.that(System.nanoTime() < due, "to arm " + count + " took longer than they were to wait");
    final long before = threads.getThreadCpuTime(mortals.agent().getId());
    final int probe = most + count;
    long probeDue = 0;
    long mostLate = 0;
    for (int over = 0; over < count;) {
      final long now = System.nanoTime();
      if (probeDue == 0) {
        probeDue = now + MS;
        mortals.arm(probe, MS);
      } else if (mortals.isOver(probe)) {
        mostLate = Math.max(mostLate, now - probeDue);
        mortals.disarm(probe);
        probeDue = 0;
      }
      while (over < count && mortals.isOver(most + over)) {
        over++;
      }
    }
    final double millis = (System.nanoTime() - due) / 1e6;
    final long taken = threads.getThreadCpuTime(mortals.agent().getId()) - before;
    mortals.disarm(probe);
    for (int i = 0; i < count; i++) {
      mortals.disarm(most + i);
    }
    if (printed) {
      Line.of("burst")
          .with("subject", subject)
          .with("atOnce", name(count))
          .with("lastus", 1e3 * millis, 0)
          .with("agentus", taken / 1e3, 0)
          .with("othersMaxus", mostLate / 1e3, 0)
          .print();
    }
    return millis;
  }
}
