package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Registration;
import dev.quell.Session;
import dev.quell.internal.background.Janitor;
import dev.quell.internal.claim.Run;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One run of an operation against who means just that: a kill by its id, its deadline, those who wait for its kill. */
public final class RunStress {
  private RunStress() {}

  /** An operation that runs in a session of its own in the shared core. */
  private abstract static class Running {
    private final long number = Fixture.number();
    final Owner owner = Fixture.owner(number);
    final Session session = Fixture.CORE.session(Fixture.id(number), owner);
    final Operation operation = session.begin(Fixture.CORE.operation());
    final int operationId = operation.id();

    final boolean killById() {
      return Fixture.CORE.killOperation(operationId, KillCode.MAX_TIME_MS_EXPIRED, "", "");
    }

    final void clear() {
      operation.close();
      session.end();
    }
  }

  // ---- poll

  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, true", "false, false"}, expect = ACCEPTABLE,
      desc = "the kill has returned, and the poll says so; or about then")
  @Outcome(expect = FORBIDDEN, desc = "the kill had returned, and the poll knew nothing of it")
  public static class K1_PollVsKill extends Running {
    private volatile boolean killed;

    @Actor public void killer() { Fixture.killOwner(owner); killed = true; }

    @Actor public void host(final ZZ_Result r) { r.r1 = killed; r.r2 = operation.isKilled(); }

    @Arbiter public void clean(final ZZ_Result r) { clear(); }
  }

  /** An operation that was killed: whoever asks, and whenever, is told so, also while its user closes it. */
  private abstract static class Killed extends Running {
    Killed() {
      Fixture.killOwner(owner);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "killed before, at and after its end")
  @Outcome(expect = FORBIDDEN, desc = "it had been killed, and the poll of another thread knew nothing of it")
  public static class K1_PollVsEndOfKilled extends Killed {
    @Actor public void host() { operation.close(); }

    @Actor public void poller(final ZZ_Result r) { r.r1 = operation.isKilled(); r.r2 = operation.isKilled(); }

    @Arbiter public void clean(final ZZ_Result r) { clear(); }
  }

  /** Two close it, against the contract: the one that comes second returns while the first is still about it. */
  @State
  @JCStressTest
  @Outcome(id = "11601, 11601", expect = ACCEPTABLE, desc = "both are told what killed it")
  @Outcome(expect = FORBIDDEN, desc = "it had been killed, and one who closed it was told of no cause, or another one")
  public static class K4_CauseVsEndOfKilled extends Killed {
    @Actor public void host1(final II_Result r) { operation.close(); r.r1 = Fixture.code(operation); }

    @Actor public void host2(final II_Result r) { operation.close(); r.r2 = Fixture.code(operation); }

    @Arbiter public void clean(final II_Result r) { clear(); }
  }

  // ---- kill by id

  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, false"}, expect = ACCEPTABLE, desc = "killed and then ended, or ended first")
  @Outcome(expect = FORBIDDEN, desc = "it won and the operation was not killed, or the reverse")
  public static class K4_KillByIdVsEnd extends Running {
    @Actor public void host(final ZZ_Result r) { operation.close(); r.r2 = operation.isKilled(); }

    @Actor public void killer(final ZZ_Result r) { r.r1 = killById(); }

    @Arbiter public void clean(final ZZ_Result r) { clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "called once, by the killer or at registration")
  @Outcome(expect = FORBIDDEN, desc = "not called, or twice")
  public static class K9_OnKillVsKillById extends Running {
    private final AtomicInteger calls = new AtomicInteger();

    @Actor public void host() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Actor public void killer(final ZI_Result r) { r.r1 = killById(); }

    @Arbiter public void observer(final ZI_Result r) { r.r2 = calls.get(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, false, 50", expect = ACCEPTABLE, desc = "the first kill won, with its code")
  @Outcome(id = "false, true, 237", expect = ACCEPTABLE, desc = "the second kill won, with its code")
  @Outcome(expect = FORBIDDEN, desc = "two winners, no winner, or the code of the one that lost")
  public static class K4_KillByIdVsKillById extends Running {
    @Actor public void killer1(final ZZI_Result r) { r.r1 = killById(); }

    @Actor public void killer2(final ZZI_Result r) {
      r.r2 = Fixture.CORE.killOperation(operationId, KillCode.CURSOR_KILLED, "", "");
    }

    @Arbiter public void observer(final ZZI_Result r) { r.r3 = Fixture.code(operation); clear(); }
  }

  /** The word that the kill compares changes under it, for a reason that is none not to kill. */
  @State
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "killed, whether the session has gone or not")
  @Outcome(expect = FORBIDDEN, desc = "the kill gave up, or the end of the session took it back, or the session stayed")
  public static class K4_KillByIdVsEndOfSession extends Running {
    @Actor public void ender(final ZZZ_Result r) { r.r3 = session.end(); }

    @Actor public void killer(final ZZZ_Result r) { r.r1 = killById(); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r2 = Fixture.code(operation) == KillCode.MAX_TIME_MS_EXPIRED;
      r.r3 &= !session.isOpen();
      clear();
    }
  }

  /** Likewise, and what began beside it is there for the next kill. */
  @State
  @JCStressTest
  @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "killed, it alone; a later kill finds the other")
  @Outcome(expect = FORBIDDEN, desc = "gave up, or taken back, or what began beside it was hit, or is hidden")
  public static class K4_KillByIdVsBeginFurther extends Running {
    private final Operation further = Fixture.CORE.operation();

    @Actor public void host() { session.begin(further); }

    @Actor public void killer(final ZZI_Result r) { r.r1 = killById(); }

    @Arbiter public void observer(final ZZI_Result r) {
      r.r2 = operation.isKilled() && !further.isKilled();
      r.r3 = Fixture.killOwner(owner);
      further.close();
      clear();
    }
  }

  // ---- deadline

  /** An operation whose deadline has passed, in a core of its own: the agent deals with all of a core. */
  private abstract static class Overdue {
    private static final long NEVER = Long.MAX_VALUE / 4;
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);
    final Session session = core.open(1, owner);
    final Operation operation = session.begin(core.operation()).deadline(Duration.ZERO);
    private final Janitor janitor =
        new Janitor(core.sessions, core.cursors, core.kills, NEVER, NEVER, false, resource -> true);

    /** Whether the agent kills the operation in one turn: 1 or 0. It also makes the calls that follow. */
    final int turn() {
      return Math.min(1, janitor.doWork());
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, true"}, expect = ACCEPTABLE, desc = "ended first, or killed and then ended")
  @Outcome(expect = FORBIDDEN, desc = "counted and not killed, or killed and not counted")
  public static class K4_DeadlineVsEnd extends Overdue {
    @Actor public void host(final IZ_Result r) { operation.close(); r.r2 = operation.isKilled(); }

    @Actor public void janitor(final IZ_Result r) { r.r1 = turn(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 0, 50", expect = ACCEPTABLE, desc = "the deadline came first")
  @Outcome(id = "0, 1, 11601", expect = ACCEPTABLE, desc = "the kill came first")
  @Outcome(expect = FORBIDDEN, desc = "two winners, no winner, or the code of the one that lost")
  public static class K4_DeadlineVsKill extends Overdue {
    @Actor public void janitor(final III_Result r) { r.r1 = turn(); }

    @Actor public void killer(final III_Result r) { r.r2 = core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final III_Result r) { r.r3 = Fixture.code(operation); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, false, 50", expect = ACCEPTABLE, desc = "the deadline came first")
  @Outcome(id = "0, true, 237", expect = ACCEPTABLE, desc = "the kill came first")
  @Outcome(expect = FORBIDDEN, desc = "two winners, no winner, or the code of the one that lost")
  public static class K4_DeadlineVsKillById extends Overdue {
    private final Run run = core.operations.find(operation.id());

    @Actor public void janitor(final IZI_Result r) { r.r1 = turn(); }

    @Actor public void killer(final IZI_Result r) { r.r2 = core.kill(run, KillCode.CURSOR_KILLED); }

    @Arbiter public void observer(final IZI_Result r) { r.r3 = Fixture.code(operation); }
  }

  /** {@link K4_KillByIdVsEndOfSession} for the agent, which looks at each deadline once in a turn. */
  @State
  @JCStressTest
  @Outcome(id = "1, 50, true", expect = ACCEPTABLE, desc = "killed, in a session that goes or has gone")
  @Outcome(expect = FORBIDDEN, desc = "passed over, or the kill was taken back, or the slot is lost")
  public static class K4_DeadlineVsEndOfSession extends Overdue {
    private final long handle = core.find(1, owner);

    @Actor public void ender() { session.end(); }

    @Actor public void janitor(final IIZ_Result r) { r.r1 = turn(); }

    @Arbiter public void observer(final IIZ_Result r) {
      r.r2 = Fixture.code(operation);
      operation.close();
      r.r3 = core.isFreed(handle);
    }
  }

  /** {@link K4_KillByIdVsBeginFurther} for the agent. */
  @State
  @JCStressTest
  @Outcome(id = "1, true, 1", expect = ACCEPTABLE, desc = "killed, it alone; a later kill finds the other")
  @Outcome(expect = FORBIDDEN, desc = "passed over, or taken back, or what began beside it was hit, or is hidden")
  public static class K4_DeadlineVsBeginFurther extends Overdue {
    private final Operation further = core.operation();

    @Actor public void host() { session.begin(further); }

    @Actor public void janitor(final IZI_Result r) { r.r1 = turn(); }

    @Arbiter public void observer(final IZI_Result r) {
      r.r2 = Fixture.code(operation) == KillCode.MAX_TIME_MS_EXPIRED && !further.isKilled();
      r.r3 = core.kill(KillPattern.owner(owner.uid()));
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, 50", "false, 50", "false, 0"}, expect = ACCEPTABLE,
      desc = "the agent has been there, and the poll says so; or about then")
  @Outcome(expect = FORBIDDEN, desc = "the agent had been there, and the poll knew nothing of it, or of another cause")
  public static class K1_PollVsDeadline extends Overdue {
    private volatile boolean killed;

    @Actor public void janitor() { turn(); killed = true; }

    @Actor public void host(final ZI_Result r) {
      r.r1 = killed;
      r.r2 = operation.isKilled() ? Fixture.code(operation) : 0;
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the next run has no deadline, and is untouched")
  @Outcome(expect = FORBIDDEN, desc = "the deadline of one run killed the next one")
  public static class K3_DeadlineVsNextRun extends Overdue {
    @Actor public void host() { operation.close(); session.begin(operation); }

    @Actor public void janitor(final IZ_Result r) { r.r1 = turn(); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = turn() > 0 || operation.isKilled(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "the next run has an hour, and is untouched")
  @Outcome(expect = FORBIDDEN, desc = "the deadline of one run killed the next one, which has another")
  public static class K3_DeadlineVsNextRunWithAnother extends Overdue {
    @Actor public void host() { operation.close(); session.begin(operation).deadline(Duration.ofHours(1)); }

    @Actor public void janitor(final II_Result r) { r.r1 = turn(); }

    @Arbiter public void observer(final II_Result r) { r.r2 = turn() + Fixture.code(operation); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, 1, 50", "1, 0, 50", "1, 1, 50"}, expect = ACCEPTABLE,
      desc = "the agent met the one run or the other, or both; the next run dies of its own deadline")
  @Outcome(expect = FORBIDDEN, desc = "the deadline of the next run was lost with that of the run before it")
  public static class K1_DeadlineOfNextRunVsDeadline extends Overdue {
    @Actor public void host() { operation.close(); session.begin(operation).deadline(Duration.ZERO); }

    @Actor public void janitor(final III_Result r) { r.r1 = turn(); }

    @Arbiter public void observer(final III_Result r) { r.r2 = turn(); r.r3 = Fixture.code(operation); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "called once, by the agent or at registration")
  @Outcome(expect = FORBIDDEN, desc = "not called, or twice")
  public static class K9_OnKillVsDeadline extends Overdue {
    private final AtomicInteger calls = new AtomicInteger();

    @Actor public void host() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Actor public void janitor(final II_Result r) { r.r1 = turn(); }

    @Arbiter public void observer(final II_Result r) { r.r2 = calls.get(); }
  }

  // ---- callbacks

  /** Any thread may wait for the kill of an operation, which its user may end meanwhile; it was killed here. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "registered, and called once")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused: it does not run any more")
  @Outcome(expect = FORBIDDEN, desc = "registered and not called, or called twice, or refused and called")
  public static class K9_OnKillVsEndOfKilled extends Running {
    private final AtomicInteger calls = new AtomicInteger();

    public K9_OnKillVsEndOfKilled() {
      Fixture.killOwner(owner);
    }

    @Actor public void host() { operation.close(); }

    @Actor public void bystander(final ZI_Result r) {
      try {
        operation.onKill(cause -> calls.incrementAndGet());
        r.r1 = true;
      } catch (final IllegalStateException e) {
        r.r1 = false;
      }
    }

    @Arbiter public void observer(final ZI_Result r) { r.r2 = calls.get(); clear(); }
  }

  /** Two callbacks, one of which is taken back. */
  private abstract static class TwoCallbacks extends Running {
    final AtomicInteger kept = new AtomicInteger();
    final AtomicInteger taken = new AtomicInteger();
    Registration registration;

    final void keep() {
      operation.onKill(cause -> kept.incrementAndGet());
    }

    final void take() {
      registration = operation.onKill(cause -> taken.incrementAndGet());
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the one that came is called, the one that left is not")
  @Outcome(expect = FORBIDDEN, desc = "one left over the other's coming, or was called after it had left")
  public static class WL_I1_LeaveVsJoin extends TwoCallbacks {
    public WL_I1_LeaveVsJoin() {
      take();
    }

    @Actor public void leaver() { registration.close(); }

    @Actor public void comer() { keep(); }

    @Arbiter public void observer(final II_Result r) {
      Fixture.killOwner(owner);
      clear();
      r.r1 = kept.get();
      r.r2 = taken.get();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "who stayed is called once, who left at most")
  @Outcome(expect = FORBIDDEN, desc = "who left brought back a list that was taken: called twice, or never")
  public static class WL_I1_LeaveVsKill extends TwoCallbacks {
    public WL_I1_LeaveVsKill() {
      keep();
      take();
    }

    @Actor public void leaver() { registration.close(); }

    @Actor public void killer() { Fixture.killOwner(owner); }

    @Arbiter public void observer(final II_Result r) {
      clear();
      r.r1 = kept.get();
      r.r2 = taken.get();
    }
  }
}
