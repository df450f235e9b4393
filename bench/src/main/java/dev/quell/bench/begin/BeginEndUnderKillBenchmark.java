package dev.quell.bench.begin;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import dev.quell.bench.setup.Walk;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: does a thread that begins and ends operations notice that another kills without pause?
 *
 * <p>Aim: {@code uidsWorker} (kills of one owner after another) and {@code allWorker} (of everything, again and again)
 * at least 95 % as fast as {@code spinWorker}, where the other thread computes and touches nothing: that takes the same
 * share of power and processor as a killer. {@code alone} has the machine to itself. {@code in=own} works in one
 * session, {@code in=random} finds a random one by its UUID each time.
 *
 * <p>Refuted if {@code spinWorker} divided by {@code uidsWorker} or by {@code allWorker} is below 0.95. A convoy would
 * show as a factor.
 *
 * <p>Needs two processors to itself. {@code java -jar bench/target/quell-bench.jar BeginEndUnderKillBenchmark}
 */
public class BeginEndUnderKillBenchmark extends Measured {

  /** Who begins and ends. */
  @State(Scope.Thread)
  public static class Worker {
    @Param({"own", "random"})
    public String in;

    private Session own;
    private Operation operation;

    @Setup
    public void open(final Population population) {
      own = in.equals("own") ? population.add() : null;
      operation = population.core.operation();
    }

    Operation work(final Walk walk, final Blackhole between) {
      if (own != null) {
        own.begin(operation);
      } else {
        final int i = walk.next();
        walk.core.begin(operation, walk.high(i), walk.low(i), walk.owner(i), null);
      }
      between.consume(operation);
      operation.close();
      return operation;
    }

    @TearDown
    public void check() {
      Checks.that(!operation.isRunning(), "the operation still runs");
    }
  }

  /** Who kills. */
  @State(Scope.Thread)
  public static class Killer {
    private KillCore core;
    private KillPattern[] owners;
    private int at;
    private long kills;

    @Setup
    public void choose(final Population population) {
      core = population.core;
      owners = new KillPattern[population.owners.length];
      for (int i = 0; i < owners.length; i++) {
        owners[i] = KillPattern.owner(population.owners[i].uid());
      }
      Keys.shuffle(owners, new SplittableRandom(7));
    }

    KillReport killNextOwner() {
      final int i = at;
      at = i + 1 < owners.length ? i + 1 : 0;
      kills++;
      return core.kill(owners[i]);
    }

    KillReport killAll() {
      kills++;
      return core.kill(KillPattern.all());
    }

    @TearDown
    public void check() {
      Checks.that(kills > 0, "nothing was killed");
      Checks.equal("kills", kills, core.telemetry().kills());
    }
  }

  @Benchmark
  public Operation alone(final Worker worker, final Walk walk, final Blackhole between) {
    return worker.work(walk, between);
  }

  @Benchmark
  @Group("spin")
  @GroupThreads(1)
  public Operation spinWorker(final Worker worker, final Walk walk, final Blackhole between) {
    return worker.work(walk, between);
  }

  @Benchmark
  @Group("spin")
  @GroupThreads(1)
  public void spinner() {
    Blackhole.consumeCPU(1_000);
  }

  @Benchmark
  @Group("uids")
  @GroupThreads(1)
  public Operation uidsWorker(final Worker worker, final Walk walk, final Blackhole between) {
    return worker.work(walk, between);
  }

  @Benchmark
  @Group("uids")
  @GroupThreads(1)
  public KillReport uidsKiller(final Killer killer) {
    return killer.killNextOwner();
  }

  @Benchmark
  @Group("all")
  @GroupThreads(1)
  public Operation allWorker(final Worker worker, final Walk walk, final Blackhole between) {
    return worker.work(walk, between);
  }

  @Benchmark
  @Group("all")
  @GroupThreads(1)
  public KillReport allKiller(final Killer killer) {
    return killer.killAll();
  }
}
