package dev.quell.bench.tail;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Question: how long from the call of a kill until its victim runs again, blocked in a wait of Quell's or polling?
 *
 * <p>Aim: 99 % of blocked victims within 100 us of the call (K9); the flag is up when the kill returns (K1), which is
 * looked at in every round before the victim may go on. Each round is one kill by uid, timed from its call; rounds are
 * a random pause apart, up to 200 us, so that the victim's processor may go idle. The limit, in the same run, is a
 * thread that is parked and unparked and nothing else: what the operating system, and a hypervisor, take to run it
 * again. While it waits for the victim the killer yields: if it span, a victim put behind it on the same processor
 * would wait for the end of its time slice, milliseconds later, and the benchmark would measure that. Refuted if p99 is
 * above 100 us, or, where the limit itself is, above twice the limit; or if one flag is down.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.tail.WakeLatency [rounds, 20000 unless given [most
 * p99 in us, 100 unless given]]}
 */
public final class WakeLatency {
  private static final int WARM_UP = 2_000;
  private static final int MOST_PAUSE_MICROS = 200;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Claims claims = new Claims("wake");
  private final KillCore core = KillCore.create();
  private final Owner owner = Owner.of("user", "shop");
  private final Session session = core.startSession(owner);
  private final Operation operation = core.operation();
  private final KillPattern pattern = KillPattern.owner(owner.uid());
  private final SplittableRandom random = new SplittableRandom(10);

  /**
   * Rounds that the victim has begun, rounds in which it saw the kill and when it saw the last, and rounds that the
   * killer has looked at.
   */
  private volatile int begun;

  private volatile int seen;
  private volatile long seenNanos;
  private volatile int lookedAt;

  private WakeLatency() {}

  public static void main(final String[] args) throws InterruptedException {
    final int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    final int mostMicros = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    new WakeLatency().run(rounds, mostMicros);
  }

  private void run(final int rounds, final int mostMicros) throws InterruptedException {
    measure("blocked", WARM_UP, WakeLatency::sleep);
    measure("polling", WARM_UP, WakeLatency::poll);
    measureLimit(WARM_UP);
    final Latencies limit = measureLimit(rounds);
    final Latencies blocked = measure("blocked", rounds, WakeLatency::sleep);
    final Latencies polling = measure("polling", rounds, WakeLatency::poll);
    print("parkedOnly", "call", limit.fromCall);
    print("blocked", rounds, blocked);
    print("polling", rounds, polling);
    final long most =
        Math.max(TimeUnit.MICROSECONDS.toNanos(mostMicros), 2 * limit.fromCall.getValueAtPercentile(99));
    claims.claim(
        blocked.fromCall.getValueAtPercentile(99) <= most,
        "p99 of blocked victims is above " + mostMicros
            + " us, and above twice that of a thread that is only unparked");
    claims.claim(blocked.flagsUp == rounds && polling.flagsUp == rounds, "a flag was down when the kill had returned");
    claims.claim(
        core.telemetry().operationsKilled() == 2L * (WARM_UP + rounds), "the core counts other kills than were made");
    core.close();
    claims.finish();
  }

  private interface Victim {
    void untilKilled(Operation operation) throws InterruptedException;
  }

  private static void sleep(final Operation operation) throws InterruptedException {
    try {
      operation.sleep(LONG);
      throw new IllegalStateException("nobody has killed the operation");
    } catch (final OperationKilledException e) {
      // what it waited for
    }
  }

  private static void poll(final Operation operation) {
    while (!operation.isKilled()) {
      Thread.onSpinWait();
    }
  }

  /** Times in nanoseconds, and in how many rounds the flag was up when the kill had returned. */
  private static final class Latencies {
    final Histogram fromCall = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    final Histogram fromReturn = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    int flagsUp;
  }

  private Latencies measure(final String name, final int rounds, final Victim victim) throws InterruptedException {
    final boolean blocked = name.equals("blocked");
    final Latencies measured = new Latencies();
    begun = 0;
    seen = 0;
    lookedAt = 0;
    final Thread thread = new Thread(() -> beVictim(rounds, victim), "victim");
    thread.setDaemon(true); // a killer that fails must not leave it sleeping
    thread.start();
    for (int round = 1; round <= rounds; round++) {
      while (begun < round || blocked && thread.getState() != Thread.State.TIMED_WAITING) {
        spin(thread);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_PAUSE_MICROS)));
      final long called = System.nanoTime();
      final long killed = core.kill(pattern).operationsKilled();
      measured.flagsUp += operation.isKilled() ? 1 : 0;
      final long returned = System.nanoTime();
      lookedAt = round;
      Checks.equal("operations killed", 1, killed);
      while (seen < round) {
        spin(thread);
      }
      measured.fromCall.recordValue(seenNanos - called);
      measured.fromReturn.recordValue(Math.max(0, seenNanos - returned));
      claims.progress("kills of a " + name + " victim", round, rounds);
    }
    thread.join();
    return measured;
  }

  /** How long a parked thread takes to run again after its unpark. */
  private Latencies measureLimit(final int rounds) throws InterruptedException {
    final Latencies measured = new Latencies();
    begun = 0;
    seen = 0;
    lookedAt = 0;
    final Thread thread = new Thread(() -> beParked(rounds), "parked");
    thread.setDaemon(true);
    thread.start();
    for (int round = 1; round <= rounds; round++) {
      while (begun < round || thread.getState() != Thread.State.TIMED_WAITING) {
        spin(thread);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_PAUSE_MICROS)));
      final long called = System.nanoTime();
      lookedAt = round;
      LockSupport.unpark(thread);
      while (seen < round) {
        spin(thread);
      }
      measured.fromCall.recordValue(seenNanos - called);
      claims.progress("unparks of a parked thread", round, rounds);
    }
    thread.join();
    return measured;
  }

  private void beParked(final int rounds) {
    for (int round = 1; round <= rounds; round++) {
      begun = round;
      while (lookedAt < round) {
        LockSupport.parkNanos(LONG.toNanos());
      }
      seenNanos = System.nanoTime();
      seen = round;
    }
  }

  private static void spin(final Thread victim) {
    Checks.that(victim.isAlive(), "the victim has failed");
    Thread.yield(); // the scheduler may have put the victim behind us on this very processor
  }

  private void beVictim(final int rounds, final Victim victim) {
    for (int round = 1; round <= rounds; round++) {
      session.begin(operation);
      begun = round;
      try {
        victim.untilKilled(operation);
      } catch (final InterruptedException e) {
        throw new IllegalStateException(e);
      }
      seenNanos = System.nanoTime();
      while (lookedAt < round) {
        Thread.onSpinWait();
      }
      operation.close();
      seen = round;
    }
  }

  private static void print(final String victim, final int rounds, final Latencies measured) {
    print(victim, "call", measured.fromCall);
    print(victim, "return", measured.fromReturn);
    Line.of("flag")
        .with("victim", victim)
        .with("rounds", rounds)
        .with("downAtReturn", rounds - measured.flagsUp)
        .print();
  }

  private static void print(final String victim, final String from, final Histogram nanos) {
    Line.of("wake")
        .with("victim", victim)
        .with("from", from)
        .with("rounds", nanos.getTotalCount())
        .with("p50us", nanos.getValueAtPercentile(50) / 1e3, 1)
        .with("p99us", nanos.getValueAtPercentile(99) / 1e3, 1)
        .with("p999us", nanos.getValueAtPercentile(99.9) / 1e3, 1)
        .with("maxus", nanos.getMaxValue() / 1e3, 1)
        .print();
  }
}
