package dev.quell.bench.tail;

import dev.quell.KillCore;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Question: does a kill of thousands of blocked threads claim them all before the first of them runs, and do they run
 * again no later than when they are only unparked?
 *
 * <p>Each victim is a platform thread that sleeps in Quell, in a session of its own. Rounds of the kill and rounds in
 * which the same threads are parked and unparked, one by one from one thread, take turns. Aims (K10): the last of 5,000
 * is claimed within a millisecond, and all are awake no later than those that are only unparked; medians over the
 * rounds.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.tail.WakeMany [victims, 5000 unless given [rounds, 15
 * unless given [anything: claim nothing about times]]]}
 */
public final class WakeMany {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final long STACK_BYTES = 1 << 18;
  private static final long MOST_CLAIM_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double NO_LATER = 1.1; // what two series of unparks differ by, on a machine with other guests

  private final Claims claims = new Claims("wakeMany");
  private final KillCore core = KillCore.create();
  private final int victims;
  private final int rounds;
  private final boolean claimsTimes;
  private final Thread[] threads;
  private final long[] awakeNanos;
  /** All victims and the killer meet before each round and after it. */
  private final Phaser turns;
  private volatile boolean go;

  private WakeMany(final int victims, final int rounds, final boolean claimsTimes) {
    this.victims = victims;
    this.rounds = rounds;
    this.claimsTimes = claimsTimes;
    this.threads = new Thread[victims];
    this.awakeNanos = new long[victims];
    this.turns = new Phaser(victims + 1);
  }

  public static void main(final String[] args) throws InterruptedException {
    final int victims = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    final int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    new WakeMany(victims, rounds, args.length < 3).run();
  }

  private void run() throws InterruptedException {
    for (int i = 0; i < victims; i++) {
      final int number = i;
      threads[i] = new Thread(null, () -> beVictim(number), "victim-" + i, STACK_BYTES);
      threads[i].setDaemon(true);
      threads[i].start();
    }
    final long[] claim = new long[rounds];
    final long[] returned = new long[rounds];
    final long[] killed = new long[rounds];
    final long[] unparked = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      awaitBlocked();
      final long called = System.nanoTime();
      final KillReport report = core.kill();
      returned[round] = System.nanoTime() - called;
      claim[round] = report.claimDuration().toNanos();
      Checks.equal("operations killed", victims, report.operationsKilled());
      killed[round] = lastAwake(called);

      go = false;
      awaitBlocked();
      final long started = System.nanoTime();
      go = true;
      for (final Thread thread : threads) {
        LockSupport.unpark(thread);
      }
      unparked[round] = lastAwake(started);
      claims.progress("rounds", round + 1, rounds);
    }
    print(median(claim), median(returned), median(killed), median(unparked));
    core.close();
    claims.finish();
  }

  private void print(final long claim, final long returned, final long killed, final long unparked) {
    Line.of("wakeMany")
        .with("victims", victims)
        .with("rounds", rounds)
        .with("claimedus", claim / 1e3, 0)
        .with("returnedus", returned / 1e3, 0)
        .with("lastAwakeus", killed / 1e3, 0)
        .with("lastOnlyUnparkedus", unparked / 1e3, 0)
        .print();
    if (!claimsTimes) {
      return;
    }
    claims.claim(claim <= MOST_CLAIM_NANOS, "the last victim was claimed after more than a millisecond");
    claims.claim(killed <= NO_LATER * unparked, "the victims were awake later than threads that are only unparked");
  }

  /** Lets a round begin, and waits until every victim is blocked. */
  private void awaitBlocked() throws InterruptedException {
    turns.arriveAndAwaitAdvance();
    for (final Thread thread : threads) {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Checks.that(thread.isAlive(), "a victim has failed");
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  /** Waits until every victim is awake; answers when the last one was. */
  private long lastAwake(final long startedNanos) {
    turns.arriveAndAwaitAdvance();
    return Arrays.stream(awakeNanos).map(awake -> awake - startedNanos).max().orElseThrow();
  }

  private void beVictim(final int number) {
    final Operation operation = core.operation();
    final Owner owner = Owner.of("user" + number, "shop");
    for (int round = 0; round < rounds; round++) {
      turns.arriveAndAwaitAdvance();
      core.begin(operation, 0, number, owner, "");
      try {
        operation.sleep(LONG);
      } catch (final OperationKilledException e) {
        awakeNanos[number] = System.nanoTime();
      } catch (final InterruptedException e) {
        throw new IllegalStateException(e);
      }
      operation.close();
      turns.arriveAndAwaitAdvance();

      turns.arriveAndAwaitAdvance();
      do {
        LockSupport.parkNanos(LONG.toNanos());
      } while (!go);
      awakeNanos[number] = System.nanoTime();
      turns.arriveAndAwaitAdvance();
    }
  }

  private static long median(final long[] of) {
    final long[] sorted = of.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
