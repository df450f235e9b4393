package dev.quell.internal.services;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The ring of the last minute's times: those who begin a quarter in one slot at once. */
public final class LatenciesStress {
  private LatenciesStress() {}

  /** One begins a quarter, late; another the quarter that takes the same slot of the ring a round later. */
  @State
  @JCStressTest
  @Outcome(id = "12", expect = ACCEPTABLE, desc = "the slot has the newer quarter")
  @Outcome(expect = FORBIDDEN, desc = "the older quarter has replaced the newer one")
  public static class LA_I1_TurnVsTurnOfNextRound {
    private static final long QUARTER = 7;
    private final Latencies times = new Latencies(new CoreClock(() -> 0, 0));

    @Actor public void lateRecorder() { times.turn(QUARTER); }

    @Actor public void recorder() { times.turn(QUARTER + Latencies.QUARTERS); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = (int) times.quarterAt((int) QUARTER % Latencies.QUARTERS);
    }
  }

  /** Two record the first times of a quarter. */
  @State
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both times are of the last minute")
  @Outcome(expect = FORBIDDEN, desc = "a time counts as one from before the quarter in which it was recorded")
  public static class LA_I1_RecordVsRecord {
    private final Latencies times = new Latencies(new CoreClock(() -> 0, 0));

    @Actor public void recorder1() { times.record(1); }

    @Actor public void recorder2() { times.record(1); }

    @Arbiter public void observer(final I_Result r) { r.r1 = (int) times.lastMinute().count(); }
  }
}
