package dev.quell.bench.begin;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: what does an operation cost whose session the host has at hand, everything in cache?
 *
 * <p>Aim: {@code handle} and {@code handleDescribed} at most 15 ns and 0 B: two uncontended compare-and-sets (10.6 ns)
 * and some plain accesses. {@code newOperation} adds one object. {@code sessionless} and {@code overflow} add a place
 * in a list.
 *
 * <p>The operation is consumed between begin and end, as in {@code PeersBenchmark}, where it matters.
 *
 * <p>Refuted if {@code handle} takes more than 15 ns, or anything but {@code newOperation} allocates.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar BeginEndBenchmark -prof gc}
 */
public class BeginEndBenchmark extends Measured {
  private static final String DESCRIPTION = "find";

  /** An idle session, and one whose primary operation is running. */
  @State(Scope.Thread)
  public static class Sessions {
    KillCore core;
    Session session;
    Operation operation;
    Session busy;
    private Operation primary;

    @Setup
    public void open(final Population population) {
      core = population.core;
      session = population.add();
      operation = core.operation();
      busy = population.add();
      primary = busy.begin("primary");
    }

    @TearDown
    public void check() {
      Checks.that(!operation.isRunning(), "the operation still runs");
      Checks.that(primary.isRunning() && !primary.isKilled(), "the primary operation does not run");
      Checks.equal("operations of the idle session", 0, session.info().operations());
      Checks.equal("operations of the busy session", 1, busy.info().operations());
      primary.close();
    }
  }

  @Benchmark
  public Operation handle(final Sessions sessions, final Blackhole between) {
    final Operation operation = sessions.operation;
    sessions.session.begin(operation);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation handleDescribed(final Sessions sessions, final Blackhole between) {
    final Operation operation = sessions.operation;
    sessions.session.begin(operation, DESCRIPTION);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation newOperation(final Sessions sessions, final Blackhole between) {
    final Operation operation = sessions.session.begin(DESCRIPTION);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation sessionless(final Sessions sessions, final Blackhole between) {
    final Operation operation = sessions.operation;
    sessions.core.begin(operation, DESCRIPTION);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation overflow(final Sessions sessions, final Blackhole between) {
    final Operation operation = sessions.operation;
    sessions.busy.begin(operation);
    between.consume(operation);
    operation.close();
    return operation;
  }
}
