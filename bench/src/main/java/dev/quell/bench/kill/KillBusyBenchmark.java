package dev.quell.bench.kill;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does a kill cost that really kills: in every tenth of the sessions that it matches an operation is
 * running?
 *
 * <p>Aim at a million sessions, as for idle ones: {@code byUid}, 100 sessions with about 10 operations, at most 1,500
 * ns; {@code byRole}, 1,000 and 100, 20,000.
 *
 * <p>A round begins an operation in a tenth of all sessions, chosen at random, and then kills every owner, or every
 * role, once; outside of the measured time the operations are ended and the next round begins. At a million sessions
 * that is 100,000 operations, so what one of them touched at its begin has mostly left the second-level cache when it
 * is killed. Each round must have killed each of them.
 *
 * <p>Refuted if an aim is missed.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillBusyBenchmark -prof gc}
 */
public class KillBusyBenchmark extends Measured {
  private static final int ONE_BUSY_OF = 10;
  private static final int KILLS = 100;

  /** A tenth of the sessions, each with an operation, and patterns that together match all sessions once. */
  abstract static class Busy {
    private Population population;
    private Session[] sessions;
    private Operation[] operations;
    private Patterns patterns;
    private int at;
    private long killed;

    void choose(final Population all, final Patterns chosen) {
      Checks.equal("patterns left over after the last invocation of a round", 0, chosen.count() % KILLS);
      population = all;
      patterns = chosen;
      final int busy = all.size() / ONE_BUSY_OF;
      sessions = new Session[busy];
      operations = new Operation[busy];
      for (int i = 0; i < busy; i++) {
        sessions[i] = all.session(i);
        operations[i] = all.core.operation();
      }
    }

    @Setup(Level.Invocation)
    public void renew() {
      if (at == patterns.count()) {
        Checks.equal("operations killed in a round", operations.length, killed);
        endAll();
      }
      if (at == 0) {
        for (int i = 0; i < operations.length; i++) {
          sessions[i].begin(operations[i]);
        }
      }
    }

    private void endAll() {
      for (final Operation operation : operations) {
        operation.close();
      }
      killed = 0;
      at = 0;
    }

    long killSome() {
      final int end = at + KILLS;
      long more = 0;
      for (int i = at; i < end; i++) {
        more += population.core.kill(patterns.at(i)).operationsKilled();
      }
      at = end;
      return killed += more;
    }

    @TearDown
    public void end() {
      Checks.that(killed > 0, "nothing was killed");
      endAll();
    }
  }

  /** Every owner. */
  @State(Scope.Thread)
  public static class Uids extends Busy {
    @Setup
    public void choose(final Population all) {
      choose(all, Patterns.ofOwners(all));
    }
  }

  /** Every role. */
  @State(Scope.Thread)
  public static class Roles extends Busy {
    @Setup
    public void choose(final Population all) {
      choose(all, Patterns.ofRoles(all));
    }
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public long byUid(final Uids targets) {
    return targets.killSome();
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public long byRole(final Roles targets) {
    return targets.killSome();
  }
}
