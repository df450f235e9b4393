package dev.quell.bench.kill;

import dev.quell.KillReport;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a kill cost the killer that finds a few idle sessions among many? {@link KillBusyBenchmark} asks
 * the same of sessions in which operations run, {@link KillEverythingBenchmark} of all.
 *
 * <p>Aim at a million sessions: {@code byUuid} and {@code byLsid} at most 220 ns more than {@code
 * FindBeginEndBenchmark.orderAlone} (ten million: 330, {@link KillAmongManyBenchmark}); {@code byUid}, 100 sessions,
 * 1,500; {@code byRole}, 1,000 sessions, 20,000.
 *
 * <p>Kills that take two cache misses are kept from overlapping, which would halve what they seem to cost: each waits
 * for all loads of the one before. {@code byUuidIndependent} does not wait; it is throughput, not latency. Kills of
 * many sessions overlap within themselves, which is theirs to gain, and next to nothing with each other.
 *
 * <p>Refuted if an aim is missed.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillBenchmark -prof gc}
 */
public class KillBenchmark extends Measured {

  /** One UUID each. */
  @State(Scope.Thread)
  public static class Uuids extends Targets {
    @Setup
    public void choose(final Population all) {
      chooseUuids(all);
    }
  }

  /** One UUID and owner each. */
  @State(Scope.Thread)
  public static class Lsids extends Targets {
    @Setup
    public void choose(final Population all) {
      chooseLsids(all);
    }
  }

  /** One owner each. */
  @State(Scope.Thread)
  public static class Uids extends Targets {
    @Setup
    public void choose(final Population all) {
      chooseOwners(all);
    }
  }

  /** One role each. */
  @State(Scope.Thread)
  public static class Roles extends Targets {
    @Setup
    public void choose(final Population all) {
      chooseRoles(all);
    }
  }

  @Benchmark
  public KillReport byUuid(final Uuids targets) {
    return targets.killNextAlone();
  }

  @Benchmark
  public KillReport byUuidIndependent(final Uuids targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byLsid(final Lsids targets) {
    return targets.killNextAlone();
  }

  @Benchmark
  public KillReport byUid(final Uids targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byRole(final Roles targets) {
    return targets.killNext();
  }
}
