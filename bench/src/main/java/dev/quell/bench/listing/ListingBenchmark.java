package dev.quell.bench.listing;

import dev.quell.Cursor;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: what does it cost to list what runs, as {@code currentOp} does, and what there is?
 *
 * <p>{@code operations} walks all slots for those in which something runs; each operation listed is described, and has
 * been given its number by an earlier listing. {@code operationsFirst} is the first listing of each, so it gives the
 * numbers too. {@code sessions} describes every session, {@code sessionsOfOwner} the 100 of one owner, {@code cursors}
 * every open cursor. A score is that of the whole listing, so divide by the number of elements.
 *
 * <p>Expectation: {@code operations} with nothing running a few milliseconds at a million sessions, a look at each
 * word; each that runs adds less than a microsecond. {@code sessionsOfOwner} does not depend on the sessions there are.
 *
 * <p>Refuted if {@code sessionsOfOwner} takes longer among ten million sessions than among 10,000 by more than two
 * cache misses for each session listed, or if {@code sessions} leaves more than 250 B of garbage for each.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar Listing -prof gc}; ten million sessions: {@code -p
 * sessions=10000000 -jvmArgsAppend "-Xms6g -Xmx6g"}
 */
public class ListingBenchmark extends Measured {
  private static final AutoCloseable NOTHING = () -> {};

  /** Operations running in random sessions. */
  @State(Scope.Benchmark)
  public static class Running {
    @Param({"0", "100", "10000"})
    public int running;

    KillCore core;
    private Session[] sessions;
    private Operation[] operations;

    @Setup
    public void begin(final Population all) {
      core = all.core;
      sessions = new Session[running];
      operations = new Operation[running];
      for (int i = 0; i < running; i++) {
        sessions[i] = all.session(i);
        operations[i] = core.operation();
      }
      beginAll();
    }

    void beginAll() {
      for (int i = 0; i < running; i++) {
        sessions[i].begin(operations[i], "find");
      }
    }

    void endAll() {
      for (final Operation operation : operations) {
        operation.close();
      }
    }

    @TearDown
    public void end() {
      Checks.equal("operations listed", running, core.operations().count());
      endAll();
    }
  }

  /** The same, none of which was listed before. */
  @State(Scope.Benchmark)
  public static class Unlisted extends Running {
    @Setup(Level.Invocation)
    public void renew() {
      endAll();
      beginAll();
    }
  }

  /** Open cursors in random sessions. */
  @State(Scope.Benchmark)
  public static class Cursors {
    @Param({"0", "100", "10000"})
    public int openCursors;

    KillCore core;
    private Cursor<?>[] cursors;

    @Setup
    public void open(final Population all) {
      core = all.core;
      cursors = new Cursor<?>[openCursors];
      for (int i = 0; i < openCursors; i++) {
        cursors[i] = all.session(i).openCursor(NOTHING);
      }
    }

    @TearDown
    public void close() {
      Checks.equal("cursors listed", openCursors, core.cursors().count());
      for (final Cursor<?> cursor : cursors) {
        cursor.close();
      }
    }
  }

  /** One owner after the other. */
  @State(Scope.Thread)
  public static class Owners {
    private Population population;
    private Integer[] order;
    private int at;

    @Setup
    public void choose(final Population all) {
      population = all;
      order = Keys.shuffled(all.owners.length, 17);
      Checks.equal("sessions of an owner", Keys.SESSIONS_PER_OWNER, sessionsOfNext().count());
    }

    Stream<?> sessionsOfNext() {
      final int i = at;
      at = i + 1 < order.length ? i + 1 : 0;
      return population.core.sessions(KillPattern.owner(population.owners[order[i]].uid()));
    }
  }

  @Benchmark
  public void operations(final Running running, final Blackhole reader) {
    running.core.operations().forEach(reader::consume);
  }

  @Benchmark
  public void operationsFirst(final Unlisted running, final Blackhole reader) {
    running.core.operations().forEach(reader::consume);
  }

  @Benchmark
  public void sessions(final Population all, final Blackhole reader) {
    all.core.sessions().forEach(reader::consume);
  }

  @Benchmark
  public void sessionsOfOwner(final Owners owners, final Blackhole reader) {
    owners.sessionsOfNext().forEach(reader::consume);
  }

  @Benchmark
  public void cursors(final Cursors cursors, final Blackhole reader) {
    cursors.core.cursors().forEach(reader::consume);
  }
}
