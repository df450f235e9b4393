package dev.quell.bench.begin;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import dev.quell.bench.setup.Walk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: what does an operation cost that comes with a UUID and an owner, as each command of a client does?
 *
 * <p>Aim: {@code coreHot} at most 30 ns; {@code coreColdDependent} at most 260 ns more than {@code orderAlone}. A cold
 * visit takes three cache lines, one after the other: bucket, record, word. The {@code Independent} rows let the
 * processor overlap visits, so they are throughput, not latency; do not quote them as the cost of a command.
 *
 * <p>How the dependent rows depend: through the session, the next position is computed from the UUID that is read back
 * from the slot, which costs no further line. {@link KillCore#begin(Operation, long, long, Owner, String)} hands out
 * nothing that was read from the slot, so its next position is computed from the time, see {@link
 * Walk#zeroAfterAllLoads}; {@code orderAlone} is that alone.
 *
 * <p>Refuted if the aims are missed, or {@code coreColdDependent} less {@code orderAlone} is not below {@code
 * sessionColdDependent}.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar FindBeginEndBenchmark -prof gc}, and with {@code -p
 * sessions=10000000}
 */
public class FindBeginEndBenchmark extends Measured {

  /** The one session that the hot rows use. */
  @State(Scope.Thread)
  public static class Hot {
    KillCore core;
    Operation operation;
    long high;
    long low;
    Owner owner;

    @Setup
    public void choose(final Population population) {
      core = population.core;
      operation = core.operation();
      high = population.keys.high[0];
      low = population.keys.low[0];
      owner = population.owner(0);
    }
  }

  @Benchmark
  public Operation coreHot(final Hot hot, final Blackhole between) {
    final Operation operation = hot.core.begin(hot.operation, hot.high, hot.low, hot.owner, null);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation sessionHot(final Hot hot, final Blackhole between) {
    final Operation operation = hot.core.session(hot.high, hot.low, hot.owner).begin(hot.operation);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public int orderAlone(final Walk walk) {
    final int i = walk.next();
    walk.dependOn(Walk.zeroAfterAllLoads());
    return i;
  }

  @Benchmark
  public void coreColdIndependent(final Walk walk, final Blackhole between) {
    core(walk, between);
  }

  @Benchmark
  public void coreColdDependent(final Walk walk, final Blackhole between) {
    core(walk, between);
    walk.dependOn(Walk.zeroAfterAllLoads());
  }

  private static void core(final Walk walk, final Blackhole between) {
    final int i = walk.next();
    final Operation operation = walk.core.begin(walk.operation, walk.high(i), walk.low(i), walk.owner(i), null);
    between.consume(operation);
    operation.close();
  }

  @Benchmark
  public void sessionColdIndependent(final Walk walk, final Blackhole between) {
    session(walk, walk.next(), between);
  }

  @Benchmark
  public void sessionColdDependent(final Walk walk, final Blackhole between) {
    final int i = walk.next();
    final long low = session(walk, i, between).id().getLeastSignificantBits();
    walk.dependOn((int) (low ^ walk.low(i)));
  }

  private static Session session(final Walk walk, final int i, final Blackhole between) {
    final Session session = walk.core.session(walk.high(i), walk.low(i), walk.owner(i));
    session.begin(walk.operation);
    between.consume(walk.operation);
    walk.operation.close();
    return session;
  }
}
