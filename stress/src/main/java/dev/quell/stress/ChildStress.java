package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationImpl;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Children: a kill of the parent, against what parent and children do just then. */
public final class ChildStress {
  private ChildStress() {}

  /** A parent that runs in a session of its own. */
  abstract static class Family extends Fixture.OneSession {
    final Operation parent = session.begin(operation);
    final Run run = ((OperationImpl) parent).present();

    /** A child that begins is not the first that the session has: else it would change the parent's word itself. */
    Family() {
      session.begin("").close();
    }

    /** Kills the parent's run alone, as by its id; answers how many operations that has claimed. */
    final int killParent() {
      final ClaimBatch batch = new ClaimBatch(Fixture.SHARED.claims, 1, "", "");
      batch.claim(run);
      return (int) batch.finish();
    }

    static Operation tryChild(final Operation of) {
      try {
        return of.child("child");
      } catch (final IllegalStateException e) {
        return null; // it does not run
      }
    }

    final void end(final Operation... operations) {
      for (final Operation each : operations) {
        if (each != null) {
          each.close();
        }
      }
      session.end();
    }
  }

  /** A child begins while its parent is killed. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "born killed")
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "killed with its parent")
  @Outcome(expect = FORBIDDEN, desc = "the child of a killed operation lives")
  public static class CR_I2_ChildVsKillOfParent extends Family {
    private Operation child;

    @Actor public void host() { child = parent.child("child"); }

    @Actor public void killer(final IZ_Result r) { r.r1 = killParent(); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = child.isKilled(); end(child, parent); }
  }

  /** The same, of a parent for whose kill somebody waits already. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "born killed")
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "killed with its parent")
  @Outcome(expect = FORBIDDEN, desc = "the child of a killed operation lives")
  public static class CR_E2_FirstChildVsKillOfAwaitedParent extends Family {
    private Operation child;

    public CR_E2_FirstChildVsKillOfAwaitedParent() {
      parent.onKill(cause -> {});
    }

    @Actor public void host() { child = parent.child("child"); }

    @Actor public void killer(final IZ_Result r) { r.r1 = killParent(); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = child.isKilled(); end(child, parent); }
  }

  /** The parent ends while it is killed. */
  @State
  @JCStressTest
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "killed, and its child")
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "ended before the kill: the child lives")
  @Outcome(expect = FORBIDDEN, desc = "the end of the parent saved its child, or the child died alone")
  public static class CR_I2_KillOfParentVsEndOfParent extends Family {
    private final Operation child = parent.child("child");

    @Actor public void user() { parent.close(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = killParent(); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = child.isKilled(); end(child); }
  }

  /** The child ends while its parent is killed. */
  @State
  @JCStressTest
  @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "ended first")
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "killed first, and counted")
  @Outcome(expect = FORBIDDEN, desc = "the count is not that of the killed")
  public static class CR_I2_KillOfParentVsEndOfChild extends Family {
    private final Operation child = parent.child("child");

    @Actor public void user() { child.close(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = killParent(); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = child.isKilled(); end(parent); }
  }

  /** A child begins while its parent ends. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, false"}, expect = ACCEPTABLE, desc = "it runs, or it was refused")
  @Outcome(expect = FORBIDDEN, desc = "it runs although it was refused, or it does not run")
  public static class CR_I2_ChildVsEndOfParent extends Family {
    private Operation child;

    @Actor public void host(final ZZ_Result r) {
      child = tryChild(parent);
      r.r1 = child != null;
    }

    @Actor public void user() { parent.close(); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r2 = Fixture.SHARED.kill(KillPattern.owner(owner.uid())) == 1;
      end(child);
    }
  }

  /** The killed parent ends and runs again, with another child, before its killer looks for the children. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true, false", "false, false, false"}, expect = ACCEPTABLE, desc = "the children of that run")
  @Outcome(expect = FORBIDDEN, desc = "those of another run, or not those of this")
  public static class CR_E2_KillVsNextRunOfParent extends Family {
    private final Operation child = parent.child("child");
    private Operation next;

    @Actor public void user() {
      parent.close();
      session.begin(parent);
      next = parent.child("child of the next run");
    }

    @Actor public void killer(final ZZZ_Result r) { r.r1 = killParent() > 0; }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r2 = child.isKilled();
      r.r3 = next.isKilled();
      end(child, next, parent);
    }
  }

  /** The child ends and runs something else, in a word of its own session, while its parent is killed. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 0", "2, 0"}, expect = ACCEPTABLE, desc = "killed while it was a child, or missed")
  @Outcome(expect = FORBIDDEN, desc = "the kill of the parent reached what is no child")
  public static class CR_I1_KillOfParentVsNextRunOfChild {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1);
    private final Session session = core.open(1, owner);
    private final Session other = core.open(2, Fixture.owner(2));
    private final Operation parent = session.begin(core.operation());
    private final Run run = ((OperationImpl) parent).present();
    private final Operation child = parent.child("child");

    @Actor public void host() { child.close(); other.begin(child); }

    @Actor public void killer(final II_Result r) {
      final ClaimBatch batch = new ClaimBatch(core.claims, 1, "", "");
      batch.claim(run);
      r.r1 = (int) batch.finish();
    }

    @Arbiter public void observer(final II_Result r) { r.r2 = child.isKilled() ? 1 : 0; }
  }

  /** A grandchild begins while its grandparent is killed. */
  @State
  @JCStressTest
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "born killed")
  @Outcome(id = "3, true", expect = ACCEPTABLE, desc = "killed with its grandparent")
  @Outcome(expect = FORBIDDEN, desc = "the grandchild of a killed operation lives")
  public static class CR_I2_GrandchildVsKill extends Family {
    private final Operation child = parent.child("child");
    private Operation grandchild;

    @Actor public void host() { grandchild = child.child("grandchild"); }

    @Actor public void killer(final IZ_Result r) { r.r1 = killParent(); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = grandchild.isKilled();
      end(grandchild, child, parent);
    }
  }

  /** Two children begin at once, the first of their parent. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "a kill of the parent finds both")
  @Outcome(expect = FORBIDDEN, desc = "one is nobody's child")
  public static class CR_I2_ChildVsChild extends Family {
    private Operation child1;
    private Operation child2;

    @Actor public void host1() { child1 = parent.child("1"); }

    @Actor public void host2() { child2 = parent.child("2"); }

    @Arbiter public void observer(final Z_Result r) {
      r.r1 = killParent() == 3;
      end(child1, child2, parent);
    }
  }

  /** K4: a kill of the parent alone and one of the session share the family. */
  @State
  @JCStressTest
  @Outcome(id = {"2, 0", "1, 1", "0, 2"}, expect = ACCEPTABLE, desc = "each claimed once")
  @Outcome(expect = FORBIDDEN, desc = "claimed twice, or by nobody")
  public static class K4_KillOfParentVsKillOfSession extends Family {
    private final Operation child = parent.child("child");

    @Actor public void killer1(final II_Result r) { r.r1 = killParent(); }

    @Actor public void killer2(final II_Result r) { r.r2 = Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void clean(final II_Result r) { end(child, parent); }
  }
}
