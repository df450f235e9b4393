package dev.quell.bench.begin;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: do two threads that begin and end disturb each other, in sessions opened one right after the other, and in
 * one?
 *
 * <p>Aim: {@code twoSessions} at most 18 ns: the words of neighbours in time share no cache line. {@code oneSession} at
 * most 60 ns: the line moves to and fro, and of two operations at once one is overflow. {@code oneThread} is the same
 * code without company.
 *
 * <p>Refuted if {@code twoSessions} takes 22 ns more than {@code oneThread}, as words on one line do.
 *
 * <p>Needs two processors to itself. {@code java -jar bench/target/quell-bench.jar TwoThreadsBenchmark}
 */
public class TwoThreadsBenchmark extends Measured {

  /**
   * Two sessions opened in a row. That nothing runs in them at the end the population checks, which may be gone by the
   * end of this.
   */
  @State(Scope.Benchmark)
  public static class Pair {
    Session[] sessions;

    @Setup
    public void open(final Population population) {
      sessions = new Session[] {population.add(), population.add()};
    }
  }

  /** What a thread uses. */
  @State(Scope.Thread)
  public static class Worker {
    private Session own;
    private Session shared;
    private Operation operation;

    @Setup
    public void choose(final Population population, final Pair pair, final ThreadParams thread) {
      own = pair.sessions[thread.getThreadIndex()];
      shared = pair.sessions[0];
      operation = population.core.operation();
    }

    Operation workIn(final Session session, final Blackhole between) {
      session.begin(operation);
      between.consume(operation); // see PeersBenchmark
      operation.close();
      return operation;
    }
  }

  @Benchmark
  @Threads(1)
  public Operation oneThread(final Worker worker, final Blackhole between) {
    return worker.workIn(worker.own, between);
  }

  @Benchmark
  @Threads(2)
  public Operation twoSessions(final Worker worker, final Blackhole between) {
    return worker.workIn(worker.own, between);
  }

  @Benchmark
  @Threads(2)
  public Operation oneSession(final Worker worker, final Blackhole between) {
    return worker.workIn(worker.shared, between);
  }
}
