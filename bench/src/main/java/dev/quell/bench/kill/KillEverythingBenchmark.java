package dev.quell.bench.kill;

import dev.quell.KillReport;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does it cost to kill everything, few or many operations running?
 *
 * <p>Aim at a million sessions: {@code again} at most 1.5 ms with 16 operations running, 3 ms with 10,000. Between two
 * kills, outside the measured time, the operations are ended and begun again, which leaves their lines in the cache, as
 * running operations do; what else the last kill read may still be in the third-level cache. {@code cold} reads 128 MiB
 * of something else before each kill: the first kill of everything on a machine that has been busy otherwise. JMH's
 * time stamps add under 100 ns to what takes a millisecond.
 *
 * <p>Refuted if an aim is missed; if {@code again} grows with {@code running} by much more than 150 ns for each
 * operation, it is the claims that are dear.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillEverythingBenchmark -prof gc}
 */
public class KillEverythingBenchmark extends Measured {
  private static final int LONGS_PER_LINE = 8;
  private static final int SWEPT_LONGS = 1 << 24;

  /** Operations running in random sessions, all alive before each kill. */
  @State(Scope.Thread)
  public static class Running extends Victims {
    @Param({"16", "10000"})
    public int running;

    @Setup
    public void choose(final Population all) {
      choose(all, running);
    }
  }

  /** The same, after something else was read that fills the nearer caches. */
  @State(Scope.Thread)
  public static class Swept extends Running {
    private final long[] other = new long[SWEPT_LONGS];
    private long sum;

    @Override
    void settle() {
      for (int i = 0; i < SWEPT_LONGS; i += LONGS_PER_LINE) {
        sum += other[i];
      }
      Checks.equal("sum of zeros", 0, sum);
    }
  }

  @Benchmark
  public KillReport again(final Running running) {
    return running.killAll();
  }

  @Benchmark
  public KillReport cold(final Swept running) {
    return running.killAll();
  }
}
