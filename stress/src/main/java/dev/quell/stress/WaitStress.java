package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationImpl;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LII_Result;

/** K9: joining the wait list of a run, against what changes the run's word besides its kill. */
public final class WaitStress {
  private WaitStress() {}

  /** The word of a run that was killed before changes once more, when its session ends. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "called, as the operation was killed before")
  @Outcome(expect = FORBIDDEN, desc = "not called, or twice")
  public static class K9_OnKillOfKilledVsEndOfSession extends Fixture.OneSession {
    private final AtomicInteger calls = new AtomicInteger();

    public K9_OnKillOfKilledVsEndOfSession() {
      session.begin(operation);
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
    }

    @Actor public void host() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = calls.get();
      operation.close();
    }
  }

  /** It changes too when the first operation begins beside it. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "called, as the operation was killed before")
  @Outcome(expect = FORBIDDEN, desc = "not called, or twice")
  public static class K9_OnKillOfKilledVsBeginFurther extends Fixture.OneSession {
    private final AtomicInteger calls = new AtomicInteger();

    public K9_OnKillOfKilledVsBeginFurther() {
      session.begin(operation);
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
    }

    @Actor public void host() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Actor public void further() { session.begin("").close(); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = calls.get();
      operation.close();
      session.end();
    }
  }

  /**
   * Another thread joins for a run while its user goes on to the next one, which is killed. Which run it joined is
   * certain if that was the present one before and after.
   */
  @State
  @JCStressTest
  @Outcome(id = "refused, 0, 1", expect = ACCEPTABLE, desc = "came between two runs")
  @Outcome(id = "first, 0, 1", expect = ACCEPTABLE, desc = "joined the run that was not killed")
  @Outcome(id = "next, 1, 1", expect = ACCEPTABLE, desc = "joined the next run: called too")
  @Outcome(id = {"either, 0, 1", "either, 1, 1"}, expect = ACCEPTABLE, desc = "joined the one or the other")
  @Outcome(expect = FORBIDDEN, desc = "one who waits for the killed run was not called, or twice; or one who does not")
  public static class K9_OnKillVsOnKillOfNextRun extends Fixture.OneSession {
    private final OperationImpl run = (OperationImpl) operation;
    private final AtomicInteger stranger = new AtomicInteger();
    private final AtomicInteger own = new AtomicInteger();
    private final long first;

    public K9_OnKillVsOnKillOfNextRun() {
      session.begin(operation);
      first = present();
    }

    /** The ticket of the present run, or 0. */
    private long present() {
      final Run entry = run.present();
      return entry == null ? 0 : entry.ticket();
    }

    @Actor public void stranger(final LII_Result r) {
      final long before = present();
      try {
        operation.onKill(cause -> stranger.incrementAndGet());
      } catch (final IllegalStateException e) {
        r.r1 = "refused";
        return;
      }
      if (present() == first) {
        r.r1 = "first";
      } else {
        r.r1 = before == 0 || before == first ? "either" : "next";
      }
    }

    @Actor public void host() {
      operation.close();
      session.begin(operation);
      operation.onKill(cause -> own.incrementAndGet());
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
    }

    @Arbiter public void observer(final LII_Result r) {
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
      operation.close();
      r.r2 = stranger.get();
      r.r3 = own.get();
      session.end();
    }
  }
}
