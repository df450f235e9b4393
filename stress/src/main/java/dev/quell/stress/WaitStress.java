package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

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

  /** Another thread joins for a run while its user goes on to the next one, which is killed. */
  @State
  @JCStressTest
  @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "the next run's own waiter is called")
  @Outcome(expect = FORBIDDEN, desc = "nobody found the waiter of the next run, or it was called twice")
  public static class K9_OnKillVsOnKillOfNextRun extends Fixture.OneSession {
    private final AtomicInteger stranger = new AtomicInteger();
    private final AtomicInteger own = new AtomicInteger();

    public K9_OnKillVsOnKillOfNextRun() {
      session.begin(operation);
    }

    @Actor public void stranger() {
      try {
        operation.onKill(cause -> stranger.incrementAndGet());
      } catch (final IllegalStateException e) {
        // between two runs
      }
    }

    @Actor public void host() {
      operation.close();
      session.begin(operation);
      operation.onKill(cause -> own.incrementAndGet());
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
    }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = stranger.get();
      r.r2 = own.get();
      operation.close();
      session.end();
    }
  }
}
