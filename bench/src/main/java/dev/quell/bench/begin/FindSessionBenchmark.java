package dev.quell.bench.begin;

import dev.quell.Session;
import dev.quell.Uid;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.MeasuredLarge;
import dev.quell.bench.setup.Sizes;
import dev.quell.bench.setup.SizesWalk;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: what does it cost to find a session that exists, and nothing else, among few and among many?
 *
 * <p>Expectation: {@code hot} the same among a thousand and ten million; {@code coldDependent} two lines to be missed,
 * bucket and record, so at most three of {@code LimitsBenchmark.dependentLoad} in memory of the size of the index, and
 * 0 B but for the session object. {@code optional} is {@link dev.quell.KillCore#findSession}, which makes its answer an
 * {@code Optional} and notes no use. {@code missDependent} looks for a UUID that nobody has; subtract {@code
 * FindBeginEndBenchmark.orderAlone}. {@code coldIndependent} lets visits overlap: throughput, not latency.
 *
 * <p>Refuted if {@code hot} grows with the sessions, or {@code coldDependent} takes more than three misses.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar FindSession -prof gc}, and with {@code -t 2} and {@code -t max}:
 * each thread then has a session, and a part of the walk, of its own
 */
public class FindSessionBenchmark extends MeasuredLarge {

  /** A UUID as an object, that of the thread's own session; and UUIDs that nobody has. */
  @State(Scope.Thread)
  public static class Names {
    private final SplittableRandom random = new SplittableRandom(15);
    UUID id;
    Uid uid;

    @Setup
    public void choose(final Sizes all, final ThreadParams thread) {
      final int own = thread.getThreadIndex();
      id = all.keys.id(own);
      uid = all.owner(own).uid();
    }

    UUID unknown() {
      return new UUID(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()));
    }
  }

  @Benchmark
  public Session hot(final SizesWalk walk) {
    final int i = walk.own;
    return walk.core.session(walk.high(i), walk.low(i), walk.owner(i));
  }

  @Benchmark
  public Optional<Session> optional(final SizesWalk walk, final Names names) {
    return walk.core.findSession(names.id, names.uid);
  }

  @Benchmark
  public void coldDependent(final SizesWalk walk) {
    final int i = walk.next();
    final Session session = walk.core.session(walk.high(i), walk.low(i), walk.owner(i));
    walk.dependOn((int) (session.id().getLeastSignificantBits() ^ walk.low(i)));
  }

  @Benchmark
  public Session coldIndependent(final SizesWalk walk) {
    final int i = walk.next();
    return walk.core.session(walk.high(i), walk.low(i), walk.owner(i));
  }

  @Benchmark
  public Optional<Session> missDependent(final SizesWalk walk, final Names names) {
    final Optional<Session> none = walk.core.findSession(names.unknown(), names.uid);
    walk.dependOn(SizesWalk.zeroAfterAllLoads());
    return none;
  }
}
