package dev.quell.internal.kill;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import java.util.UUID;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The report of a kill that found nothing. */
public final class ReportStress {
  private static final KillCore CORE = KillCore.builder().hostRunsAgent().build();
  private static final KillPattern NOBODY = KillPattern.session(new UUID(1, 1));

  private ReportStress() {}

  /** Two ask for the id, which is taken then. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both are told the id that the report keeps")
  @Outcome(expect = FORBIDDEN, desc = "one was told another")
  public static class RP_I1_CauseVsCause {
    private final KillReport report = CORE.kill(NOBODY);
    private long first;
    private long second;

    @Actor public void reader1() { first = report.cause().killId(); }

    @Actor public void reader2() { second = report.cause().killId(); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r1 = first == report.cause().killId();
      r.r2 = second == report.cause().killId();
    }
  }
}
