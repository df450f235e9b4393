package dev.quell.bench;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Session;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does a kill cost the killer?
 *
 * <p>Aim at a million sessions: {@code byUuid} and {@code byLsid} at most 220 ns (ten million: 330); {@code byUid}, 100 sessions, 1,500;
 * {@code byRole}, 1,000 sessions, 20,000; {@code everything} 1.5 ms with 16 operations running, 3 ms with 10,000.
 *
 * <p>Targets are taken in random order and were not looked at for as long as possible: up to 2^20 of them, whose lines do not fit into a
 * cache of 32 MiB (65,536 of them would). The patterns are made beforehand and read in a row. The sessions of these rows are
 * idle, so the kill looks and claims nothing; a kill reads the clock twice and so cannot overlap with the next.
 *
 * <p>{@code everything} claims {@code running} operations in random sessions. Between two kills, outside the measured time, they are
 * ended and begun again, which leaves their lines in the cache, as running operations do. JMH's time stamps add under 100 ns to
 * what takes a millisecond.
 *
 * <p>Refuted if an aim is missed; if {@code everything} grows with {@code running} by much more than 150 ns for each operation, it is
 * the claims that are dear.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillBenchmark -prof gc}, and with {@code -p sessions=10000000}
 */
public class KillBenchmark extends Measured {
  private static final int MOST_TARGETS = 1 << 20;

  /** Patterns to kill by, one after the other. */
  abstract static class Targets {
    private KillCore core;
    private KillPattern[] patterns;
    private int at;

    void choose(final Population population, final int targets, final long matches, final IntFunction<KillPattern> pattern) {
      core = population.core;
      final Integer[] order = new Integer[targets];
      for (int i = 0; i < targets; i++) {
        order[i] = i;
      }
      Keys.shuffle(order, new SplittableRandom(6));
      patterns = new KillPattern[targets];
      for (int i = 0; i < targets; i++) {
        patterns[i] = pattern.apply(order[i]);
        if (i % 1_000 == 0) {
          Checks.equal("sessions matched", matches, core.kill(patterns[i]).sessionsMatched());
        }
      }
    }

    KillReport killNext() {
      final int i = at;
      at = i + 1 < patterns.length ? i + 1 : 0;
      return core.kill(patterns[i]);
    }

    @TearDown
    public void check() {
      Checks.equal("operations killed", 0, core.telemetry().operationsKilled());
    }
  }

  /** One UUID each. */
  @State(Scope.Thread)
  public static class Uuids extends Targets {
    @Setup
    public void choose(final Population all) {
      choose(all, Math.min(all.sessions, MOST_TARGETS), 1, i -> KillPattern.session(all.keys.id(i)));
    }
  }

  /** One UUID and owner each. */
  @State(Scope.Thread)
  public static class Lsids extends Targets {
    @Setup
    public void choose(final Population all) {
      choose(all, Math.min(all.sessions, MOST_TARGETS), 1, i -> KillPattern.session(all.keys.id(i), all.owner(i).uid()));
    }
  }

  /** One owner each. */
  @State(Scope.Thread)
  public static class Uids extends Targets {
    @Setup
    public void choose(final Population all) {
      choose(all, all.owners.length, Keys.SESSIONS_PER_OWNER, i -> KillPattern.owner(all.owners[i].uid()));
    }
  }

  /** One role each. */
  @State(Scope.Thread)
  public static class Roles extends Targets {
    @Setup
    public void choose(final Population all) {
      choose(all, all.keys.roles(), Keys.SESSIONS_PER_ROLE, i -> KillPattern.roles(all.keys.role(i)));
    }
  }

  /** Operations running in random sessions, all alive before each kill. */
  @State(Scope.Thread)
  public static class Running {
    @Param({"16", "10000"})
    public int running;

    private Population population;
    private Session[] sessions;
    private Operation[] operations;
    private KillReport report;

    @Setup
    public void choose(final Population all) {
      population = all;
      sessions = new Session[running];
      operations = new Operation[running];
      for (int i = 0; i < running; i++) {
        sessions[i] = all.session(i);
        operations[i] = all.core.operation();
      }
    }

    @Setup(Level.Invocation)
    public void begin() {
      for (int i = 0; i < running; i++) {
        sessions[i].begin(operations[i]);
      }
    }

    KillReport killAll() {
      return report = population.core.kill(KillPattern.all());
    }

    @TearDown(Level.Invocation)
    public void end() {
      Checks.equal("sessions matched", population.sessions, report.sessionsMatched());
      Checks.equal("operations killed", running, report.operationsKilled());
      for (final Operation operation : operations) {
        Checks.that(operation.isKilled(), "an operation is alive");
        operation.close();
      }
    }
  }

  @Benchmark
  public KillReport byUuid(final Uuids targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byLsid(final Lsids targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byUid(final Uids targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport byRole(final Roles targets) {
    return targets.killNext();
  }

  @Benchmark
  public KillReport everything(final Running running) {
    return running.killAll();
  }
}
