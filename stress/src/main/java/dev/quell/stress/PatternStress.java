package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.UserName;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * Kills by those patterns that {@link KillStress} does without, against the begin and the end of an operation: whatever
 * index serves a pattern, it promises the same.
 */
public final class PatternStress {
  private PatternStress() {}

  /** A session that each of the requests matches, beside another that most of them match too. Alone in its core. */
  private abstract static class Matched {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Role left = Role.of("left", "db");
    private final Role right = Role.of("right", "db");
    private final Owner other = Owner.of("another", "db", left);
    private final Owner owner = Owner.of("one", "db", right);
    private final Session session = core.open(1, owner);
    final KillRequest byUsers = KillRequest.of(
        KillPattern.users(new UserName("another", "db"), new UserName("one", "db")));
    final KillRequest byPairs = KillRequest.of(
        KillPattern.session(Fixture.id(1), owner.uid()), KillPattern.session(Fixture.id(1), other.uid()));
    final KillRequest byRoles = KillRequest.of(KillPattern.roles(left, right));
    final KillRequest everything = KillRequest.of();
    final Operation operation = core.operation();
    private volatile boolean begun;

    Matched() {
      core.open(1, other);
    }

    final void begin() {
      session.begin(operation);
      begun = true;
    }

    final int kill(final KillRequest request) {
      return (int) core.kills.kill(request).operationsKilled();
    }

    final void kill(final ZII_Result r, final KillRequest request) {
      r.r1 = begun;
      r.r2 = kill(request);
    }

    final void look(final ZII_Result r) {
      r.r3 = operation.isKilled() ? 1 : 0;
    }
  }

  /** The same with the operation running. */
  private abstract static class MatchedAndRunning extends Matched {
    MatchedAndRunning() {
      begin();
    }

    final boolean end() {
      operation.close();
      return operation.isKilled();
    }
  }

  // ---- begin

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillByUsersVsBegin extends Matched {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, byUsers); }

    @Arbiter public void observer(final ZII_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillByPairsVsBegin extends Matched {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, byPairs); }

    @Arbiter public void observer(final ZII_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillByRolesVsBegin extends Matched {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, byRoles); }

    @Arbiter public void observer(final ZII_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillAllVsBegin extends Matched {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, everything); }

    @Arbiter public void observer(final ZII_Result r) { look(r); }
  }

  // ---- end

  @State
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillByUsersVsEnd extends MatchedAndRunning {
    @Actor public void host(final IZ_Result r) { r.r2 = end(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = kill(byUsers); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillByPairsVsEnd extends MatchedAndRunning {
    @Actor public void host(final IZ_Result r) { r.r2 = end(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = kill(byPairs); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillByRolesVsEnd extends MatchedAndRunning {
    @Actor public void host(final IZ_Result r) { r.r2 = end(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = kill(byRoles); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillAllVsEnd extends MatchedAndRunning {
    @Actor public void host(final IZ_Result r) { r.r2 = end(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = kill(everything); }
  }
}
