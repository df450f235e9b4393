package dev.quell.bench.cursor;

import dev.quell.Cursor;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.Telemetry;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does it cost the killer to kill cursors: those of a session, and one by its id?
 *
 * <p>{@code ofSession} kills, by UUID, a session that has {@code cursors} open; {@code ofSessionPinned} one in which an
 * operation, which is killed too, has all of them pinned. {@code byId} kills a cursor by its id. Each invocation kills
 * a hundred sessions or cursors. Outside of the measured time the cursors are opened, given back if they were pinned,
 * and it is awaited that every resource was closed, which the core does on a thread of its own.
 *
 * <p>Expectation: linear in the cursors: for each a compare-and-set, two entries taken out and one queued, less than a
 * microsecond; for a pinned one only the compare-and-set, since its user does the rest.
 *
 * <p>Refuted if {@code ofSession} with 100 cursors takes more than a hundred times what it takes with 1, if a pinned
 * cursor costs the killer more than an idle one, or if the killer's thread closes a resource.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillCursors}; what {@code -prof gc} reports is that of opening, too
 */
public class KillCursorsBenchmark extends Measured {
  private static final int KILLS = 100;
  private static final long POLL_NANOS = 10_000;

  /** A hundred sessions that have cursors before each invocation, and none after it. */
  abstract static class Round {
    Session[] sessions;
    Cursor<?>[] cursors;
    private KillCore core;
    private KillPattern[] patterns;
    private Thread killer;
    private Telemetry before;

    void choose(final Population all, final int perSession) {
      core = all.core;
      sessions = new Session[KILLS];
      patterns = new KillPattern[KILLS];
      for (int i = 0; i < KILLS; i++) {
        sessions[i] = all.session(i);
        patterns[i] = KillPattern.session(all.keys.id(i));
      }
      cursors = new Cursor<?>[KILLS * perSession];
    }

    @Setup(Level.Invocation)
    public void open() {
      killer = Thread.currentThread();
      before = core.telemetry();
      for (int i = 0; i < cursors.length; i++) {
        cursors[i] = sessions[i % KILLS].openCursor(this::closed);
      }
      pin();
    }

    private void closed() {
      Checks.that(Thread.currentThread() != killer, "the killer's thread closes a resource"); // a host error
    }

    void pin() {}

    void unpin() {}

    long killSessions() {
      long killed = 0;
      for (final KillPattern pattern : patterns) {
        killed += core.kill(pattern).cursorsKilled();
      }
      return killed;
    }

    boolean killById() {
      boolean all = true;
      for (final Cursor<?> cursor : cursors) {
        all &= core.killCursor(cursor.id(), "", "");
      }
      return all;
    }

    @TearDown(Level.Invocation)
    public void await() {
      Checks.equal("cursors killed", cursors.length, core.telemetry().cursorsKilled() - before.cursorsKilled());
      unpin();
      while (core.telemetry().cursorsClosed() - before.cursorsClosed() < cursors.length) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /** Nobody uses the cursors. */
  @State(Scope.Thread)
  public static class Idle extends Round {
    @Param({"1", "100"})
    public int cursorsOfSession;

    @Setup
    public void choose(final Population all) {
      choose(all, cursorsOfSession);
    }
  }

  /** One operation in each session has pinned all its cursors. */
  @State(Scope.Thread)
  public static class Pinned extends Idle {
    private final Operation[] operations = new Operation[KILLS];

    @Setup
    public void make(final Population all) {
      for (int i = 0; i < KILLS; i++) {
        operations[i] = all.core.operation();
      }
    }

    @Override
    void pin() {
      for (int i = 0; i < KILLS; i++) {
        sessions[i].begin(operations[i]);
      }
      for (int i = 0; i < cursors.length; i++) {
        cursors[i].pin(operations[i % KILLS]);
      }
    }

    @Override
    void unpin() {
      for (final Cursor<?> cursor : cursors) {
        cursor.unpin();
      }
      for (final Operation operation : operations) {
        Checks.that(operation.isKilled(), "an operation is alive");
        operation.close();
      }
    }
  }

  /** One cursor in each session. */
  @State(Scope.Thread)
  public static class Single extends Round {
    @Setup
    public void choose(final Population all) {
      choose(all, 1);
    }
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public long ofSession(final Idle round) {
    return round.killSessions();
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public long ofSessionPinned(final Pinned round) {
    return round.killSessions();
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public boolean byId(final Single round) {
    return round.killById();
  }
}
