package dev.quell.internal.cursor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The queue of the closer, by the two steps that meet: the whole close of a core waits in between. */
public final class CloserStress {
  private static final Services SERVICES = new Services(new CoreClock(() -> 0, 0), () -> 0, error -> {});

  private CloserStress() {}

  /** One who queues while the agent goes sees to it, or the agent's last look does. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed once")
  @Outcome(expect = FORBIDDEN, desc = "left in the queue, and nobody will look again; or closed twice")
  public static class RC_E1_LaterVsLeave {
    private final ResourceCloser closer = new ResourceCloser(SERVICES, Runnable::run);
    private final AtomicInteger closes = new AtomicInteger();

    @Actor public void killer() { closer.later(closes::incrementAndGet); }

    @Actor public void agent() { closer.leaveToOthers(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = closes.get(); }
  }
}
