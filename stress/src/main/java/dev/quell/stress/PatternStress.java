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
import java.util.Set;
import java.util.UUID;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * Kills by those patterns that {@link KillStress} does without, against the begin and the end of an operation: whatever
 * index serves a pattern, it promises the same.
 */
public final class PatternStress {
  private PatternStress() {}

  /** A session that each of the requests matches, beside another that most of them match too. */
  private abstract static class Matched {
    private final long number = Fixture.number();
    private final Role left = Role.of("left" + number, "db");
    private final Role right = Role.of("right" + number, "db");
    private final UserName name = new UserName("one" + number, "db");
    private final UserName otherName = new UserName("another" + number, "db");
    private final Owner owner = Owner.of(name, Set.of(right));
    private final Owner other = Owner.of(otherName, Set.of(left));
    private final Fixture.Small core;
    private final Session session;
    private final Session otherSession;
    private final Operation operation;
    private volatile boolean begun;

    Matched() {
      this(Fixture.SHARED);
    }

    Matched(final Fixture.Small core) {
      this.core = core;
      session = core.open(number, owner);
      otherSession = core.open(number, other);
      operation = core.operation();
    }

    final void begin() {
      session.begin(operation);
      begun = true;
    }

    final void kill(final ZII_Result r, final KillRequest request) {
      r.r1 = begun;
      r.r2 = (int) core.kills.kill(request).operationsKilled();
    }

    final void end(final ZII_Result r) {
      operation.close();
      look(r);
    }

    final void look(final ZII_Result r) {
      r.r3 = operation.isKilled() ? 1 : 0;
    }

    final void clear() {
      operation.close();
      session.end();
      otherSession.end();
    }

    final KillRequest byUsers() {
      return KillRequest.of(KillPattern.users(otherName, name));
    }

    final KillRequest byPairs() {
      final UUID id = Fixture.id(number);
      return KillRequest.of(KillPattern.session(id, owner.uid()), KillPattern.session(id, other.uid()));
    }

    final KillRequest byRoles() {
      return KillRequest.of(KillPattern.roles(left, right));
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

    @Actor public void killer(final ZII_Result r) { kill(r, byUsers()); }

    @Arbiter public void observer(final ZII_Result r) { look(r); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillByPairsVsBegin extends Matched {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, byPairs()); }

    @Arbiter public void observer(final ZII_Result r) { look(r); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillByRolesVsBegin extends Matched {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, byRoles()); }

    @Arbiter public void observer(final ZII_Result r) { look(r); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0, 0", "false, 1, 1"}, expect = ACCEPTABLE, desc = "not begun yet when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "missed, or killed without a count, or counted without being killed")
  public static class K1_KillAllVsBegin extends Matched {
    public K1_KillAllVsBegin() {
      super(new Fixture.Small(64));
    }

    @Actor public void host() { begin(); }

    @Actor public void killer(final ZII_Result r) { kill(r, KillRequest.of()); }

    @Arbiter public void observer(final ZII_Result r) { look(r); clear(); }
  }

  // ---- end

  @State
  @JCStressTest
  @Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillByUsersVsEnd extends Matched {
    public K4_KillByUsersVsEnd() {
      begin();
    }

    @Actor public void host(final ZII_Result r) { end(r); }

    @Actor public void killer(final ZII_Result r) { kill(r, byUsers()); }

    @Arbiter public void clean(final ZII_Result r) { clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillByPairsVsEnd extends Matched {
    public K4_KillByPairsVsEnd() {
      begin();
    }

    @Actor public void host(final ZII_Result r) { end(r); }

    @Actor public void killer(final ZII_Result r) { kill(r, byPairs()); }

    @Arbiter public void clean(final ZII_Result r) { clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillByRolesVsEnd extends Matched {
    public K4_KillByRolesVsEnd() {
      begin();
    }

    @Actor public void host(final ZII_Result r) { end(r); }

    @Actor public void killer(final ZII_Result r) { kill(r, byRoles()); }

    @Arbiter public void clean(final ZII_Result r) { clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree")
  public static class K4_KillAllVsEnd extends Matched {
    public K4_KillAllVsEnd() {
      super(new Fixture.Small(64));
      begin();
    }

    @Actor public void host(final ZII_Result r) { end(r); }

    @Actor public void killer(final ZII_Result r) { kill(r, KillRequest.of()); }

    @Arbiter public void clean(final ZII_Result r) { clear(); }
  }
}
