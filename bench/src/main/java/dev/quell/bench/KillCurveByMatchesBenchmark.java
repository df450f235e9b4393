package dev.quell.bench;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Session;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: does the cost of a kill grow with the number of sessions it matches, and with nothing else, idle or busy?
 * The second half of the curve that matters; {@link KillCurveBySessionsBenchmark} is the other.
 *
 * <p>Of a million sessions each kill matches {@code matches}: the sessions of one owner ({@code byUid}) or of the
 * owners, of at most 100 sessions each, that hold one role ({@code byRole}). In a share {@code busy} of all sessions,
 * chosen at random, an operation is running. A round, one invocation, kills every owner, or every role, once, and must
 * have killed every operation; outside of the measured time these are ended and the next ones begun. So the primary
 * score is the time to kill a million sessions in portions; {@code kill} is that for each kill, {@code match} for each
 * session matched.
 *
 * <p>Claim: {@code kill} is linear in {@code matches}: {@code match} falls, as what a kill costs once is shared by
 * more, and never rises again.
 *
 * <p>Refuted if {@code match} at 10,000 or at 1,000,000 matches is more than one and a half times that at 100.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillCurveByMatches -prof gc}
 */
public class KillCurveByMatchesBenchmark extends MeasuredLarge {

  /** The point of the curve. */
  @State(Scope.Benchmark)
  public static class Point {
    @Param("1000000")
    public int sessions;

    @Param({"1", "100", "10000", "1000000"})
    public int matches;

    @Param({"0", "0.1", "1"})
    public double busy;
  }

  /** Owners with so many sessions. */
  @State(Scope.Benchmark)
  public static class OfOwners extends Crowd {
    @Setup
    public void open(final Point point) {
      fill(point.sessions, new Shape(point.matches, 1));
    }
  }

  /** Roles with so many sessions. */
  @State(Scope.Benchmark)
  public static class OfRoles extends Crowd {
    @Setup
    public void open(final Point point) {
      final int perOwner = Math.min(point.matches, Keys.SESSIONS_PER_OWNER);
      fill(point.sessions, new Shape(perOwner, point.matches / perOwner));
    }
  }

  /** Patterns that together match all sessions once, and the operations that they find. */
  abstract static class Round {
    private Crowd crowd;
    private KillPattern[] patterns;
    private Session[] sessions;
    private Operation[] operations;
    private long matched;
    private long killed;

    void choose(final Crowd all, final double busy, final int targets, final IntFunction<KillPattern> pattern) {
      crowd = all;
      final Integer[] order = Keys.shuffled(targets, 11);
      patterns = new KillPattern[targets];
      for (int i = 0; i < targets; i++) {
        patterns[i] = pattern.apply(order[i]);
      }
      final int running = (int) Math.round(all.size() * busy);
      sessions = new Session[running];
      operations = new Operation[running];
      for (int i = 0; i < running; i++) {
        sessions[i] = all.session(i);
        operations[i] = all.core.operation();
      }
    }

    @Setup(Level.Invocation)
    public void begin() {
      for (int i = 0; i < operations.length; i++) {
        sessions[i].begin(operations[i]);
      }
    }

    long killAll(final Per per) {
      matched = 0;
      killed = 0;
      for (final KillPattern pattern : patterns) {
        final KillReport report = crowd.core.kill(pattern);
        matched += report.sessionsMatched();
        killed += report.operationsKilled();
      }
      per.kill += patterns.length;
      per.match += matched;
      return killed;
    }

    @TearDown(Level.Invocation)
    public void end() {
      Checks.equal("sessions matched in a round", crowd.size(), matched);
      Checks.equal("operations killed in a round", operations.length, killed);
      for (final Operation operation : operations) {
        operation.close();
      }
    }
  }

  /** Every owner. */
  @State(Scope.Thread)
  public static class Uids extends Round {
    @Setup
    public void choose(final OfOwners all, final Point point) {
      choose(all, point.busy, all.owners.length, i -> KillPattern.owner(all.owners[i].uid()));
    }
  }

  /** Every role. */
  @State(Scope.Thread)
  public static class Roles extends Round {
    @Setup
    public void choose(final OfRoles all, final Point point) {
      choose(all, point.busy, all.keys.roles(), i -> KillPattern.roles(all.keys.role(i)));
    }
  }

  /** What the time is divided by, beside rounds. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Per {
    public long kill;
    public long match;
  }

  @Benchmark
  public long byUid(final Uids round, final Per per) {
    return round.killAll(per);
  }

  @Benchmark
  public long byRole(final Roles round, final Per per) {
    return round.killAll(per);
  }
}
