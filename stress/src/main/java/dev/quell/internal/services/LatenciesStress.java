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

  /** One begins a quarter, another the quarter that takes the same slot of the ring a turn later. */
  @State
  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "the older quarter was gone, so all were recorded in the newer one")
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "the first was recorded in the older quarter, which is gone")
  @Outcome(expect = FORBIDDEN, desc = "a time of the newer quarter is lost")
  public static class LA_I1_RecordVsRecordOfNextQuarter {
    private static final long QUARTER = 7;
    private final Latencies times = new Latencies(new CoreClock(() -> 0, 0));

    @Actor public void lateRecorder() { times.quarter(QUARTER).recordValue(1); }

    @Actor public void recorder() {
      times.quarter(QUARTER + Latencies.QUARTERS).recordValue(1);
      times.quarter(QUARTER + Latencies.QUARTERS).recordValue(1);
    }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = (int) times.quarter(QUARTER).getTotalCount();
    }
  }

  /** Two begin the same quarter. */
  @State
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both times are in one histogram")
  @Outcome(expect = FORBIDDEN, desc = "each has begun the quarter, and one's time is lost")
  public static class LA_I1_RecordVsRecord {
    private final Latencies times = new Latencies(new CoreClock(() -> 0, 0));

    @Actor public void recorder1() { times.quarter(7).recordValue(1); }

    @Actor public void recorder2() { times.quarter(7).recordValue(1); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = (int) times.quarter(7).getTotalCount();
    }
  }
}
