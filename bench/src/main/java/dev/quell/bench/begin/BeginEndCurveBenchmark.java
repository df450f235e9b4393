package dev.quell.bench.begin;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.MeasuredLarge;
import dev.quell.bench.setup.Sizes;
import dev.quell.bench.setup.SizesWalk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: does an operation cost more when more sessions exist, and when more threads work?
 *
 * <p>Claim: the {@code Hot} rows, each thread always in one session of its own, are the same among a thousand and ten
 * million. The {@code Cold} rows visit one session after the other, so that above some ten thousand sessions they pay
 * for lines to be missed, not for steps: one by handle, three by lsid. They wait for their loads; subtract {@code
 * FindBeginEndBenchmark.orderAlone}. Aims for one million are with {@link BeginEndBenchmark} and {@link
 * FindBeginEndBenchmark}.
 *
 * <p>Refuted if a {@code Hot} row grows with the sessions by more than its error; if from 10^3 to 10^7 sessions {@code
 * handleCold} grows by more than two of {@code LimitsBenchmark.dependentLoad} in a gibibyte, or {@code lsidCold} by
 * more than four; or if with two threads a {@code Hot} row takes longer than with one by a third.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar BeginEndCurve -prof gc}, and with {@code -t 2} and {@code -t max}
 */
public class BeginEndCurveBenchmark extends MeasuredLarge {

  /** All sessions by handle, in the order of the keys. */
  @State(Scope.Benchmark)
  public static class Handles {
    private Session[] sessions;

    @Setup
    public void find(final Sizes all) {
      sessions = new Session[all.size()];
      for (int i = 0; i < sessions.length; i++) {
        sessions[i] = all.session(i);
      }
    }
  }

  @Benchmark
  public Operation handleHot(final Handles handles, final SizesWalk walk, final Blackhole between) {
    return byHandle(handles, walk, walk.own, between);
  }

  @Benchmark
  public Operation handleCold(final Handles handles, final SizesWalk walk, final Blackhole between) {
    final Operation operation = byHandle(handles, walk, walk.next(), between);
    walk.dependOn(SizesWalk.zeroAfterAllLoads());
    return operation;
  }

  private static Operation byHandle(
      final Handles handles, final SizesWalk walk, final int i, final Blackhole between) {
    final Operation operation = handles.sessions[i].begin(walk.operation);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation lsidHot(final SizesWalk walk, final Blackhole between) {
    return byLsid(walk, walk.own, between);
  }

  @Benchmark
  public Operation lsidCold(final SizesWalk walk, final Blackhole between) {
    final Operation operation = byLsid(walk, walk.next(), between);
    walk.dependOn(SizesWalk.zeroAfterAllLoads());
    return operation;
  }

  private static Operation byLsid(final SizesWalk walk, final int i, final Blackhole between) {
    final Operation operation =
        walk.core.begin(walk.operation, walk.high(i), walk.low(i), walk.owner(i), null);
    between.consume(operation);
    operation.close();
    return operation;
  }
}
