package dev.quell.bench.kill;

import dev.quell.KillReport;
import dev.quell.bench.setup.MeasuredLarge;
import dev.quell.bench.setup.Sizes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: does a kill that matches the same number of sessions cost more when more sessions exist? The first half of
 * the curve that matters; {@link KillCurveByMatchesBenchmark} is the other.
 *
 * <p>Claim: the same steps, whatever exists, so that only the cost of a step grows, from a line in cache to a cache
 * miss. {@code byUuid} and {@code byLsid} match 1 session, {@code byUid} and {@code byUsers} 100, {@code byRole} 1,000,
 * {@code byMix} 1,103 by five patterns (see {@link Mixes}). Patterns are made in the measured time, see {@link
 * Patterns}, with the SHA-256 of the name for {@code byUsers}; {@code byMix} alone uses requests that the core has seen
 * before, {@code byMixAnew} does not. {@code everything}, with 16 operations running, must grow with what exists; JMH's
 * time stamps add up to 100 ns to it.
 *
 * <p>{@code byUuid} and {@code byLsid} wait for their loads; subtract {@code FindBeginEndBenchmark.orderAlone}.
 * Sessions are idle but for {@code everything}: see {@link KillBusyBenchmark}.
 *
 * <p>Refuted if from 10^3 to 10^7 sessions a row other than {@code everything} grows by more than cache misses explain:
 * {@code byUuid} and {@code byLsid} by more than four of {@code LimitsBenchmark.dependentLoad} in a gibibyte, the
 * others by more than two of {@code LimitsBenchmark.independentLoad} there for each session they match. With a factor
 * of 10,000 between the ends a scan would not go unseen.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillCurveBySessions -prof gc}
 */
public class KillCurveBySessionsBenchmark extends MeasuredLarge {
  private static final int RUNNING = 16;

  /** One UUID each. */
  @State(Scope.Thread)
  public static class Uuids extends Targets {
    @Setup
    public void choose(final Sizes all) {
      chooseUuids(all);
    }
  }

  /** One UUID and owner each. */
  @State(Scope.Thread)
  public static class Lsids extends Targets {
    @Setup
    public void choose(final Sizes all) {
      chooseLsids(all);
    }
  }

  /** One owner each. */
  @State(Scope.Thread)
  public static class Uids extends Targets {
    @Setup
    public void choose(final Sizes all) {
      chooseOwners(all);
    }
  }

  /** One user each. */
  @State(Scope.Thread)
  public static class Users extends Targets {
    @Setup
    public void choose(final Sizes all) {
      chooseUsers(all);
    }
  }

  /** One role each. */
  @State(Scope.Thread)
  public static class Roles extends Targets {
    @Setup
    public void choose(final Sizes all) {
      chooseRoles(all);
    }
  }

  /** Three UUIDs, an owner and a role each. */
  @State(Scope.Thread)
  public static class Mixed extends Mixes {
    @Setup
    public void choose(final Sizes all) {
      super.choose(all);
    }
  }

  /** A few operations in the crowd. */
  @State(Scope.Thread)
  public static class Running extends Victims {
    @Setup
    public void choose(final Sizes all) {
      choose(all, RUNNING);
    }
  }

  @Benchmark
  public KillReport byUuid(final Uuids targets) {
    return targets.killNextAlone();
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
  public KillReport byUsers(final Users targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byRole(final Roles targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byMix(final Mixed targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byMixAnew(final Mixed targets) {
    return targets.killNextAnew();
  }

  @Benchmark
  public KillReport everything(final Running running) {
    return running.killAll();
  }
}
