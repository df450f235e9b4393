package dev.quell.bench.open;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.MeasuredLarge;
import dev.quell.bench.setup.Shape;
import dev.quell.bench.setup.Sizes;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: do opening and ending a session cost more when more sessions exist, or when the owner has more of them?
 *
 * <p>Claim: they do not, but for cache misses. {@code amongMany} opens and ends a session of an owner chosen at random
 * that has 100 others, among 10^3 to 10^7 sessions; {@code ofBusyOwner} does so among a million sessions, whose owners
 * have 1, 100, 10,000 each, or who all belong to one. Aims are with {@link OpenEndBenchmark}, and so is the owner who
 * has no other session.
 *
 * <p>Refuted if {@code amongMany} at 10^7 takes over five of {@code LimitsBenchmark.dependentLoad} in a gibibyte more
 * than at 10^3, or {@code ofBusyOwner} grows with {@code sessionsPerOwner}.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar OpenEndCurve -prof gc}, and with {@code -t 2} and {@code -t max}
 */
public class OpenEndCurveBenchmark extends MeasuredLarge {

  /** A million sessions, of few owners or of many. */
  @State(Scope.Benchmark)
  public static class Owned extends Crowd {
    @Param("1000000")
    public int sessions;

    @Param({"1", "100", "10000", "1000000"})
    public int sessionsPerOwner;

    @Setup
    public void open() {
      fill(sessions, new Shape(sessionsPerOwner, 1));
    }
  }

  /** Where UUIDs and the choice of owners come from: it allocates nothing and takes about a nanosecond. */
  abstract static class Opener {
    private SplittableRandom random;
    private KillCore core;
    private Owner[] owners;

    void start(final Crowd crowd, final ThreadParams thread) {
      random = new SplittableRandom(16 + thread.getThreadIndex());
      core = crowd.core;
      owners = crowd.owners;
    }

    boolean openEnd() {
      final Owner owner = owners[random.nextInt(owners.length)];
      return core.session(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), owner).end();
    }
  }

  /** Among sessions of every number. */
  @State(Scope.Thread)
  public static class AmongMany extends Opener {
    @Setup
    public void start(final Sizes all, final ThreadParams thread) {
      super.start(all, thread);
    }
  }

  /** Among a million. */
  @State(Scope.Thread)
  public static class OfBusyOwner extends Opener {
    @Setup
    public void start(final Owned all, final ThreadParams thread) {
      super.start(all, thread);
    }
  }

  @Benchmark
  public boolean amongMany(final AmongMany opener) {
    return opener.openEnd();
  }

  @Benchmark
  public boolean ofBusyOwner(final OfBusyOwner opener) {
    return opener.openEnd();
  }
}
