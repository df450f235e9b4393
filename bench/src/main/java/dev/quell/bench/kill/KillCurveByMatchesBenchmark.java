package dev.quell.bench.kill;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.MeasuredLarge;
import dev.quell.bench.setup.Shape;
import java.util.function.IntUnaryOperator;
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
 * chosen at random, an operation is running. An invocation kills owners, or roles, until 10,000 sessions were matched,
 * one at least, and must have killed every operation in them; these are then ended and begun again outside of the
 * measured time. So they have left the nearer caches when their turn comes again. {@code kill} is the time of a kill,
 * {@code match} that for each session matched; the primary score is that of an invocation.
 *
 * <p>Claim: {@code kill} is linear in {@code matches}: {@code match} falls, as what a kill costs once is shared by
 * more, and never rises again.
 *
 * <p>Refuted if {@code match} at 10,000 or at 1,000,000 matches is more than one and a half times that at 100.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar KillCurveByMatches -prof gc}
 */
public class KillCurveByMatchesBenchmark extends MeasuredLarge {
  private static final int MATCHES_PER_INVOCATION = 10_000;

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

  /** Patterns that together match all sessions once, and the operations that each of them hits. */
  abstract static class Turns {
    private KillCore core;
    private KillPattern[] patterns;
    private int matches;
    private int kills;
    private int at;
    private long matched;
    private long killed;
    /** Those that the i-th pattern hits are from here to where those of the next begin. */
    private int[] first;
    private Session[] sessions;
    private Operation[] operations;

    /** @param targetOf which pattern matches the session of the i-th key */
    void choose(final Crowd all, final Point point, final KillPattern[] chosen, final IntUnaryOperator targetOf) {
      core = all.core;
      patterns = chosen;
      matches = point.matches;
      kills = Math.min(patterns.length, Math.max(1, MATCHES_PER_INVOCATION / matches));
      final int running = (int) Math.round(all.size() * point.busy);
      sessions = new Session[running];
      operations = new Operation[running];
      first = new int[patterns.length + 1];
      for (int i = 0; i < running; i++) {
        first[targetOf.applyAsInt(i) + 1]++;
      }
      for (int i = 0; i < patterns.length; i++) {
        first[i + 1] += first[i];
      }
      final int[] next = first.clone();
      for (int i = 0; i < running; i++) {
        final int place = next[targetOf.applyAsInt(i)]++;
        sessions[place] = all.session(i);
        operations[place] = core.operation();
      }
      for (int i = 0; i < patterns.length; i++) {
        begin(i);
      }
      System.gc(); // or else a pause that moves all of this would be measured, in one of few invocations
    }

    private void begin(final int target) {
      for (int i = first[target]; i < first[target + 1]; i++) {
        sessions[i].begin(operations[i]);
      }
    }

    private int end(final int target) {
      for (int i = first[target]; i < first[target + 1]; i++) {
        operations[i].close();
      }
      return first[target + 1] - first[target];
    }

    private int target(final int kill) {
      return (at + kill) % patterns.length;
    }

    long killSome(final Per per) {
      matched = 0;
      killed = 0;
      for (int i = 0; i < kills; i++) {
        final KillReport report = core.kill(patterns[target(i)]);
        matched += report.sessionsMatched();
        killed += report.operationsKilled();
      }
      per.kill += kills;
      per.match += matched;
      return killed;
    }

    @TearDown(Level.Invocation)
    public void renew() {
      int hit = 0;
      for (int i = 0; i < kills; i++) {
        hit += end(target(i));
        begin(target(i));
      }
      Checks.equal("sessions matched", (long) kills * matches, matched);
      Checks.equal("operations killed", hit, killed);
      at = target(kills);
    }

    @TearDown
    public void endAll() {
      for (int i = 0; i < patterns.length; i++) {
        end(i);
      }
    }
  }

  /** Every owner. */
  @State(Scope.Thread)
  public static class Uids extends Turns {
    @Setup
    public void choose(final OfOwners all, final Point point) {
      final KillPattern[] patterns = new KillPattern[all.owners.length];
      for (int i = 0; i < patterns.length; i++) {
        patterns[i] = KillPattern.owner(all.owners[i].uid());
      }
      choose(all, point, patterns, i -> all.keys.ownerOf[i]);
    }
  }

  /** Every role. */
  @State(Scope.Thread)
  public static class Roles extends Turns {
    @Setup
    public void choose(final OfRoles all, final Point point) {
      final KillPattern[] patterns = new KillPattern[all.keys.roles()];
      for (int i = 0; i < patterns.length; i++) {
        patterns[i] = KillPattern.roles(all.keys.role(i));
      }
      final int ownersPerRole = all.keys.shape.ownersPerRole();
      choose(all, point, patterns, i -> all.keys.ownerOf[i] / ownersPerRole);
    }
  }

  /** What the time is divided by, beside invocations. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Per {
    public long kill;
    public long match;
  }

  @Benchmark
  public long byUid(final Uids turns, final Per per) {
    return turns.killSome(per);
  }

  @Benchmark
  public long byRole(final Roles turns, final Per per) {
    return turns.killSome(per);
  }
}
