package dev.quell.bench.kill;

import dev.quell.KillReport;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Measured;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a kill by UUID or by uid cost among ten times as many sessions as elsewhere?
 *
 * <p>Aim: {@code byUuid} at most 330 ns more than {@code FindBeginEndBenchmark.orderAlone}: what grows is the cost of a
 * cache miss, not their number. A class of its own, so that one JMH run holds both sizes.
 *
 * <p>Refuted if {@code byUuid} takes longer.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillAmongManyBenchmark -prof gc}
 */
@Fork(value = 3, jvmArgsAppend = {"-Xms6g", "-Xmx6g", "-XX:+AlwaysPreTouch"})
public class KillAmongManyBenchmark extends Measured {

  /** Ten million sessions. */
  @State(Scope.Benchmark)
  public static class Multitude extends Crowd {
    @Param("10000000")
    public int many;

    @Setup
    public void open() {
      fill(many);
    }
  }

  /** One UUID each. */
  @State(Scope.Thread)
  public static class Uuids extends Targets {
    @Setup
    public void choose(final Multitude all) {
      chooseUuids(all);
    }
  }

  /** One owner each. */
  @State(Scope.Thread)
  public static class Uids extends Targets {
    @Setup
    public void choose(final Multitude all) {
      chooseOwners(all);
    }
  }

  @Benchmark
  public KillReport byUuid(final Uuids targets) {
    return targets.killNextAlone();
  }

  @Benchmark
  public KillReport byUid(final Uids targets) {
    return targets.killNext();
  }
}
