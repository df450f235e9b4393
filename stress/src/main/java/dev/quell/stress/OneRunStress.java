package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Operations for which the host brings no object, one after another in the object that the slot keeps: what somebody
 * does with the last one, against the begin of the next.
 */
public final class OneRunStress {
  private OneRunStress() {}

  /** A session of its own, whose slot keeps an object, with an operation that runs in it. */
  private abstract static class Kept {
    final Owner owner = Fixture.owner(Fixture.number());
    final Session session = Fixture.SHARED.open(Fixture.number(), owner);
    Operation first;
    Operation second;

    Kept() {
      session.begin("before").close();
      first = session.begin("first");
    }

    final int kill() {
      return Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
    }

    /** Whether the run goes on, shows itself, can be ended, and leaves the session idle. */
    final boolean isWhole(final Operation run, final String description) {
      final boolean shown = run.isRunning() && isShown(run, description);
      run.close();
      final boolean idle = !run.isRunning() && session.info().operations() == 0;
      session.end();
      return shown && idle;
    }

    private static boolean isShown(final Operation run, final String description) {
      try {
        return run.info().description().equals(description);
      } catch (final IllegalStateException e) {
        return false; // its object says that it does not run
      }
    }
  }

  /**
   * An operation begins while another thread is in the close of the last one, which has much to do: it does not take
   * the object from under that.
   */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "it runs, in whatever object, and ends")
  @Outcome(expect = FORBIDDEN, desc = "the close of the last one has ended it in part")
  public static class ON_I1_CloseVsBegin extends Kept {
    public ON_I1_CloseVsBegin() {
      first.onKill(cause -> {});
    }

    @Actor public void closer() { first.close(); }

    @Actor public void beginner() { second = session.begin("second"); }

    @Arbiter public void observer(final Z_Result r) { r.r1 = isWhole(second, "second"); }
  }

  /** As above, and the last one begins just then, too. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "it runs, in whatever object, and ends")
  @Outcome(expect = FORBIDDEN, desc = "the close of the last one has ended it in part")
  public static class ON_I1_BeginAndCloseVsBegin extends Kept {
    public ON_I1_BeginAndCloseVsBegin() {
      first.close();
    }

    @Actor public void closer() {
      first = session.begin("first");
      first.onKill(cause -> {}); // so that its close has much to do
      first.close();
    }

    @Actor public void beginner() { second = session.begin("second"); }

    @Arbiter public void observer(final Z_Result r) { r.r1 = isWhole(second, "second"); }
  }

  /** Two begin at once: one gets the object, the other one of its own. */
  @State
  @JCStressTest
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both run and are killed; one ends, and the other goes on")
  @Outcome(expect = FORBIDDEN, desc = "two in one object")
  public static class ON_I1_BeginVsBegin extends Kept {
    public ON_I1_BeginVsBegin() {
      first.close();
    }

    @Actor public void beginner1() { first = session.begin("first"); }

    @Actor public void beginner2() { second = session.begin("second"); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = kill();
      first.close();
      r.r2 = isWhole(second, "second") ? 1 : 0;
    }
  }

  /** Two close it, against the contract, and one of them begins the next. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "the next one goes on")
  @Outcome(expect = FORBIDDEN, desc = "the second close has ended the next one")
  public static class ON_I2_CloseVsCloseAndNextRun extends Kept {
    @Actor public void late() { first.close(); }

    @Actor public void host() { first.close(); second = session.begin("second"); }

    @Arbiter public void observer(final Z_Result r) { r.r1 = isWhole(second, "second"); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, false"}, expect = ACCEPTABLE, desc = "killed in time, or too late")
  @Outcome(expect = FORBIDDEN, desc = "a kill of the one has hit the next")
  public static class ON_I2_KillVsCloseAndNextRun extends Kept {
    @Actor public void killer(final ZZ_Result r) {
      try {
        r.r1 = first.kill(1, "", "");
      } catch (final IllegalStateException e) {
        r.r1 = false; // it runs no more
      }
    }

    @Actor public void host() { first.close(); second = session.begin("second"); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = second.isKilled(); second.close(); session.end(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "only the next one was killed")
  @Outcome(expect = FORBIDDEN, desc = "the one took the kill of the next for its own")
  public static class ON_I2_PollVsCloseAndKillOfNextRun extends Kept {
    @Actor public void poller(final ZZ_Result r) { r.r1 = first.isKilled(); r.r1 |= first.isKilled(); }

    @Actor public void host() { first.close(); second = session.begin("second"); kill(); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r1 |= first.isKilled();
      r.r2 = second.isKilled();
      second.close();
      session.end();
    }
  }

  /** A killed one is closed, and the next one killed with another code. */
  @State
  @JCStressTest
  @Outcome(id = "5, 5", expect = ACCEPTABLE, desc = "its own code, before, at and after its end")
  @Outcome(expect = FORBIDDEN, desc = "no code for a moment, or that of the next one")
  public static class ON_I3_CauseVsCloseAndNextRun extends Kept {
    public ON_I3_CauseVsCloseAndNextRun() {
      first.kill(5, "", "");
    }

    @Actor public void observer(final II_Result r) { r.r1 = Fixture.code(first); }

    @Actor public void host() { first.close(); second = session.begin("second"); second.kill(6, "", ""); }

    @Arbiter public void later(final II_Result r) { r.r2 = Fixture.code(first); second.close(); session.end(); }
  }
}
