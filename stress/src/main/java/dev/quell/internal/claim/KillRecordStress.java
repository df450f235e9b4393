package dev.quell.internal.claim;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillCause;
import dev.quell.internal.services.Ids;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What one record is asked for, and left with, by two at once. */
public final class KillRecordStress {
  private KillRecordStress() {}

  /** Two ask for the cause, which is made then. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both are told the cause that the record keeps")
  @Outcome(expect = FORBIDDEN, desc = "one was told another")
  public static class KR_I2_CauseVsCause {
    private static final Ids IDS = new Ids();

    private final KillRecord record = new KillRecord(11601, "", "", IDS, 1);
    private @Nullable KillCause first;
    private @Nullable KillCause second;

    @Actor public void victim() { first = record.cause(); }

    @Actor public void killer() { second = record.cause(); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r1 = first == record.cause();
      r.r2 = second == record.cause();
    }
  }

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
