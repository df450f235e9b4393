package dev.quell.bench.kill;

import dev.quell.KillExplanation;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does it cost to ask what a kill would hit? The sessions are idle, as in {@link KillBenchmark}.
 *
 * <p>Expectation: in proportion to the sessions matched, as the kill is, and within a few times its cost: it counts
 * what the kill would claim, and describes its plan. There is no aim.
 *
 * <p>Refuted if a row takes ten times the same row of {@code KillBenchmark}, or of {@code KillCurveBySessionsBenchmark}
 * for {@code byMix} and {@code everything}.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar ExplainBenchmark -prof gc}
 */
public class ExplainBenchmark extends Measured {
  private static final KillRequest ALL = KillRequest.of(KillPattern.all());

  /** Three UUIDs, an owner and a role each. */
  @State(Scope.Thread)
  public static class Mixed extends Mixes {
    @Setup
    public void choose(final Population all) {
      super.choose(all);
    }
  }

  @Benchmark
  public KillExplanation byUuid(final KillBenchmark.Uuids targets) {
    return targets.explainNext();
  }

  @Benchmark
  public KillExplanation byUid(final KillBenchmark.Uids targets) {
    return targets.explainNext();
  }

  @Benchmark
  public KillExplanation byRole(final KillBenchmark.Roles targets) {
    return targets.explainNext();
  }

  @Benchmark
  public KillExplanation byMix(final Mixed targets) {
    return targets.explainNext();
  }

  @Benchmark
  public KillExplanation everything(final Population population) {
    return population.core.explain(ALL);
  }
}
