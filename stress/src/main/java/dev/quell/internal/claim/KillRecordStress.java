package dev.quell.internal.claim;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillCause;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What enders of victims leave to their killer, by the two steps that meet. */
public final class KillRecordStress {
  private KillRecordStress() {}

  /** A call that is left to the killer is made once, by the killer or by the thread that left it too late. */
  @State
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "each was made once")
  @Outcome(expect = FORBIDDEN, desc = "one was lost, or made twice")
  public static class KR_E3_LeaveCallsVsFinish {
    private final KillLedger ledger = new KillLedger(4, 3, 1);
    private final KillRecord record = ledger.register(new KillRecord(new KillCause(11601, "", "", 1), 1));
    private final AtomicInteger calls = new AtomicInteger();

    @Actor public void ender1() { record.afterLastWake(calls::incrementAndGet); }

    @Actor public void ender2() { record.afterLastWake(calls::incrementAndGet); }

    @Actor public void killer() {
      ledger.finish(record, 3);
      record.runCalls();
    }

    @Arbiter public void observer(final I_Result r) { r.r1 = calls.get(); }
  }
}
