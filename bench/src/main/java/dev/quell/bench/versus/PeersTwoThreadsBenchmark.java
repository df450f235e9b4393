package dev.quell.bench.versus;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: as {@code TwoThreadsBenchmark}, of what others do.
 *
 * <p>Expectation: {@code indexedSync} loses nothing by {@code twoSessions}, for its sessions are locked one by one; in
 * {@code oneSession} the threads wait for each other, and with one lock for all sessions, {@code scanMutex}, they do so
 * always. The two sessions were not opened one after the other, so that those of the peers, which are objects, are not
 * by chance neighbours in memory: their best case.
 *
 * <p>Refuted, row by row, where a peer is level or ahead.
 *
 * <p>Needs two processors to itself. {@code java -jar bench/target/quell-bench.jar PeersTwoThreadsBenchmark}
 */
public class PeersTwoThreadsBenchmark extends Measured {

  /** What a thread uses. */
  @State(Scope.Thread)
  public static class Worker {
    private Subject<Object, Object> table;
    private Object own;
    private Object shared;
    private Object[] works; // keeps neighbours of the work that nobody uses
    private Object work;

    @Setup
    public void choose(final PeerTable all, final ThreadParams thread) {
      table = all.table;
      shared = all.session(0);
      own = all.session(all.keys.size() / 2 * thread.getThreadIndex());
      works = PeerTable.newWorks(table);
      work = works[works.length / 2];
    }

    Object workIn(final Object session, final Blackhole between) {
      table.begin(work, session);
      between.consume(work); // see PeersBenchmark
      table.endWork(work);
      return work;
    }

    @TearDown
    public void check() {
      Checks.that(!table.isKilled(work), "the work was killed");
    }
  }

  @Benchmark
  @Threads(1)
  public Object oneThread(final Worker worker, final Blackhole between) {
    return worker.workIn(worker.own, between);
  }

  @Benchmark
  @Threads(2)
  public Object twoSessions(final Worker worker, final Blackhole between) {
    return worker.workIn(worker.own, between);
  }

  @Benchmark
  @Threads(2)
  public Object oneSession(final Worker worker, final Blackhole between) {
    return worker.workIn(worker.shared, between);
  }
}
