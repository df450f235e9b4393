package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.LimitExceededException;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZZ_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The ways a session ends, against each other and against what needs the session: HO-I1, HO-I2, HO-I4. */
public final class EndStress {
  private EndStress() {}

  // ---- end

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun first: it finishes, then the slot is freed")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "the slot was freed under the operation, or never")
  public static class EndVsBegin extends Fixture.OneSession {
    @Actor public void ender(final ZZ_Result r) { r.r1 = session.end(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, operation); }

    @Arbiter public void observer(final ZZ_Result r) {
      final boolean freedUnderIt = r.r2 && isFreed();
      operation.close();
      if (freedUnderIt || !isFreed()) {
        r.r1 = false;
      }
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun first: it finishes, then the slot is freed")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "the slot was freed under the operation, or never")
  public static class EndVsBeginFurther extends Fixture.OneSession {
    private final Operation further = Fixture.SHARED.operation();

    public EndVsBeginFurther() {
      session.begin(operation);
    }

    @Actor public void ender(final ZZ_Result r) { r.r1 = session.end(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, further); }

    @Arbiter public void observer(final ZZ_Result r) {
      operation.close();
      final boolean freedUnderIt = r.r2 && isFreed();
      further.close();
      if (freedUnderIt || !isFreed()) {
        r.r1 = false;
      }
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE,
      desc = "ended by one of the two, and freed")
  @Outcome(expect = FORBIDDEN, desc = "ended twice, or not at all, or the slot is lost")
  public static class EndVsEnd extends Fixture.OneSession {
    @Actor public void ender1(final ZZZ_Result r) { r.r1 = session.end(); }

    @Actor public void ender2(final ZZZ_Result r) { r.r2 = session.end(); }

    @Arbiter public void observer(final ZZZ_Result r) { r.r3 = isFreed(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE,
      desc = "ended by one of the two, and freed")
  @Outcome(expect = FORBIDDEN, desc = "ended twice, or not at all, or the slot is lost")
  public static class EndVsExpire extends Fixture.OneSession {
    @Actor public void ender(final ZZZ_Result r) { r.r1 = session.end(); }

    @Actor public void janitor(final ZZZ_Result r) { r.r2 = expire(); }

    @Arbiter public void observer(final ZZZ_Result r) { r.r3 = isFreed(); }
  }

  /** An operation goes on in a session that has ended, where no session kill reaches it any more. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, true"}, expect = ACCEPTABLE, desc = "ended first: not matched; or killed, then ended")
  @Outcome(expect = FORBIDDEN, desc = "killed without a count, or counted without being killed")
  public static class K4_EndVsKill extends Fixture.OneSession {
    public K4_EndVsKill() {
      session.begin(operation);
    }

    @Actor public void ender() { session.end(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); operation.close(); }
  }

  // ---- the last hold

  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "freed once by whichever came second")
  @Outcome(expect = FORBIDDEN, desc = "the slot is lost")
  public static class HO_I1_EndVsEndOfFirst extends Fixture.OneSession {
    public HO_I1_EndVsEndOfFirst() {
      session.begin(operation);
    }

    @Actor public void ender() { session.end(); }

    @Actor public void host() { operation.close(); }

    @Arbiter public void observer(final Z_Result r) { r.r1 = isFreed(); }
  }

  /**
   * Two who may free the slot, after a third let go of it; how many sessions there are tells how often it was freed.
   */
  private abstract static class TwoRun {
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);
    final Session session = core.open(1, owner);
    final long handle = core.find(1, owner);
    final Operation first = session.begin("");
    final Operation further = session.begin("");

    final void look(final IZZ_Result r) {
      r.r1 = (int) core.sessions.slots().sessions();
      r.r2 = core.isFreed(handle);
      core.open(2, owner);
      core.open(3, owner);
      r.r3 = core.find(2, owner) != core.find(3, owner) && core.sessions.slots().sessions() == r.r1 + 2;
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "freed once, and taken once each time after that")
  @Outcome(expect = FORBIDDEN, desc = "the slot was lost, or freed twice")
  public static class HO_I1_EndOfFirstVsEndOfFurther extends TwoRun {
    public HO_I1_EndOfFirstVsEndOfFurther() {
      session.end();
    }

    @Actor public void host1() { first.close(); }

    @Actor public void host2() { further.close(); }

    @Arbiter public void observer(final IZZ_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "freed once, and taken once each time after that")
  @Outcome(expect = FORBIDDEN, desc = "the slot was lost, or freed twice")
  public static class HO_I1_EndVsEndOfBoth extends TwoRun {
    @Actor public void ender() { session.end(); }

    @Actor public void hosts() { first.close(); further.close(); }

    @Arbiter public void observer(final IZZ_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "freed once, and taken once each time after that")
  @Outcome(expect = FORBIDDEN, desc = "the slot was lost, or freed twice")
  public static class HO_I1_EndVsEndOfFurther extends TwoRun {
    public HO_I1_EndVsEndOfFurther() {
      first.close();
    }

    @Actor public void ender() { session.end(); }

    @Actor public void host() { further.close(); }

    @Arbiter public void observer(final IZZ_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "freed once, and taken once each time after that")
  @Outcome(expect = FORBIDDEN, desc = "the slot was lost, or freed twice")
  public static class HO_I1_EndOfFirstVsEndVsEndOfFurther extends TwoRun {
    @Actor public void ender() { session.end(); }

    @Actor public void host1() { first.close(); }

    @Actor public void host2() { further.close(); }

    @Arbiter public void observer(final IZZ_Result r) { look(r); }
  }

  /** A begin that is refused gives its hold back: the count of sessions says so. */
  @State
  @JCStressTest
  @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "refused or run to its end, then freed once")
  @Outcome(expect = FORBIDDEN, desc = "the slot was lost, or freed twice")
  public static class HO_I2_EndVsBeginFurtherAndEnd extends TwoRun {
    private final Operation late = core.operation();

    @Actor public void ender() { session.end(); first.close(); further.close(); }

    @Actor public void host() {
      if (Fixture.tryBegin(session, late)) {
        late.close();
      }
    }

    @Arbiter public void observer(final IZZ_Result r) { look(r); }
  }

  // ---- expiry

  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "expired first: the begin is refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun first: the session stays")
  @Outcome(expect = FORBIDDEN, desc = "expired under an operation, or refused a begin without expiring")
  public static class HO_I4_ExpireVsBegin extends Fixture.OneSession {
    @Actor public void janitor(final ZZ_Result r) { r.r1 = expire(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, operation); }

    @Arbiter public void clean(final ZZ_Result r) { operation.close(); session.end(); }
  }

  /** The begin finds the first operation running, which then ends, so that the agent finds the session idle. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "expired first: the begin is refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun first: the session stays")
  @Outcome(expect = FORBIDDEN, desc = "expired under an operation, or refused a begin without expiring")
  public static class HO_I4_ExpireVsBeginFurther extends Fixture.OneSession {
    private final Operation further = Fixture.SHARED.operation();

    public HO_I4_ExpireVsBeginFurther() {
      session.begin(operation);
    }

    @Actor public void janitor(final ZZ_Result r) { operation.close(); r.r1 = expire(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, further); }

    @Arbiter public void clean(final ZZ_Result r) { further.close(); session.end(); }
  }

  /** {@link HO_I4_ExpireVsBeginFurther} in a session whose word is ATTACHED already, so that it may stay as it is. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "expired first: the begin is refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun first: the session stays")
  @Outcome(expect = FORBIDDEN, desc = "expired under an operation, or refused a begin without expiring")
  public static class HO_I4_ExpireVsBeginFurtherOfAttached extends Fixture.OneSession {
    private final Operation further = Fixture.SHARED.operation();

    public HO_I4_ExpireVsBeginFurtherOfAttached() {
      session.openCursor(() -> {}).close();
      session.begin(operation);
    }

    @Actor public void janitor(final ZZ_Result r) { operation.close(); r.r1 = expire(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, further); }

    @Arbiter public void clean(final ZZ_Result r) { further.close(); session.end(); }
  }

  /** The host ends sessions that are idle, as after {@code endSessions}. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun first: the session stays")
  @Outcome(expect = FORBIDDEN, desc = "ended under an operation, or refused a begin without ending")
  public static class HO_I4_EndIfIdleVsBegin extends Fixture.OneSession {
    @Actor public void sweeper(final ZZ_Result r) { r.r1 = session.endIfIdle(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, operation); }

    @Arbiter public void clean(final ZZ_Result r) { operation.close(); session.end(); }
  }

  /** {@link HO_I4_ExpireVsBeginFurther} for it: a session that is in use is left alone. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun first: the session stays")
  @Outcome(expect = FORBIDDEN, desc = "ended under an operation, or refused a begin without ending")
  public static class HO_I4_EndIfIdleVsBeginFurther extends Fixture.OneSession {
    private final Operation further = Fixture.SHARED.operation();

    public HO_I4_EndIfIdleVsBeginFurther() {
      session.begin(operation);
    }

    @Actor public void sweeper(final ZZ_Result r) { operation.close(); r.r1 = session.endIfIdle(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, further); }

    @Arbiter public void clean(final ZZ_Result r) { further.close(); session.end(); }
  }

  /**
   * An owner at its limit opens another session, which costs it one that is idle, and none in which an operation runs.
   */
  @State
  @JCStressTest
  @Outcome(id = "true, false, false", expect = ACCEPTABLE,
      desc = "ended for the other session first: the begin is refused")
  @Outcome(id = "false, true, true", expect = ACCEPTABLE,
      desc = "begun first: the session stays, and the other is refused")
  @Outcome(expect = FORBIDDEN, desc = "ended under an operation, or refused both")
  public static class HO_I4_OpenAtLimitVsBegin {
    private static final Fixture.Small LIMITED = new Fixture.Small(1 << 20, 1);
    private final Owner owner = Fixture.owner(Fixture.number());
    private final Session session = LIMITED.open(1, owner);
    private final Operation operation = LIMITED.operation();
    private Session other;

    @Actor public void opener(final ZZZ_Result r) {
      try {
        other = LIMITED.open(2, owner);
        r.r1 = true;
      } catch (final LimitExceededException e) {
        r.r1 = false;
      }
    }

    @Actor public void host(final ZZZ_Result r) { r.r2 = Fixture.tryBegin(session, operation); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r3 = session.isOpen();
      operation.close();
      (other == null ? session : other).end();
    }
  }

  /** Cursors do not keep a session; but none is left open in a session that has gone. */
  @State
  @JCStressTest
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE,
      desc = "opened first: the session was in use just then, and stays")
  @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "opened, then closed with the session that expired")
  @Outcome(id = "true, false, 0", expect = ACCEPTABLE,
      desc = "expired first: refused, and the resource stays the host's")
  @Outcome(expect = FORBIDDEN, desc = "left open in a session that has gone, or closed in one that has not")
  public static class HO_I3_ExpireVsOpenCursor extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();

    @Actor public void janitor(final ZZI_Result r) { r.r1 = expire(); }

    @Actor public void host(final ZZI_Result r) {
      try {
        session.openCursor(closes::incrementAndGet);
        r.r2 = true;
      } catch (final SessionEndedException e) {
        r.r2 = false;
      }
    }

    @Arbiter public void observer(final ZZI_Result r) {
      Fixture.closeCursors();
      r.r3 = closes.get();
      session.end();
    }
  }
}
